import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks
import LabRequirements

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare reports across commits.",
    usage: """
      \(Program.name) diff [<base> [<head>]] [<name> ...] [<options>]
      \(Program.name) diff --between <folder> <folder> [<name> ...] [<options>]
      """,
    discussion: """
      Without <base>, the reports are compared with those of the last commit that this branch shares with the main \
      branch; without <head>, they are those of the working tree. Revisions come before names. With --between the reports \
      in two folders are compared, or two reports by their own folders: no repository is needed. \
      Exits with 0 where nothing differs, or nothing by more than the noise of seeds between machines or libraries that \
      round otherwise, with 1 where something does, and with 2 where a record cannot be read; the others are compared all \
      the same.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, markdown, html, json }

  @Argument(help: "The commits to compare, and the experiments' names; all where none is named.")
  var words: [String] = []

  @Option(
    name: .customLong("only"),
    help: ArgumentHelp("Compare this experiment, whose name is also a revision's.", valueName: "name"))
  var names: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Compare the reports in two folders instead of two commits.", valueName: "folder"))
  var between: [String] = []

  @Option(help: "How to write the comparison.")
  var format = Format.text

  @Option(help: ArgumentHelp("Write it to this file instead of standard output.", valueName: "file"))
  var output: String?

  @Flag(
    name: .customLong("rerun-base"),
    help: "Build the base and run it on this machine, as its reports were run, instead of reading them.")
  var rerunsBase = false

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("With --rerun-base: look for data sets in this folder.", valueName: "folder"))
  var dataDirectory: String?

  func validate() throws {
    if let folder = between.first, between.count < 2 {
      throw ValidationError("--between \(folder): name two folders of reports.")
    }
    if dataDirectory != nil, !rerunsBase { throw ValidationError("--data is for --rerun-base.") }
    if rerunsBase, !between.isEmpty {
      throw ValidationError("--between compares two folders as they are, and --rerun-base a commit; leave one out.")
    }
  }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    try DataOptions.requireFolder(dataDirectory)
    if !between.isEmpty {
      let folders = try FolderPair(between, names: words + names, at: workingFolder)
      return try compare(folders.base, folders.head, only: folders.names)
    }
    guard let package = workingFolder.package else {
      throw FileError(
        path: workingFolder.directory, problem: "is in no Swift package",
        remedy: "Go to the package whose reports are to be compared.")
    }
    workingFolder.restoreReports(in: package + "/Reports")
    let git = try Git(in: package)
    let request = try DiffRequest(words, names: names, in: package, git: git)
    let head = try request.head()
    func compareWithHead(_ base: ReportSet) throws {
      try compare(base, head, only: try request.chosenNames(in: base, head))
    }
    guard rerunsBase else { return try compareWithHead(try request.base()) }
    try BaseRerun(request, dataDirectory: dataDirectory, workingFolder: workingFolder).reports(compareWithHead)
  }

  private func compare(_ base: ReportSet, _ head: ReportSet, only names: [String]?) throws {
    // Of what was asked for and is nowhere, nobody is told that nothing changed.
    if let name = names?.first(where: { base.reports[$0] == nil && head.reports[$0] == nil }) {
      throw FileError(
        path: name, problem: "has no report on either side", remedy: "Make one: \(Program.name) run \(name)")
    }
    let comparison = try SetComparison(base, head, only: names)
    try write(text(of: comparison, base, head), drawn: drawing(of: comparison))
    for report in comparison.unreadable { StandardStream.error.tell("Error: \(report.problem)\n") }
    if !comparison.unreadable.isEmpty { throw ExitCode.trouble }
    if !comparison.isSame, !comparison.isSameWithinNoise { throw ExitCode.different }
  }

  /// The text in colours, for a terminal. One that has control characters of its own is shown without: then they are told
  /// from ours.
  private func drawing(of comparison: SetComparison) -> String? {
    guard format == .text, output == nil, StandardStream.output.isTerminal,
      ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    else { return nil }
    let plain = PlainText(comparison).text
    return plain == plain.escapingControlCharacters ? PlainText(comparison, colored: true).text : nil
  }

  private func text(of comparison: SetComparison, _ base: ReportSet, _ head: ReportSet) throws -> String {
    switch format {
    case .text: return PlainText(comparison).text.escapingControlCharacters
    case .markdown: return MarkdownComment(comparison).text
    case .html: return try HTMLPage(comparison, of: base, and: head).text()
    case .json: return try JSONText(comparison).text()
    }
  }

  private func write(_ text: String, drawn drawing: String?) throws {
    if let output { return try FileSystem.replace(output, with: Array(text.utf8)) }
    if let drawing { return try StandardStream.output.write(exactly: drawing) }
    try StandardStream.output.write(text)
  }
}
