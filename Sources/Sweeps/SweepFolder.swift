import Foundation
import LabNotebooks

/// The shared folder of a sweep, which every host that runs its points sees under one path.
///
/// ```
/// sweep.json                 what was asked for
/// tasks.json                 the points' runs as commands
/// points/ID/status.json      the truth about a point, written by whoever runs it
/// points/ID/beat             touched while it runs
/// points/ID/log              what its runs said, one after another
/// points/ID/Reports, state   its report; its checkpoints, weights and log
/// slurm/                     what was submitted, and what the jobs said
/// cancelled                  asks all who run a point to stop
/// ```
package struct SweepFolder: Sendable {
  /// From the root of the file system.
  package let path: String
  /// The option by which a user names another; nil where there is none.
  private let option: String?

  package init(_ path: String, option: String? = "--folder") { (self.path, self.option) = (path, option) }

  var tasksFile: String { path + "/tasks.json" }
  package var planFile: String { path + "/sweep.json" }
  package var pointsFolder: String { path + "/points" }
  var slurmFolder: String { path + "/slurm" }
  private var cancelFile: String { path + "/cancelled" }

  package func point(_ id: String) -> String { "\(pointsFolder)/\(id)" }
  package func reports(of id: String) -> String { point(id) + "/Reports" }
  package func state(of id: String) -> String { point(id) + "/state" }
  package func log(of id: String) -> String { point(id) + "/log" }
  func statusFile(of id: String) -> String { point(id) + "/status.json" }
  func beatFile(of id: String) -> String { point(id) + "/beat" }

  /// Makes it, and checks that it can be written.
  ///
  /// - Throws: `FileError`, which says what to do.
  package func prepare() throws {
    do {
      try FileSystem.makeFolder(pointsFolder)
      _ = try now()
    } catch let error as FileError {
      throw FileError(
        path: error.path, problem: error.problem,
        remedy: option.map { "Name a folder that all hosts share and that you may write: \($0)." }
          ?? "All hosts must share it, and you must be allowed to write it.")
    }
  }

  /// Keeps a second command out of the folder until the lock is released.
  ///
  /// - Throws: `FileError`, which names who is at work there.
  package func lock() throws -> FileLock {
    do {
      return try FileLock(planFile, patience: .zero)
    } catch let error as Locked {
      throw FileError(
        path: path, problem: "is in use by another command: \(error)".trimmingSuffix("."),
        remedy: option.map { "Or give this one a folder of its own: \($0)." } ?? "Or wait until it has ended.")
    }
  }

  // MARK: What was asked for

  /// - Throws: `FileError`.
  package func write(_ plan: SweepPlan) throws {
    try FileSystem.put(Array(try JSON(encoding: plan).text.utf8), at: planFile)
  }

  /// - Throws: `FileError` where there is no sweep here.
  package func plan() throws -> SweepPlan { try read(planFile) }

  /// - Throws: `FileError`.
  package func write(_ tasks: TaskList) throws {
    try FileSystem.put(Array(try JSON(encoding: tasks).text.utf8), at: tasksFile)
  }

  /// - Throws: `FileError` where there is no sweep here.
  package func tasks() throws -> TaskList { try read(tasksFile) }

  private func read<Content: Decodable>(_ file: String) throws -> Content {
    guard let bytes = FileSystem.read(file) else {
      throw FileError(
        path: file, problem: FileSystem.isTaken(file) ? "cannot be read" : "is not there",
        remedy: "Begin a sweep first, or name its folder with --folder.")
    }
    do {
      return try JSONDecoder().decode(Content.self, from: Data(bytes))
    } catch {
      throw FileError(path: file, problem: "is damaged", remedy: "Give the command that began the sweep again.")
    }
  }

  // MARK: Asking all to stop

  /// Whether all who run a point are asked to stop.
  package var isCancelled: Bool { FileSystem.isTaken(cancelFile) }

  /// Asks them.
  ///
  /// - Throws: `FileError`.
  package func cancel() throws { if !isCancelled { try FileSystem.put([], at: cancelFile) } }

  /// Takes that back.
  ///
  /// - Throws: `FileError`.
  package func permit() throws { try FileSystem.remove(cancelFile) }

  // MARK: Time

  /// The time by the clock of whoever keeps the folder, in seconds: hosts need not agree on theirs.
  ///
  /// - Throws: `FileError` where nothing can be written.
  package func now() throws -> Double {
    let probe = "\(path)/.clock-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    try FileSystem.put([], at: probe)
    defer { unlink(probe) }
    guard let time = Self.modified(probe) else {
      throw FileError(path: probe, problem: "is gone as soon as it is written")
    }
    return time
  }

  /// When a file was last written or touched; nil where there is none.
  static func modified(_ file: String) -> Double? {
    FileSystem.status(file).map { Double($0.st_mtim.tv_sec) + Double($0.st_mtim.tv_nsec) / 1e9 }
  }
}

extension String {
  func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
