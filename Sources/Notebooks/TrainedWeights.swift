import LabRequirements

/// The weights that the last complete run of an experiment trained, in a file that Python's `safetensors` reads.
public struct TrainedWeights: Equatable, Sendable {
  /// The arrays by `TRAINING/NAME`, of several seeds by `seed N/TRAINING/NAME`, and what run they are of: its tier,
  /// seeds, settings, and the digest of its code.
  public let file: SafeTensors

  /// Reads those of an experiment.
  ///
  /// - Throws: `FileError` where there are none, or where the file is damaged.
  public init(of experiment: String, stateFolder: String) throws {
    let path = Self.path(of: experiment, stateFolder: stateFolder)
    guard let bytes = FileSystem.read(path) else {
      throw FileError(
        path: path, problem: "is not there, so there are no trained weights here",
        remedy: "Train them with \(Program.name) run \(experiment); where its report is current, with --force.")
    }
    do {
      file = try SafeTensors(bytes: bytes)
    } catch {
      throw FileError(path: path, problem: "is damaged: \(error)", remedy: "Run the experiment again.")
    }
  }

  /// What run they are of: “standard tier, seed 1”.
  public var run: String {
    let seeds = file.metadata["seeds"] ?? "?"
    return "\(file.metadata["tier"] ?? "?") tier, seed\(seeds.contains(" ") ? "s" : "") \(seeds)"
  }

  /// Whether the code that trained them is that of a source.
  public func isTrained(by source: LiterateSource) -> Bool { file.metadata["code"] == source.digest }

  /// Writes them to a file, as `FileSystem.replace` does: whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws { try FileSystem.replace(path, with: file.bytes) }

  /// Those of a run.
  init(_ arrays: [NamedArray], of record: RunRecord) {
    let seeds = record.seeds.map(String.init).joined(separator: " ")
    let settings = record.settings.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    file = SafeTensors(
      arrays,
      metadata: [
        "experiment": record.experiment, "tier": record.tier.rawValue, "seeds": seeds, "settings": settings,
        "code": record.fingerprint.code,
      ])
  }

  /// Keeps them in place of those of an earlier run, which do not stay where these cannot be kept: they would be taken for
  /// these.
  func keep(for experiment: String, stateFolder: String) throws {
    let path = Self.path(of: experiment, stateFolder: stateFolder)
    do {
      try FileSystem.makeFolder(stateFolder + "/weights")
      let bytes = file.bytes
      try FileSystem.replaceInTurn(path) { bytes }
    } catch {
      try? FileSystem.remove(path)
      throw error
    }
  }

  private static func path(of experiment: String, stateFolder: String) -> String {
    "\(stateFolder)/weights/\(experiment).safetensors"
  }
}
