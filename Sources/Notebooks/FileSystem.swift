import Foundation

/// The few file operations a report needs, each with the system's own word on what went wrong.
enum FileSystem {
  /// Makes a folder, and those it is in.
  static func makeFolder(_ path: String) throws {
    if isFolder(path) { return }
    if exists(path) { throw FileError(path: path, problem: "is a file where a folder should be") }
    let parent = (path as NSString).deletingLastPathComponent
    if !parent.isEmpty, parent != path { try makeFolder(parent) }
    if mkdir(path, 0o777) != 0, errno != EEXIST || !isFolder(path) { throw failure(path, "cannot make the folder") }
  }

  static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Writes a file that is on the disk when this returns.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(path, "cannot make the file") }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + written, bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot write") }
      written += count
    }
    // Some file systems cannot: then the bytes are as safe as they can be.
    if fsync(file) != 0, errno != EINVAL, errno != ENOTSUP { throw failure(path, "cannot write") }
  }

  static func read(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map { Array($0) } }

  static func rename(_ old: String, to new: String) throws {
    if Foundation.rename(old, new) != 0 { throw failure(new, "cannot put what was written in its place") }
  }

  /// What a file is called while `replace` writes it; one that is left was being written when its process was killed.
  static let partialSuffix = ".partial"

  /// Makes a file hold these bytes: all of them are on the disk when this returns, and where it fails, or the process is
  /// killed, the file is as it was.
  static func replace(_ path: String, with bytes: [UInt8]) throws {
    let partial = path + partialSuffix
    do {
      try write(bytes, to: partial)
      try rename(partial, to: path)
    } catch {
      try? remove(partial)
      throw error
    }
    // The name, too, is to outlive a crash of the machine; where that cannot be had, it is not to be had.
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Gives a file a second name; says whether the file system could.
  static func link(_ old: String, as new: String) -> Bool { Foundation.link(old, new) == 0 }

  static func remove(_ path: String) throws {
    do {
      if exists(path) { try FileManager.default.removeItem(atPath: path) }
    } catch {
      throw FileError(path: path, problem: "cannot be removed")
    }
  }

  /// The files in a folder and its subfolders, by their paths from it.
  static func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .filter { !isFolder(folder + "/" + $0) }
  }

  private static func failure(_ path: String, _ problem: String) -> FileError {
    FileError(path: path, problem: "\(problem): \(String(cString: strerror(errno)))")
  }
}
