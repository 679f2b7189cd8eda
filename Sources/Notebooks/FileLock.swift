import Foundation

/// Keeps a second process away from a file or folder that a first one writes.
///
/// A lock is a hidden file beside the place that a process holds by `flock`, so that the system releases it however the
/// process ends. It is removed when it is released; one that a killed process left is taken over by the next.
public final class FileLock {
  private let path: String
  private var file: Int32 = -1

  /// Takes the lock of a file or folder, which need not be there, in a folder that is.
  ///
  /// - Parameters:
  ///   - place: the path of the file or folder.
  ///   - patience: how long to wait for another process to release it.
  /// - Throws: `Locked` where another process has it; `FileError` where the lock cannot be made.
  public init(_ place: String, patience: Duration) throws {
    let name = place.split(separator: "/").last ?? ""
    path = "\(FileSystem.folder(of: place))/.\(name).lock"
    let deadline = ContinuousClock.now + patience
    while file < 0 { file = try take(place, until: deadline) ?? -1 }
    let process = Array("\(getpid())\n".utf8)
    ftruncate(file, 0)
    _ = pwrite(file, process, process.count, 0)
  }

  deinit { release() }

  /// Lets the next process in.
  public func release() {
    guard file >= 0 else { return }
    // While the lock is held: after that, it may be another's.
    unlink(path)
    close(file)
    file = -1
  }

  /// The lock's file, held; nil where it was removed meanwhile.
  private func take(_ place: String, until deadline: ContinuousClock.Instant) throws -> Int32? {
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      if errno == ELOOP { throw foreign("a symbolic link") }
      throw FileError(path: path, problem: "cannot make the file: \(String(cString: strerror(errno)))")
    }
    do {
      try checkIsOurs(file)
      while flock(file, LOCK_EX | LOCK_NB) != 0 {
        if errno == EINTR { continue }
        // A file system without locks keeps nobody away.
        guard errno == EWOULDBLOCK else { break }
        // One that has just begun is about to write its number.
        let process = Self.process(in: file), grace = Duration.seconds(process == nil ? 1 : 0)
        guard ContinuousClock.now < deadline + grace else { throw Locked(place: place, process: process) }
        usleep(10_000)
      }
      // A process that has just ended may have removed this file between its opening and its locking.
      if isStill(file) { return file }
    } catch {
      close(file)
      throw error
    }
    close(file)
    return nil
  }

  /// The lock is written into: it must be a file that has no other name.
  private func checkIsOurs(_ file: Int32) throws {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw foreign("no regular file") }
    if status.st_nlink > 1 { throw foreign("a file with another name besides") }
  }

  private func foreign(_ kind: String) -> FileError {
    FileError(path: path, problem: "is \(kind), where a lock should be", remedy: "Remove it.")
  }

  private func isStill(_ file: Int32) -> Bool {
    var here = stat()
    guard fstat(file, &here) == 0, let there = FileSystem.status(path, followsLinks: false) else { return false }
    return here.st_ino == there.st_ino && here.st_dev == there.st_dev
  }

  private static func process(in file: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(file, &bytes, bytes.count, 0)
    return Int(
      String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}

/// Another process writes a file or folder.
public struct Locked: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  let place: String
  /// The process, where that is known.
  let process: Int?

  /// Who writes it, and what to do.
  public var description: String {
    let who = process.map { "Process \($0)" } ?? "Another process"
    return "\(who) writes \(place) too. Wait for its end, or stop it."
  }
}

extension FileSystem {
  /// `put` for a file that several processes write: one after the other, and what killed ones left goes.
  ///
  /// - Parameter bytes: what the file is to hold, asked for when nobody else writes it; nil to leave it as it is.
  /// - Throws: `FileError`; `Locked`, where another process does not come to its end within ten seconds.
  static func replaceInTurn(_ path: String, with bytes: () throws -> [UInt8]?) throws {
    let lock = try FileLock(path, patience: .seconds(10))
    defer { lock.release() }
    for leftover in Staging.leftovers(of: path) { try? remove(leftover) }
    if let bytes = try bytes() { try put(bytes, at: path) }
  }
}
