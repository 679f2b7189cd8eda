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

  init(_ request: DiffRequest, workingFolder: WorkingFolder) {
    self.request = request
    scratch = workingFolder.stateFolder(reports: request.package + "/Reports") + "/base"
  }

  /// Builds and runs; what the build and the runs say goes to standard error.
  ///
  /// - Throws: `GitError`; `FileError` where the base cannot be built or one of its experiments fails.
  func run() throws -> ReportSet {
    remove()
    let committed = try request.base()
    let names = try request.chosenNames(in: committed, committed) ?? committed.reports.keys.sorted()
    try request.git.addWorkTree(at: tree, of: request.baseCommit)
    let package = tree + "/" + (try request.git.pathFromRoot())
    let program = try build(package)
    for name in names {
      guard let record = try committed.reports[name]?.record() else { continue }
      var words = [program, "run", name, "--quiet"]
      words += ["--tier", record.tier.rawValue, "--seed", "\(record.seed)", "--output", scratch + "/Reports"]
      // A base from before --seeds has a single seed, and does not know the option.
      if record.seeds.count > 1 { words += ["--seeds", "\(record.seeds.count)"] }
      words += record.settings.filter { !$0.isDefault }.flatMap { ["--set", "\($0.name)=\($0.value)"] }
      // A claim that fails is a finding, and no failure.
      let answer = try answer(to: words, in: package)
      guard [0, 1].contains(answer.status) else {
        throw FileError(
          path: "\(try request.baseName()):\(name)",
          problem: "cannot be run on this machine (exit code \(answer.status))",
          remedy: "What it said stands above.")
      }
    }
    return ReportSet(in: scratch + "/Reports", called: "\(try request.baseName()), run here")
  }

  /// Removes the work tree and the reports.
  func remove() {
    try? request.git.removeWorkTree(at: tree)
    try? FileManager.default.removeItem(atPath: scratch)
  }

  private var tree: String { scratch + "/tree" }

  /// The path of the base's program, built by itself: `swift run` would exit with 1 where it cannot be built, as the
  /// program does where a claim fails.
  private func build(_ package: String) throws -> String {
    let words = ["swift", "build", "--package-path", package, "--product", Program.name]
    let build = try answer(to: words, in: package)
    let folder = build.status == 0 ? try answer(to: words + ["--show-bin-path"], in: package, isRead: true) : build
    guard folder.status == 0 else {
      throw FileError(
        path: try request.baseName(), problem: "cannot be built on this machine",
        remedy: "What the build said stands above. Without --rerun-base its reports are compared as they are.")
    }
    return folder.text.trimmingCharacters(in: .whitespacesAndNewlines) + "/" + Program.name
  }

  /// How a command ends, and what it writes where that is read; else that goes to standard error.
  private func answer(
    to words: [String], in directory: String, isRead: Bool = false
  ) throws -> (status: Int32, text: String) {
    let output = try KeptOutput()
    let child = try ChildProcess(
      words, in: directory, environment: Git.environment, output: isRead ? output.file : STDERR_FILENO)
    return (child.wait(), output.text)
  }
}
