import Foundation
import LabNotebooks

/// The reports of one commit, or of a folder.
public struct ReportSet {
  /// How it is called: “main (1a2b3c4)”, “the working tree”.
  public let name: String
  /// The reports by the names of their experiments.
  public let reports: [String: ReportFiles]

  /// The reports of a commit, read without a checkout.
  ///
  /// - Parameters:
  ///   - folder: the path of the folder of reports from the git directory.
  ///   - revision: what the user calls the commit.
  /// - Throws: `GitError`.
  public init(in folder: String, of commit: String, called name: String, revision: String, from git: Git) throws {
    let objects = GitObjects(git)
    let files = try git.files(in: folder, of: commit).map { path, id in
      (path, ReportFile(identity: id) { try objects.content(of: id) })
    }
    self.init(name: name, place: "\(revision):\(folder)", files: files)
  }

  /// The one report whose folder on disk this is, by the name of the experiment that its record tells of.
  ///
  /// - Throws: `FileError` where the record cannot be read.
  public init(ofReport folder: String, called name: String) throws {
    let report = ReportFiles(place: folder, files: Dictionary(uniqueKeysWithValues: Self.files(of: folder)))
    self.init(called: name, reports: [try report.record().experiment: report])
  }

  /// The reports of a folder on disk; none where there is no such folder.
  public init(in folder: String, called name: String) {
    let manager = FileManager.default
    var files: [(String, ReportFile)] = []
    // A hidden folder is a report that is being written. The folder, and each report's, may be a link.
    for report in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] where !report.hasPrefix(".") {
      // What is no report may be large.
      guard manager.fileExists(atPath: "\(folder)/\(report)/record.json") else { continue }
      files += Self.files(of: "\(folder)/\(report)").map { ("\(report)/\($0.path)", $0.file) }
    }
    self.init(name: name, place: folder, files: files)
  }

  /// The files in a report's folder on disk, which may be a link, and in its subfolders, by their paths from it.
  private static func files(of report: String) -> [(path: String, file: ReportFile)] {
    let manager = FileManager.default
    let place = URL(fileURLWithPath: report).resolvingSymlinksInPath().path
    return (manager.enumerator(atPath: place)?.compactMap { $0 as? String } ?? []).compactMap { path in
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: "\(place)/\(path)", isDirectory: &isFolder), !isFolder.boolValue else {
        return nil
      }
      let file = ReportFile(identity: nil) {
        guard let bytes = manager.contents(atPath: "\(place)/\(path)") else {
          throw FileError(path: "\(report)/\(path)", problem: "cannot be read")
        }
        return Array(bytes)
      }
      return (path, file)
    }
  }

  /// The same set with further reports.
  public func adding(_ others: [String: ReportFiles]) -> ReportSet {
    ReportSet(called: name, reports: reports.merging(others) { mine, _ in mine })
  }

  /// The same set, in which these reports cannot be read, for these reasons.
  package func lacking(_ problems: [String: FileError]) -> ReportSet {
    let files = problems.mapValues { problem in
      ReportFiles(place: problem.path, files: ["record.json": ReportFile(identity: nil) { throw problem }])
    }
    return ReportSet(called: name, reports: reports.merging(files) { $1 })
  }

  /// The same reports, a single one under another name.
  public func renamed(_ name: String) -> ReportSet {
    ReportSet(called: self.name, reports: reports.count == 1 ? [name: reports.values.first!] : reports)
  }

  init(called name: String, reports: [String: ReportFiles]) { (self.name, self.reports) = (name, reports) }

  private init(name: String, place: String, files: [(path: String, file: ReportFile)]) {
    self.name = name
    var folders: [String: [String: ReportFile]] = [:]
    for (path, file) in files {
      let parts = path.split(separator: "/", maxSplits: 1)
      // A file beside the reports is none of theirs: the gallery says what they say.
      // One that is hidden was being written when it was committed.
      if parts.count == 2, !parts[0].hasPrefix(".") { folders[String(parts[0]), default: [:]][String(parts[1])] = file }
    }
    reports = folders.filter { $0.value["record.json"] != nil }
      .reduce(into: [:]) { $0[$1.key] = ReportFiles(place: "\(place)/\($1.key)", files: $1.value) }
  }
}

/// The files of one report.
public struct ReportFiles {
  /// How messages name it.
  let place: String
  let files: [String: ReportFile]

  /// The run's record.
  ///
  /// - Throws: `FileError`, which names the file, where it cannot be read.
  public func record() throws -> RunRecord {
    let path = place + "/record.json"
    guard let bytes = try files["record.json"]?.content() else { throw FileError(path: path, problem: "is not there") }
    if LargeFilePointer(bytes) != nil {
      throw FileError(path: path, problem: "is in Git LFS, and its content is not here", remedy: "Get it: git lfs pull")
    }
    do {
      return try RunRecord(text: String(decoding: bytes, as: UTF8.self))
    } catch let error as RunRecordError {
      throw FileError(path: path, problem: "\(error)")
    } catch {
      throw FileError(
        path: path, problem: "is no run record that can be read",
        remedy: "Restore the file, or run the experiment again.")
    }
  }

  /// The report's Markdown; empty where it has none.
  func markdown() throws -> String {
    TextLines(try files["README.md"]?.content() ?? []).text
  }

  /// The file of a figure's image.
  func picture(_ id: String) -> ReportFile? { files["figures/\(id).png"] }

  /// The paths of the files that differ, one of them missing among them.
  func changedFiles(from other: ReportFiles) throws -> [String] {
    try Set(files.keys).union(other.files.keys).sorted().filter { path in
      guard let mine = files[path], let theirs = other.files[path] else { return true }
      return try !mine.isSame(as: theirs, isText: !path.hasSuffix(".png"))
    }
  }
}
