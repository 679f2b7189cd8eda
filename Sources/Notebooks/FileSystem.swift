import Foundation

/// The few file operations that the commands need, each with the system's own word on what went wrong.
public enum FileSystem {
  /// Makes a folder, and those it is in.
  ///
  /// - Throws: `FileError`.
  public static func makeFolder(_ path: String) throws {
    if isFolder(path) { return }
    if exists(path) { throw FileError(path: path, problem: "is a file where a folder should be") }
    let parent = folder(of: path)
    if !parent.isEmpty, parent != path { try makeFolder(parent) }
    if mkdir(path, 0o777) != 0, errno != EEXIST || !isFolder(path) { throw failure(path, "cannot make the folder") }
  }

  /// Whether there is a folder, or a link to one.
  package static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// Whether there is something, and not only a link to nothing.
  package static func exists(_ path: String) -> Bool { status(path) != nil }

  /// Whether there is anything of this name, be it a link to nothing.
  public static func isTaken(_ path: String) -> Bool { status(path, followsLinks: false) != nil }

  /// What is there, at the end of links where they are followed; nil where nothing is.
  public static func status(_ path: String, followsLinks: Bool = true) -> stat? {
    var status = stat()
    return (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 ? status : nil
  }

  /// What a file holds; nil where it cannot be read, or is none: a pipe would be waited for.
  public static func read(_ path: String) -> [UInt8]? {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFREG else { return nil }
    return FileManager.default.contents(atPath: path).map { Array($0) }
  }

  /// Makes a new file that is on the disk when this returns.
  ///
  /// - Throws: `FileError`, also where there is something of that name, be it a link.
  static func create(_ path: String, _ bytes: [UInt8], like old: stat? = nil) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(path, "cannot make the file") }
    defer { close(file) }
    if let old {
      // Only root can give a file away; it is as well to have it otherwise.
      _ = fchown(file, old.st_uid, old.st_gid)
      fchmod(file, old.st_mode & 0o7777)
    }
    try write(bytes, to: file, path)
  }

  private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + written, bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, "cannot write") }
      written += count
    }
    // Pipes and some file systems cannot: then the bytes are as safe as they can be.
    if fsync(file) != 0, ![EINVAL, ENOTSUP, EROFS].contains(errno) { throw failure(path, "cannot write") }
  }

  static func rename(_ old: String, to new: String) throws {
    if Foundation.rename(old, new) != 0 { throw failure(new, "cannot put what was written in its place") }
  }

  /// Makes a file hold these bytes: all of them are on the disk when this returns, and where it fails, or the process is
  /// killed, the file is as it was. It keeps its mode; of a link, what it leads to is meant. A pipe, a device, or a file with
  /// several names is written into.
  ///
  /// - Throws: `FileError`.
  public static func replace(_ path: String, with bytes: [UInt8]) throws {
    let old = status(path)
    if let old, old.st_mode & S_IFMT == S_IFDIR {
      throw FileError(path: path, problem: "is a folder where a file should be")
    }
    if let old, old.st_mode & S_IFMT != S_IFREG || old.st_nlink > 1 { return try overwrite(path, with: bytes) }
    try put(bytes, at: target(of: path), calling: path)
  }

  /// `replace` for the program's own files: what stands there is not written into, and a link is not followed, since
  /// somebody else may have put it there.
  ///
  /// - Parameter name: how errors name the file.
  package static func put(_ bytes: [UInt8], at path: String, calling name: String? = nil) throws {
    let staging = Staging(of: path), old = status(path, followsLinks: false)
    let isRegular = old.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    do {
      try create(staging.path, bytes, like: isRegular ? old : nil)
      try rename(staging.path, to: path)
    } catch let error as FileError {
      unlink(staging.path)
      throw FileError(path: name ?? path, problem: error.problem)
    }
    sync(folder(of: path))
  }

  private static func overwrite(_ path: String, with bytes: [UInt8]) throws {
    let file = open(path, O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, "cannot write") }
    defer { close(file) }
    try write(bytes, to: file, path)
  }

  /// Lets the name of what was renamed in a folder outlive a crash of the machine, where that can be had.
  static func sync(_ folder: String) {
    let file = open(folder, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    fsync(file)
    close(file)
  }

  /// Gives a file a second name; says whether the file system could.
  static func link(_ old: String, as new: String) -> Bool { Foundation.link(old, new) == 0 }

  /// Where a path leads to: itself, or the end of the links that it is the first of, whether or not something is there.
  static func target(of path: String) -> String {
    var path = path
    // As many links as the system follows.
    for _ in 0..<40 {
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
      path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
    }
    return path
  }

  /// The path of a folder that is there, without links.
  static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  package static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty && !path.hasPrefix("/") ? "." : folder
  }

  /// The last part of a path.
  static func name(of path: String) -> String { (path as NSString).lastPathComponent }

  /// Removes a file, a folder with all that it holds, or a link itself.
  package static func remove(_ path: String) throws {
    guard isTaken(path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw FileError(path: path, problem: "cannot be removed")
    }
  }

  /// What a folder holds, by name.
  package static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
  }

  /// The files in a folder and its subfolders, by their paths from it.
  package static func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .filter { !isFolder(folder + "/" + $0) }
  }

  private static func failure(_ path: String, _ problem: String) -> FileError {
    FileError(path: path, problem: "\(problem): \(String(cString: strerror(errno)))")
  }
}
