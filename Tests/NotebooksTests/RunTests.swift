import Foundation
import Testing

@testable import LabNotebooks

/// What a run leaves on the disk.
@Suite struct RunTests {
  private struct Accident: Error, CustomStringConvertible {
    let description = "The well ran dry."
  }

  private func failing(_ name: String = "essay") -> Experiment {
    Experiment(name, title: "Failing", summary: "") { notebook in
      try notebook.show("All is well.", id: "before")
      throw Accident()
    }
  }

  @Test func aReportIsThreeThings() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.run(essay)
    #expect(result.isChanged)
    #expect(result.report == sandbox.path + "/Reports/essay")
    #expect(
      sandbox.files(in: "Reports").keys.sorted() == [
        "essay/README.md", "essay/figures/curve.png", "essay/record.json",
      ])
    #expect(result.record.fingerprint.data == ["digits": "d161"])
    #expect(sandbox.files(in: "Reports")["essay/figures/curve.png"]?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
  }

  @Test func aRepeatGivesTheSameBytesAndTouchesNothing() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    let files = sandbox.files(in: "Reports")
    let names = ["README.md", "record.json", "figures/curve.png"].map { "Reports/essay/" + $0 }
    let identities = try names.map(sandbox.identity)
    #expect(try !sandbox.run(essay).isChanged)
    #expect(sandbox.files(in: "Reports") == files)
    #expect(try names.map(sandbox.identity) == identities)

    let elsewhere = try Sandbox()
    try elsewhere.run(essay)
    #expect(elsewhere.files(in: "Reports") == files)
  }

  @Test func anUnchangedFileKeepsItsIdentityWhereOthersChange() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    let png = try sandbox.identity("Reports/essay/figures/curve.png")
    let record = try sandbox.identity("Reports/essay/record.json")
    #expect(try sandbox.run(essay, sandbox.plan(seed: 2)).isChanged)
    #expect(try sandbox.identity("Reports/essay/figures/curve.png") == png)
    #expect(try sandbox.identity("Reports/essay/record.json") != record)
  }

  @Test func aFigureThatIsNoLongerDrawnIsRemoved() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    try sandbox.write("old", to: "Reports/essay/figures/old.png")
    try sandbox.write("old", to: "Reports/essay/old/notes.txt")
    #expect(try sandbox.run(essay).isChanged)
    #expect(sandbox.files(in: "Reports").count == 3)
  }

  @Test func aFailedRunLeavesTheReportAlone() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    let files = sandbox.files(in: "Reports")
    let identity = try sandbox.identity("Reports/essay/README.md")
    #expect {
      try sandbox.run(failing())
    } throws: { error in
      let failure = error as? RunFailure
      return failure?.cause is Accident && failure?.partialReport == sandbox.path + "/.experiments/failed/essay"
    }
    #expect(sandbox.files(in: "Reports") == files)
    #expect(try sandbox.identity("Reports/essay/README.md") == identity)
    let partial = sandbox.text(".experiments/failed/essay/README.md")
    #expect(partial?.contains("> **This run failed.** The well ran dry.") == true)
    #expect(partial?.contains("```text\nAll is well.\n```") == true)
  }

  @Test func anUndefinedReferenceIsFoundBeforeAnythingIsWritten() throws {
    let sandbox = try Sandbox()
    try sandbox.write("//: # T\n//: It is {bond}.\n", to: "Source.swift")
    let experiment = Experiment("test", title: "Test", summary: "", source: sandbox.path + "/Source.swift") {
      try $0.measure("bound", 1)
    }
    #expect {
      try sandbox.run(experiment)
    } throws: { error in
      "\(error)"
        == "The prose mentions {bond}, and no measured value, setting or output has that name. Did you mean “bound”?"
    }
    #expect(sandbox.files(in: "Reports").isEmpty)
  }

  @Test func aSettingThatIsNeverReadFailsTheRun() throws {
    let sandbox = try Sandbox()
    let settings = [Setting("one", 1, ""), Setting("two", 1, ""), Setting("three", 1, "")]
    let experiment = Experiment("test", title: "Test", summary: "", settings: settings) { notebook in
      let _: Int = try notebook["one"]
    }
    #expect {
      try sandbox.run(experiment)
    } throws: { error in
      (error as? RunFailure)?.cause as? NotebookError == .unreadSettings(["three", "two"])
    }
    #expect(sandbox.files(in: "Reports").isEmpty)
  }

  @Test func aMissingSourceIsFoundBeforeTheWork() throws {
    let sandbox = try Sandbox()
    let experiment = Experiment("test", title: "Test", summary: "", source: sandbox.path + "/Gone.swift") { _ in
      Issue.record("the work began")
    }
    #expect {
      try sandbox.run(experiment)
    } throws: { error in
      "\(error)".hasPrefix("\(sandbox.path)/Gone.swift: cannot read the experiment's source.")
    }
  }

  @Test func theLogHasTimesAndTheReportHasNone() throws {
    let sandbox = try Sandbox()
    try sandbox.run(essay)
    let log = sandbox.text(".experiments/logs/essay.log") ?? ""
    #expect(log.contains("phase        training: 4 steps in "))
    #expect(log.contains("peak memory  "))
    #expect(log.hasSuffix("ended        done\n"))
    let year = String(Calendar(identifier: .gregorian).component(.year, from: Date()))
    for file in ["README.md", "record.json"] {
      #expect(sandbox.text("Reports/essay/\(file)")?.contains(sandbox.path) == false)
      #expect(sandbox.text("Reports/essay/\(file)")?.contains("\(year)-") == false)
    }
  }
}

@Suite struct ReportFolderTests {
  @Test func aFolderThatCannotBeIsRefusedBeforeTheWork() throws {
    let sandbox = try Sandbox()
    try sandbox.write("a file", to: "Reports")
    let experiment = Experiment("test", title: "Test", summary: "") { _ in Issue.record("the work began") }
    #expect {
      try sandbox.run(experiment)
    } throws: { error in
      "\(error)" == "\(sandbox.path)/Reports: is a file where a folder should be. Choose a folder with --output."
    }
  }

  @Test func aReportIsNotWrittenOverSomethingElse() throws {
    let sandbox = try Sandbox()
    try sandbox.write("precious", to: "Reports/test/thesis.txt")
    try sandbox.write("a file", to: "Reports/other")
    #expect {
      try ReportFolder("test", in: sandbox.path + "/Reports").prepare()
    } throws: { error in
      "\(error)" == "\(sandbox.path)/Reports/test: holds files, and no report (no record.json)."
        + " Move it away, or choose another folder with --output."
    }
    #expect(throws: FileError.self) { try ReportFolder("other", in: sandbox.path + "/Reports").prepare() }
    #expect(sandbox.text("Reports/test/thesis.txt") == "precious")
  }

  @Test func preparationLeavesNothingBehind() throws {
    let sandbox = try Sandbox()
    try ReportFolder("test", in: sandbox.path + "/Reports").prepare()
    #expect(sandbox.files(in: "Reports").isEmpty)
  }

  @Test func aReportThatCannotBeStagedLeavesTheOldOne() throws {
    let sandbox = try Sandbox()
    let folder = ReportFolder("test", in: sandbox.path + "/Reports")
    try folder.prepare()
    try folder.replace(with: ["README.md": [1], "record.json": [2]])
    // A file cannot be a folder too, as root or not.
    #expect(throws: FileError.self) { try folder.replace(with: ["README.md": [3], "README.md/figure": [4]]) }
    #expect(sandbox.files(in: "Reports/test") == ["README.md": Data([1]), "record.json": Data([2])])
    #expect(sandbox.files(in: "Reports").keys.sorted() == ["test/README.md", "test/record.json"])
  }

  @Test func aRunKilledBetweenTheRenamingsIsMended() throws {
    let sandbox = try Sandbox()
    try sandbox.write("old", to: "Reports/.test.previous/record.json")
    try sandbox.write("half", to: "Reports/.test.staging/README.md")
    try ReportFolder("test", in: sandbox.path + "/Reports").prepare()
    #expect(sandbox.files(in: "Reports").keys.sorted() == ["test/record.json"])
  }

  /// By the next of any command's readings.
  @Test(arguments: ["essay", "a link"])
  func everyLostReportIsPutBack(_ kind: String) throws {
    let sandbox = try Sandbox(), reports = sandbox.path + "/Reports"
    let place = kind == "essay" ? "Reports/" : "other/"
    try sandbox.write("old", to: place + ".essay.previous/record.json")
    try sandbox.write("", to: "Reports/.other.previous/notes.txt")
    if kind == "a link" { symlink("../other/essay", reports + "/essay") }
    #expect(ReportFolder.restoreAll(in: reports).isEmpty)
    #expect(sandbox.text("Reports/essay/record.json") == "old")
    #expect(sandbox.text("Reports/.other.previous/notes.txt") == "")
    #expect(sandbox.files(in: "").keys.allSatisfy { !$0.hasSuffix(".lock") })
  }

  @Test func theNewestOfSeveralLostReportsIsPutBack() throws {
    let sandbox = try Sandbox(), reports = sandbox.path + "/Reports"
    for (name, text) in [("old", "older"), ("new", "newest")] {
      try sandbox.write(text, to: "Reports/\(name)/record.json")
    }
    rename(reports + "/old", reports + "/.test.previous")
    Thread.sleep(forTimeInterval: 0.02)
    rename(reports + "/new", reports + "/.test.previous-0")
    #expect(ReportFolder.restoreAll(in: reports).isEmpty)
    #expect(sandbox.text("Reports/test/record.json") == "newest")
  }

  /// Whoever writes the report has it under its other name for a moment.
  @Test func aReportThatIsBeingWrittenIsNoLostOne() throws {
    let sandbox = try Sandbox(), reports = sandbox.path + "/Reports"
    try sandbox.write("old", to: "Reports/.test.previous/record.json")
    let lock = try ReportFolder("test", in: reports).lock(patience: .zero)
    #expect(ReportFolder.restoreAll(in: reports).isEmpty && sandbox.text("Reports/test/record.json") == nil)
    lock.release()
    // A link that an attacker left is none either.
    symlink(reports + "/.test.previous", reports + "/.other.previous")
    #expect(ReportFolder.restoreAll(in: reports).isEmpty && sandbox.text("Reports/other/record.json") == nil)
  }

  @Test func aLinkKeepsBeingOneAndItsTargetHasTheReport() throws {
    let sandbox = try Sandbox(), link = sandbox.path + "/Reports/essay"
    try sandbox.write("", to: "Reports/keep")
    try sandbox.write("{}", to: "disk/reports/gelu/record.json")
    symlink("../disk/reports/gelu", link)
    let result = try sandbox.run(essay)
    #expect(result.report == link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../disk/reports/gelu")
    #expect(sandbox.files(in: "disk/reports").keys.sorted().first == "gelu/README.md")
    #expect(sandbox.files(in: "disk/reports").count == 3)
    #expect(FileSystem.names(in: sandbox.path + "/Reports") == ["essay", "keep"])
    // What it leads to need not be there.
    try FileManager.default.removeItem(atPath: sandbox.path + "/disk")
    try sandbox.run(essay)
    #expect(sandbox.files(in: "disk/reports").count == 3)
  }

  /// As where it holds a file that nobody may remove, or is a mounted disk: only that it cannot be renamed can be had here.
  @Test func anOldReportThatCannotBeRemovedBarsNothing() throws {
    let sandbox = try Sandbox(), reports = sandbox.path + "/Reports"
    try sandbox.run(essay)
    try sandbox.write("in the way", to: "Reports/.essay.previous")
    #expect(try sandbox.run(essay, sandbox.plan(seed: 2)).isChanged)
    #expect(try FileManager.default.contentsOfDirectory(atPath: reports) == ["essay"])
  }

  @Test func aGalleryThatIsALinkStaysOne() throws {
    let sandbox = try Sandbox(), link = sandbox.path + "/Reports/README.md"
    try sandbox.run(essay)
    symlink("../elsewhere.md", link)
    try Gallery(of: [essay], in: sandbox.path + "/Reports").write()
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../elsewhere.md")
    #expect(sandbox.text("elsewhere.md")?.contains("](essay/README.md)") == true)
    #expect(FileSystem.names(in: sandbox.path).filter { $0.contains(".lock") || $0.contains(".staging") }.isEmpty)
  }

  @Test func aFolderKeepsItsMode() throws {
    let sandbox = try Sandbox(), report = sandbox.path + "/Reports/essay"
    try sandbox.run(essay)
    chmod(report, 0o2775)
    #expect(try sandbox.run(essay, sandbox.plan(seed: 2)).isChanged)
    #expect(FileSystem.status(report).map { $0.st_mode & 0o7777 } == 0o2775)
  }
}
