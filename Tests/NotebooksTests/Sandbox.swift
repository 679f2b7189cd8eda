import Foundation

@testable import LabNotebooks

/// A temporary folder to run experiments in; gone when it is.
final class Sandbox: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("notebooks-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func plan(tier: Tier = .standard, seed: UInt64 = 1, overrides: [String: String] = [:]) -> RunPlan {
    RunPlan(
      tier: tier, seed: seed, overrides: overrides, data: data, reports: path + "/Reports",
      workspace: path + "/.experiments")
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

  func write(_ text: String, to file: String) throws {
    let url = URL(fileURLWithPath: path + "/" + file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func text(_ file: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + file).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Every file below a folder, by its path from it, with its bytes.
  func files(in folder: String) -> [String: Data] {
    let root = path + "/" + folder
    var files: [String: Data] = [:]
    for case let file as String in FileManager.default.enumerator(atPath: root) ?? FileManager.DirectoryEnumerator() {
      files[file] = FileManager.default.contents(atPath: root + "/" + file)
    }
    return files
  }

  /// What a file is apart from its bytes: it changes where the file is written again.
  func identity(_ file: String) throws -> [String] {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + file)
    return [FileAttributeKey.systemFileNumber, .modificationDate].map { "\(attributes[$0].debugDescription)" }
  }
}
