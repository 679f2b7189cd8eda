import Foundation

/// A report's folder, written whole or not at all.
///
/// The new report is made complete in a hidden folder beside the old one, which then gives way to it by renaming. Files whose bytes
/// stay the same are carried over by a hard link, so that they keep their identity and time of modification. Whatever else the
/// folder held is gone with the old one. Where the folder is a link, all this happens where it leads to. Who writes holds the
/// lock.
public struct ReportFolder: Sendable {
  /// Where the report is.
  public let path: String
  let reports: String
  /// Where the report's folder itself is, where that is a link.
  let place: String

  /// The report of an experiment among those in a folder.
  public init(_ name: String, in reports: String) {
    self.reports = reports
    path = "\(reports)/\(name)"
    place = FileSystem.target(of: path)
  }

  /// Keeps other processes from writing the report until the lock is released.
  ///
  /// - Throws: `Locked`, `FileError`.
  package func lock(patience: Duration) throws -> FileLock {
    try advisingAnotherOutput {
      try FileSystem.makeFolder(reports)
      try FileSystem.makeFolder(FileSystem.folder(of: place))
      return try FileLock(place, patience: patience)
    }
  }

  /// Checks that a report can be written here, before the work that it reports; leaves the folder as it is.
  ///
  /// - Throws: `FileError` where it cannot, or where the folder holds something that is no report.
  public func prepare() throws {
    try advisingAnotherOutput {
      try FileSystem.makeFolder(reports)
      try FileSystem.makeFolder(FileSystem.folder(of: place))
      try PreviousReports(of: place).restore()
      removeLeftovers()
      try staging(place) { probe in
        try FileSystem.create(probe, [0])
        try FileSystem.remove(probe)
      }
    }
    if FileSystem.exists(place), !FileSystem.isFolder(place) {
      throw FileError(path: path, problem: "is a file where the report's folder should be", remedy: Self.makeRoom)
    }
    let files = FileSystem.files(in: place)
    if !files.isEmpty, !files.contains("record.json") {
      throw FileError(path: path, problem: "holds files, and no report (no record.json)", remedy: Self.makeRoom)
    }
  }

  /// Removes what killed runs left beside a report that stands, their lock too, unless another process is at work there.
  public func tidy() {
    guard let lock = try? lock(patience: .zero) else { return }
    removeLeftovers()
    lock.release()
  }

  private func removeLeftovers() {
    PreviousReports(of: place).discard()
    for leftover in leftovers { try? FileSystem.remove(leftover) }
  }

  /// Makes the folder hold these files, by their paths from it, and nothing else; says whether anything changed.
  ///
  /// - Throws: `FileError`; the folder is then as it was.
  @discardableResult
  public func replace(with files: [String: [UInt8]]) throws -> Bool {
    let old = FileSystem.files(in: place)
    let unchanged = Set(old.filter { files[$0] != nil && FileSystem.read("\(place)/\($0)") == files[$0] })
    if unchanged.count == files.count, old.count == files.count { return false }
    if isMounted {
      try staging(place + "/report") { try exchangeFiles(files, old, unchanged: unchanged, by: $0) }
    } else {
      try staging(place) { staging in
        try stage(files, unchanged: unchanged, in: staging)
        try swap(staging)
      }
    }
    return true
  }

  /// Makes the folder hold these files besides those that it holds; says whether anything changed.
  ///
  /// - Throws: `FileError`; the folder is then as it was.
  @discardableResult
  func update(_ files: [String: [UInt8]]) throws -> Bool {
    var old: [String: [UInt8]] = [:]
    for file in FileSystem.files(in: place) {
      guard let bytes = FileSystem.read("\(place)/\(file)") else {
        throw FileError(path: "\(path)/\(file)", problem: "cannot be read")
      }
      old[file] = bytes
    }
    return try replace(with: old.merging(files) { $1 })
  }

  /// What was left beside the folder and cannot be removed: old reports, and new ones that were never finished.
  var leftovers: [String] { Staging.leftovers(of: place) }

  /// Works with a new hidden folder beside a place, of which nothing is left where the work fails.
  private func staging(_ place: String, _ work: (_ staging: String) throws -> Void) throws {
    let staging = Staging(of: place).path
    do {
      try work(staging)
    } catch let error as FileError {
      try? FileSystem.remove(staging)
      // The user knows the report's own folder.
      let inside = error.path.hasPrefix(staging) ? path + error.path.dropFirst(staging.count) : error.path
      throw FileError(path: inside, problem: error.problem, remedy: error.remedy)
    }
  }

  private func stage(_ files: [String: [UInt8]], unchanged: Set<String>, in staging: String) throws {
    try FileSystem.makeFolder(staging)
    if let old = FileSystem.status(place) { chmod(staging, old.st_mode & 0o7777) }
    for file in files.keys.sorted() {
      let target = "\(staging)/\(file)"
      if let slash = file.lastIndex(of: "/") { try FileSystem.makeFolder("\(staging)/\(file[..<slash])") }
      if unchanged.contains(file), FileSystem.link("\(place)/\(file)", as: target) { continue }
      try FileSystem.create(target, files[file, default: []])
    }
  }

  /// Whether the folder is where a disk is mounted, so that no other can take its place.
  private var isMounted: Bool {
    guard let here = FileSystem.status(place), let parent = FileSystem.status(FileSystem.folder(of: place)) else {
      return false
    }
    return here.st_dev != parent.st_dev
  }

  /// Lets the files of such a folder give way one by one, when all of the new ones are on the disk.
  private func exchangeFiles(
    _ files: [String: [UInt8]], _ old: [String], unchanged: Set<String>, by staging: String
  ) throws {
    let changed = files.filter { !unchanged.contains($0.key) }
    try stage(changed, unchanged: [], in: staging)
    for file in changed.keys.sorted() {
      try FileSystem.makeFolder(FileSystem.folder(of: "\(place)/\(file)"))
      try FileSystem.rename("\(staging)/\(file)", to: "\(place)/\(file)")
    }
    for file in old where files[file] == nil { try FileSystem.remove("\(place)/\(file)") }
    try FileSystem.remove(staging)
  }

  private func swap(_ staging: String) throws {
    defer { FileSystem.sync(FileSystem.folder(of: place)) }
    guard FileSystem.exists(place) else { return try FileSystem.rename(staging, to: place) }
    let previous = PreviousReports(of: place), aside = previous.freeName
    try FileSystem.rename(place, to: aside)
    do {
      try FileSystem.rename(staging, to: place)
    } catch {
      try FileSystem.rename(aside, to: place)
      throw error
    }
    // The new report is in its place: an old one that cannot be removed is named to the user, and bars nothing.
    previous.discard()
  }

  private static let makeRoom = "Move it away, or choose another folder with --output."

  private func advisingAnotherOutput<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as FileError where error.remedy.isEmpty {
      throw FileError(path: error.path, problem: error.problem, remedy: "Choose a folder with --output.")
    }
  }
}
