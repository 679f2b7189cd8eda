import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks

/// Two folders of reports that `diff` compares, wherever they are.
struct FolderPair {
  let base, head: ReportSet
  /// The reports to compare; nil for all.
  let names: [String]?

  /// Reads two folders, each with the folders of reports in it, or itself a report's.
  ///
  /// - Parameters:
  ///   - folders: As the user typed them; what follows the second are names.
  ///   - names: The experiments whose reports are meant; all where there is none.
  /// - Throws: `FileError` for a folder without reports and a name that no report has, `ValidationError` for a revision.
  init(_ folders: [String], names: [String], at workingFolder: WorkingFolder) throws {
    let sides = try folders.prefix(2).map { try Self.side($0, at: workingFolder) }
    // Two reports by their own folders are meant for each other, whatever their experiments are called.
    let name = sides.allSatisfy(\.isReport) ? sides[1].set.reports.keys.first : nil
    (base, head) = (name.map(sides[0].set.renamed) ?? sides[0].set, sides[1].set)
    let chosen = folders.dropFirst(2) + names
    let known = Set(base.reports.keys).union(head.reports.keys).union(Laboratory.current.experiments.map(\.name))
    for word in chosen where !known.contains(word) { throw try Self.unknown(word, among: known, at: workingFolder) }
    // Beside a single report, the others of a folder are not gone.
    let single = name.map { [$0] } ?? sides.first(where: \.isReport)?.set.reports.keys.sorted()
    self.names = chosen.isEmpty ? single : Array(chosen)
  }

  private typealias Side = (set: ReportSet, isReport: Bool)

  private static func side(_ typed: String, at workingFolder: WorkingFolder) throws -> Side {
    let folder = workingFolder.absolute(typed)
    var name = typed
    while name.hasSuffix("/"), name.count > 1 { name.removeLast() }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw FileError(path: typed, problem: "is not there", remedy: "Name two folders of reports.")
    }
    guard isFolder.boolValue else {
      throw FileError(path: typed, problem: "is a file where a folder of reports should be")
    }
    if FileManager.default.fileExists(atPath: folder + "/record.json") {
      return (try ReportSet(ofReport: folder, called: name), true)
    }
    workingFolder.restoreReports(in: folder)
    let set = ReportSet(in: folder, called: name)
    guard !set.reports.isEmpty else {
      throw FileError(
        path: typed, problem: "holds no report: neither a record.json nor a folder with one",
        remedy: "Name a folder that a run wrote reports into.")
    }
    return (set, false)
  }

  private static func unknown(_ word: String, among known: Set<String>, at place: WorkingFolder) throws -> any Error {
    if let git = try? Git(in: place.directory), try git.commit(word) != nil {
      return ValidationError("“\(word)” is a revision, and --between compares folders. Give the one or the other.")
    }
    return FileError(
      path: word, problem: "is the name of no report in these folders, and of no experiment",
      remedy: String(Suggestion.question(for: word, among: known.sorted()).dropFirst()))
  }
}
