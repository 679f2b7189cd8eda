/// A report's folder, written whole or not at all.
///
/// The new report is made complete in a hidden folder beside the old one, which then gives way to it by renaming.
/// Files whose bytes stay the same are carried over by a hard link, so that they keep their identity and time of
/// modification. Whatever else the folder held is gone with the old one.
public struct ReportFolder: Sendable {
  /// Where the report is.
  public let path: String
  private let staging: String
  private let previous: String
  private let parent: String

  /// The report of an experiment among those in a folder.
  public init(_ name: String, in reports: String) {
    parent = reports
    path = "\(reports)/\(name)"
    staging = "\(reports)/.\(name).staging"
    previous = "\(reports)/.\(name).previous"
  }

  /// Checks that a report can be written here, before the work that it reports; leaves the folder as it is.
  ///
  /// - Throws: `FileError` where it cannot, or where the folder holds something that is no report.
  public func prepare() throws {
    do {
      try FileSystem.makeFolder(parent)
      // A run killed between the two renamings left the old report under its other name.
      if !FileSystem.exists(path), FileSystem.exists(previous) { try FileSystem.rename(previous, to: path) }
      try FileSystem.remove(previous)
      try FileSystem.remove(staging)
      try FileSystem.makeFolder(staging)
      try FileSystem.write([0], to: staging + "/probe")
      try FileSystem.remove(staging)
    } catch let error as FileError {
      throw FileError(path: error.path, problem: error.problem, remedy: "Choose a folder with --output.")
    }
    if FileSystem.exists(path), !FileSystem.isFolder(path) {
      throw FileError(path: path, problem: "is a file where the report's folder should be", remedy: Self.makeRoom)
    }
    let files = FileSystem.files(in: path)
    if !files.isEmpty, !files.contains("record.json") {
      throw FileError(path: path, problem: "holds files, and no report (no record.json)", remedy: Self.makeRoom)
    }
  }

  /// Makes the folder hold these files, by their paths from it, and nothing else; says whether anything changed.
  ///
  /// - Throws: `FileError`; the folder is then as it was.
  @discardableResult
  public func replace(with files: [String: [UInt8]]) throws -> Bool {
    let old = FileSystem.files(in: path)
    let unchanged = Set(old.filter { files[$0] != nil && FileSystem.read("\(path)/\($0)") == files[$0] })
    if unchanged.count == files.count, old.count == files.count { return false }
    do {
      try FileSystem.remove(staging)
      try stage(files, unchanged: unchanged)
      try swap()
    } catch {
      try? FileSystem.remove(staging)
      throw error
    }
    return true
  }

  /// Makes the folder hold these files besides those that it holds; says whether anything changed.
  ///
  /// - Throws: `FileError`; the folder is then as it was.
  @discardableResult
  func update(_ files: [String: [UInt8]]) throws -> Bool {
    let old = FileSystem.files(in: path).reduce(into: [:]) { $0[$1] = FileSystem.read("\(path)/\($1)") }
    return try replace(with: old.merging(files) { $1 })
  }

  private func stage(_ files: [String: [UInt8]], unchanged: Set<String>) throws {
    try FileSystem.makeFolder(staging)
    for file in files.keys.sorted() {
      let target = "\(staging)/\(file)"
      if let slash = file.lastIndex(of: "/") { try FileSystem.makeFolder("\(staging)/\(file[..<slash])") }
      if unchanged.contains(file), FileSystem.link("\(path)/\(file)", as: target) { continue }
      try FileSystem.write(files[file, default: []], to: target)
    }
  }

  private func swap() throws {
    try FileSystem.remove(previous)
    let hasOld = FileSystem.exists(path)
    if hasOld { try FileSystem.rename(path, to: previous) }
    do {
      try FileSystem.rename(staging, to: path)
    } catch {
      if hasOld { try FileSystem.rename(previous, to: path) }
      throw error
    }
    // The new report is in its place: an old one that cannot be removed goes at the next run.
    try? FileSystem.remove(previous)
  }

  private static let makeRoom = "Move it away, or choose another folder with --output."
}
