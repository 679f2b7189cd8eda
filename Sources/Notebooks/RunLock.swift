import Foundation

/// Keeps a second run of an experiment away from the folders that a first one is using.
///
/// A lock is a file that a process holds by `flock`, so that the system releases it however the process ends. It is removed
/// at the end of a run; one that a killed run left is taken over by the next.
final class RunLock {
  private var held: [(path: String, file: Int32)] = []

  /// Takes the locks of an experiment for a folder of reports and for a workspace.
  ///
  /// - Throws: `RunLocked` where another run has one; `FileError` where nothing can be written into the folder of reports.
  init(_ experiment: String, reports: String, workspace: String) throws {
    do {
      do {
        try FileSystem.makeFolder(reports)
        try take("\(reports)/.\(experiment).lock", for: reports)
      } catch let error as FileError {
        throw FileError(path: error.path, problem: error.problem, remedy: "Choose a folder with --output.")
      }
      do {
        try FileSystem.makeFolder(workspace + "/locks")
        try take("\(workspace)/locks/\(experiment).lock", for: workspace)
      } catch is FileError {
        // Nothing can be written there: then no two runs can meet there.
      }
    } catch {
      release()
      throw error
    }
  }

  deinit { release() }

  /// Lets the next run in.
  func release() {
    for (path, file) in held {
      // While the lock is held: after that, it may be another's.
      unlink(path)
      close(file)
    }
    held = []
  }

  private func take(_ path: String, for folder: String) throws {
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard file >= 0 else {
        throw FileError(path: path, problem: "cannot make the file: \(String(cString: strerror(errno)))")
      }
      while flock(file, LOCK_EX | LOCK_NB) != 0, errno != EINTR {
        // A file system without locks keeps nobody away.
        guard errno == EWOULDBLOCK else { break }
        defer { close(file) }
        throw RunLocked(folder: folder, process: Self.process(in: file))
      }
      // A run that has just ended may have removed this file between its opening and its locking.
      if Self.isStill(path, file) {
        held.append((path, file))
        let process = Array("\(getpid())\n".utf8)
        ftruncate(file, 0)
        _ = write(file, process, process.count)
        return
      }
      close(file)
    }
  }

  private static func isStill(_ path: String, _ file: Int32) -> Bool {
    var here = stat(), there = stat()
    return fstat(file, &here) == 0 && stat(path, &there) == 0 && here.st_ino == there.st_ino
      && here.st_dev == there.st_dev
  }

  private static func process(in file: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(file, &bytes, bytes.count, 0)
    return Int(
      String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}

/// Another run of the experiment uses a folder.
public struct RunLocked: Error, Equatable, CustomStringConvertible {
  /// The folder.
  let folder: String
  /// The process that runs it, where that is known.
  let process: Int?

  /// Who has the folder, and what to do.
  public var description: String {
    let who = process.map { "Process \($0)" } ?? "Another process"
    return "\(who) is running it, and writes into \(folder) too. Wait for its end, or stop it."
  }
}
