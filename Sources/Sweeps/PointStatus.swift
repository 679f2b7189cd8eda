import Foundation
import LabNotebooks

/// What whoever runs a point says of it, in the point's status file.
package struct PointStatus: Codable, Equatable, Sendable {
  /// How far it is.
  package enum State: String, Codable, Sendable {
    /// A process is at it.
    case running
    /// Its command came to its end, and its result stands.
    case done
    /// Its command ended with an error.
    case failed
    /// It was asked to stop, and goes on from its checkpoint when it is run again.
    case stopped
  }

  package var state: State
  /// How many times it was begun.
  package var attempt: Int
  /// Where.
  package var host: HostIdentity
  /// The process that wrote this.
  package var process: Int32
  /// When that process began, so that another of its number is not taken for it.
  package var processBeginning: UInt64
  /// The scheduler's name for its job.
  package var job: String?
  /// How its command ended; nil while it runs.
  package var exitCode: Int32?
  /// What there is to say: an error, or why it stopped.
  package var message = ""
  /// How long its attempts took together.
  package var seconds = 0.0
}

extension SweepFolder {
  /// What is known of a point from its status file; nil where nobody has begun it.
  ///
  /// - Throws: `FileError` where the file is damaged.
  package func status(of id: String) throws -> PointStatus? {
    let file = statusFile(of: id)
    guard let bytes = FileSystem.read(file) else { return nil }
    // Numbers that no worker has written would overflow in the next one's.
    guard let status = try? JSONDecoder().decode(PointStatus.self, from: Data(bytes)),
      (0...1_000_000_000).contains(status.attempt), (0...1e12).contains(status.seconds)
    else { throw FileError(path: file, problem: "is damaged", remedy: "Remove it, and give the command again.") }
    return status
  }

  /// - Throws: `FileError`.
  func write(_ status: PointStatus, of id: String) throws {
    try FileSystem.makeFolder(point(id))
    try FileSystem.put(Array(try JSON(encoding: status).text.utf8), at: statusFile(of: id))
  }

  /// Says of a point whose result stands that it is done, now, whatever became of later attempts, unless somebody is at it: what
  /// was done before a command was given, and does not stand, is told from it by the time.
  ///
  /// - Throws: `FileError`.
  package func settle(_ id: String, exitCode: Int32) throws {
    let before = try? status(of: id)
    if let before, before.state == .done, before.exitCode == exitCode { return touch(statusFile(of: id)) }
    if case .running = condition(of: before, id, now: try now()) { return }
    try write(
      PointStatus(
        state: .done, attempt: before?.attempt ?? 0, host: .here, process: getpid(),
        processBeginning: HostIdentity.beginning(of: getpid()) ?? 0, exitCode: exitCode, seconds: before?.seconds ?? 0),
      of: id)
  }

  /// Says that a point's process still lives.
  func beat(_ id: String) { touch(beatFile(of: id)) }

  private func touch(_ file: String) {
    // The server of the folder sets the time.
    let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return }
    futimens(descriptor, nil)
    close(descriptor)
  }
}
