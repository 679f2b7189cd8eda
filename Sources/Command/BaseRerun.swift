import Comparison
import Foundation
import Notebooks

/// The base's reports made again on this machine: its commit is built in a work tree of its own and runs its experiments
/// as their reports' runs were run.
struct BaseRerun {
  let request: DiffRequest
  /// The folder of all this: the work tree and the reports.
  let scratch: String

  init(_ request: DiffRequest, workplace: Workplace) {
    self.request = request
    scratch = workplace.workspace(reports: request.package + "/Reports") + "/base"
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
    for name in names {
      guard let record = try committed.reports[name]?.record() else { continue }
      var words = ["swift", "run", "--package-path", package, "experiments", "run", name, "--quiet"]
      words += ["--tier", record.tier.rawValue, "--seed", "\(record.seed)", "--output", scratch + "/Reports"]
      // A base from before --seeds has a single seed, and does not know the option.
      if record.seeds.count > 1 { words += ["--seeds", "\(record.seeds.count)"] }
      words += record.settings.filter { !$0.isDefault }.flatMap { ["--set", "\($0.name)=\($0.value)"] }
      // A claim that fails is a finding, and no failure.
      guard [0, 1].contains(try status(of: words, in: package)) else {
        throw FileError(path: "\(request.baseCommit):\(name)", problem: "cannot be built and run on this machine")
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

  private func status(of words: [String], in directory: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardOutput = FileHandle.standardError
    do {
      try process.run()
    } catch {
      throw FileError(path: words[0], problem: "cannot be started")
    }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
