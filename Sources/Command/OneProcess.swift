import ArgumentParser
import Foundation
import LabMessagePassing

extension Communicator {
  /// Refuses several ranks, for a command whose work is not shared among them: each would do all of it.
  ///
  /// - Throws: `ValidationError`; `LaunchError` where a launcher started processes that cannot find each other.
  static func requireOneProcess(for command: String) throws {
    let communicator = try launched(by: ProcessInfo.processInfo.environment)
    guard communicator.count == 1 else {
      communicator.end()
      throw ValidationError("\(command) is for one process; start it without mpirun.")
    }
  }
}
