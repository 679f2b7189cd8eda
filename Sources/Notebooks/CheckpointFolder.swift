import Foundation

/// The checkpoints of an experiment with one seed: a file for each training, in the order in which a run comes to them.
///
/// They stay where a run is killed or fails, for the same command to go on from, and go when one completes. Each folder of
/// reports has its own, so that whoever holds the lock of the report alone uses them.
final class CheckpointFolder {
  /// How the trainings of earlier runs are met, and how often those of this one are kept.
  struct Policy {
    let resumes: Bool
    let interval: Duration
    /// Whether this process keeps them: of several that run one experiment together, the first.
    let keeps: Bool
  }

  private let path: String
  private let seed: String
  private let policy: Policy
  private let key: () throws -> String
  private let warn: (String) -> Void
  private var lastSaved = ContinuousClock.now
  /// Whether a run of the same key would find something to go on from.
  private(set) var isResumable = false

  /// - Parameters:
  ///   - reports: the folder that the run writes its report into.
  ///   - key: what identifies the run; asked for only where there is a checkpoint.
  ///   - warn: tells the user why a checkpoint could not be kept.
  init(
    _ experiment: String, seed: UInt64, for reports: String, in stateFolder: String, policy: Policy,
    key: @escaping () throws -> String,
    warn: @escaping (String) -> Void
  ) {
    (path, self.seed) = (Self.path(of: experiment, for: reports, in: stateFolder), "seed-\(seed)")
    (self.policy, self.key, self.warn) = (policy, key, warn)
  }

  /// The folder of those of all seeds.
  static func path(of experiment: String, for reports: String, in stateFolder: String) -> String {
    let place = Digest.sha256(of: Array(FileSystem.realPath(reports).utf8)).prefix(12)
    return "\(stateFolder)/checkpoints/\(experiment)/\(place)"
  }

  /// Removes what earlier runs left of an experiment that this one, of the seeds of the folders, cannot use.
  ///
  /// - Throws: `FileError` for a damaged checkpoint, where the run is to go on from it.
  static func begin(_ folders: [CheckpointFolder]) throws {
    guard let path = folders.first?.path else { return }
    for name in FileSystem.files(in: path).sorted() {
      let file = "\(path)/\(name)"
      let isPartial = name.hasPrefix(".seed-")
      guard isPartial || name.hasPrefix("seed-") && name.hasSuffix(".safetensors") else { continue }
      let folder = folders.first { name.hasPrefix("\($0.seed)-training-") }
      let isUsable = try !isPartial && folder?.isUsable(file) == true
      // What cannot be removed is not used either: its key differs.
      if !isUsable { try? FileSystem.remove(file) }
    }
  }

  private func isUsable(_ file: String) throws -> Bool { try policy.resumes && Checkpoint(path: file).key == key() }

  /// The file that an equal run left of the training of this number, from 1.
  ///
  /// - Throws: `FileError` for a damaged checkpoint.
  func checkpoint(_ number: Int, of phase: String, count: Int, data: String) throws -> [UInt8]? {
    lastSaved = .now
    let file = file(number)
    guard policy.resumes, FileSystem.exists(file) else { return nil }
    let bytes = try Checkpoint.bytes(of: file), checkpoint = try Checkpoint(bytes: bytes, path: file)
    let log = checkpoint.log
    guard try checkpoint.key == key(), checkpoint.data == data, log.phase == phase, log.count == count, log.step > 0
    else {
      return nil
    }
    isResumable = true
    return bytes
  }

  /// Whether so much time has passed that a training is to be kept again.
  var isDue: Bool { policy.keeps && lastSaved.duration(to: .now) >= policy.interval }

  /// Keeps a training. Where that cannot be, the user is told, and the run goes on.
  func save(_ number: Int, _ log: TrainingLog, _ snapshot: Snapshot, data: String) {
    guard policy.keeps else { return }
    lastSaved = .now
    do {
      try FileSystem.makeFolder(path)
      let checkpoint = Checkpoint(key: try key(), data: data, log: log, snapshot: snapshot)
      try FileSystem.put(checkpoint.file.bytes, at: file(number))
      isResumable = true
    } catch {
      warn("Warning: no checkpoint, so that a run that stops begins again. \(error)")
    }
  }

  /// Removes them all, where the run has completed.
  func remove() {
    guard policy.keeps else { return }
    for name in FileSystem.files(in: path) where name.hasPrefix("\(seed)-training-") {
      try? FileSystem.remove("\(path)/\(name)")
    }
    // A folder that holds something else stays.
    rmdir(path)
    rmdir(FileSystem.folder(of: path))
  }

  func file(_ number: Int) -> String { "\(path)/\(seed)-training-\(number).safetensors" }
}
