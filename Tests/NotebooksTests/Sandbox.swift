import Foundation
import LabTestSupport

@testable import LabNotebooks

/// A temporary folder to run experiments in; gone when it is.
struct Sandbox: FileFolder, Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  func plan(tier: Tier = .standard, seed: UInt64 = 1, overrides: [String: String] = [:]) -> RunPlan {
    RunPlan(
      tier: tier, seed: seed, overrides: overrides, data: data, reports: path + "/Reports",
      stateFolder: path + "/.experiments")
  }

  /// Files in the sandbox, and digits that are nowhere.
  private var data: DataLookup {
    let files = DataLookup.files(in: path)
    return DataLookup(root: path) { ["digits": "d161", "other digits": "07e2"][$0] ?? files.sha256($0) }
  }

  /// The folder of an experiment's checkpoints, from this one.
  func checkpoints(of experiment: String) -> String {
    let folder = CheckpointFolder.path(of: experiment, for: path + "/Reports", in: path + "/.experiments")
    return String(folder.dropFirst(path.count + 1))
  }

  @discardableResult
  func run(
    _ experiment: Experiment, _ plan: RunPlan? = nil, interruption: Interruption = Interruption()
  ) throws -> RunResult {
    try experiment.run(plan ?? self.plan(), progress: ProgressDisplay(.silent) { _ in }, interruption: interruption)
  }
}
