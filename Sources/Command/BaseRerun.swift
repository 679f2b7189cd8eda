import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks
import LabProcesses
import LabRequirements

/// The base's reports made again on this machine: its commit is built in a work tree of its own and runs its experiments
/// as their reports' runs were run.
struct BaseRerun {
  let request: DiffRequest
  /// The folder of all this: the work tree and the reports.
  let scratch: String
  let dataDirectory: String?

  /// How long a run may take to its next step, where it is asked to stop.
  private static let stopPatience = Duration.seconds(25)

  init(_ request: DiffRequest, dataDirectory: String?, workingFolder: WorkingFolder) {
    self.request = request
    self.dataDirectory = dataDirectory.map(workingFolder.absolute)
    scratch = workingFolder.stateFolder(reports: request.package + "/Reports") + "/base"
  }

  /// Builds and runs, and gives the reports to what compares them; after that, and where it is stopped, work tree and reports go.
  /// What the build and the runs say goes to standard error.
  ///
  /// An experiment that fails hinders no other: its report cannot be read.
  ///
  /// - Throws: `GitError`; `FileError` where the base cannot be built, and where another command is at it; the exit code of the
  ///   signal that stopped it; what the comparison throws.
  func reports(_ compare: (ReportSet) throws -> Void) throws {
    try FileSystem.makeFolder(scratch)
    let lock: FileLock
    do {
      lock = try FileLock(scratch, patience: .zero)
    } catch let error as Locked {
      throw FileError(path: scratch, problem: "is in use: \(error)", remedy: "Wait until it has ended.")
    }
    defer { lock.release() }
    let interruption = Interruption()
    let signals = StopSignals(interruption, isAnnounced: false)
    let set = try withExtendedLifetime(signals) {
      do {
        return try run(interruption)
      } catch {
        remove()
        throw error
      }
    }
    defer { remove() }
    try compare(set)
  }

  private func run(_ interruption: Interruption) throws -> ReportSet {
    remove()
    let committed = try request.base()
    let names = try request.chosenNames(in: committed, committed) ?? committed.reports.keys.sorted()
    try request.git.addWorkTree(at: tree, of: request.baseCommit)
    let package = tree + "/" + (try request.git.pathFromRoot())
    let program = try build(package, interruption)
    // The points of a sweep are not run again: its report is compared as it is. So is one that cannot be read.
    var asTheyAre = committed.reports.filter { $0.key.contains(".") }, failed: [String: FileError] = [:]
    for name in names where !name.contains(".") {
      guard let report = committed.reports[name] else { continue }
      guard let record = try? report.record() else {
        asTheyAre[name] = report
        continue
      }
      var words = [program, "run", name, "--quiet"]
      words += ["--tier", record.tier.rawValue, "--seed", "\(record.seed)", "--output", scratch + "/Reports"]
      // A base from before --seeds has a single seed, and does not know the option.
      if record.seeds.count > 1 { words += ["--seeds", "\(record.seeds.count)"] }
      words += record.settings.filter { !$0.isDefault }.flatMap { ["--set", "\($0.name)=\($0.value)"] }
      if let dataDirectory { words += ["--data", dataDirectory] }
      // A claim that fails is a finding, and no failure.
      let answer = try answer(to: words, in: package, interruption)
      if ![0, 1].contains(answer.status) {
        failed[name] = FileError(
          path: "\(try request.baseName()):\(name)",
          problem: "cannot be run on this machine (exit code \(answer.status))",
          remedy: "What it said stands above.")
      }
    }
    return ReportSet(in: scratch + "/Reports", called: "\(try request.baseName()), run here")
      .adding(asTheyAre).lacking(failed)
  }

  /// Removes the work tree and the reports.
  private func remove() {
    try? request.git.removeWorkTree(at: tree)
    try? FileManager.default.removeItem(atPath: scratch)
  }

  private var tree: String { scratch + "/tree" }

  /// The path of the base's program, built by itself: `swift run` would exit with 1 where it cannot be built, as the
  /// program does where a claim fails.
  private func build(_ package: String, _ interruption: Interruption) throws -> String {
    let words = ["swift", "build", "--package-path", package, "--product", Program.name]
    let build = try answer(to: words, in: package, interruption)
    let folder =
      build.status == 0 ? try answer(to: words + ["--show-bin-path"], in: package, interruption, isRead: true) : build
    guard folder.status == 0 else {
      throw FileError(
        path: try request.baseName(), problem: "cannot be built on this machine",
        remedy: "What the build said stands above. Without --rerun-base its reports are compared as they are.")
    }
    return folder.text.trimmingCharacters(in: .whitespacesAndNewlines) + "/" + Program.name
  }

  /// How a command ends, and what it writes where that is read; else that goes to standard error. It is in a session of its own,
  /// where no signal of the terminal reaches it.
  private func answer(
    to words: [String], in directory: String, _ interruption: Interruption, isRead: Bool = false
  ) throws -> (status: Int32, text: String) {
    let output = try KeptOutput()
    let child = try ChildProcess(
      words, in: directory, environment: Git.environment, output: isRead ? output.file : STDERR_FILENO)
    while child.status == nil, !interruption.isRequested { usleep(20_000) }
    if interruption.isRequested {
      child.stop(by: SIGTERM, patience: Self.stopPatience)
      throw ExitCode.stopped(by: interruption)
    }
    return (child.wait(), output.text)
  }
}
