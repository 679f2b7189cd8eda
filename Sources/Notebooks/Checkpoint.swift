/// A training as far as it came, as a file keeps it.
struct Checkpoint: Equatable {
  /// What the run depends on: the SHA-256 of its record before its beginning.
  let key: String
  /// What it depends on besides: the SHA-256 of the checksums of the data used by then.
  let data: String
  let log: TrainingLog
  let snapshot: Snapshot

  /// The file.
  var file: SafeTensors {
    let series = log.series.map { NamedArray($0.key, .doubles($0.value)) }
    let digests = NamedArray("digests", .integers(log.digests.map(Int64.init)))
    let firstDistance = NamedArray("first distance", .doubles(log.firstDistance.map { [$0] } ?? []))
    let arrays =
      snapshot.weights.prefixed("weights") + snapshot.progress.prefixed("progress") + series.prefixed("series")
      + [digests, firstDistance]
    let metadata = ["phase": log.phase, "steps": "\(log.count)", "key": key, "data": data]
    return SafeTensors(arrays, metadata: metadata).withChecksum
  }

  /// Reads a file back.
  ///
  /// - Throws: `FileError` that names the file, for one that is damaged or no checkpoint.
  init(path: String) throws { try self.init(bytes: Self.bytes(of: path), path: path) }

  /// What a file holds.
  ///
  /// - Throws: `FileError`.
  static func bytes(of path: String) throws -> [UInt8] {
    guard let bytes = FileSystem.read(path) else { throw damage("it cannot be read", path) }
    return bytes
  }

  private static func damage(_ problem: String, _ path: String) -> FileError {
    FileError(
      path: path, problem: "is no checkpoint, or a damaged one: \(problem)", remedy: "Begin again with --no-resume.")
  }

  /// Reads back what a file held.
  ///
  /// - Throws: `FileError` that names the file, for one that is damaged or no checkpoint.
  init(bytes: [UInt8], path: String) throws {
    func damage(_ problem: String) -> FileError { Self.damage(problem, path) }
    let file: SafeTensors
    do {
      file = try SafeTensors(bytes: bytes)
    } catch {
      throw damage("\(error)")
    }
    guard let phase = file.metadata["phase"], let count = file.metadata["steps"].flatMap({ Int($0) }),
      let key = file.metadata["key"], let data = file.metadata["data"],
      case .integers(let digests)? = file.arrays["digests"]?.elements
    else { throw damage("it is of another kind") }
    guard file.hasItsChecksum else { throw damage("it is not what was written") }
    var series: [String: [Double]] = [:]
    for array in file.arrays.inside("series") {
      if case .doubles(let values) = array.elements { series[array.name] = values }
    }
    var firstDistance: Double?
    if case .doubles(let values)? = file.arrays["first distance"]?.elements { firstDistance = values.first }
    (self.key, self.data) = (key, data)
    log = TrainingLog(
      phase, count: count, series: series, digests: digests.map { UInt32(truncatingIfNeeded: $0) },
      firstDistance: firstDistance)
    snapshot = Snapshot(weights: file.arrays.inside("weights"), progress: file.arrays.inside("progress"))
    guard log.step <= count else { throw damage("it has more steps than there are") }
  }

  init(key: String, data: String, log: TrainingLog, snapshot: Snapshot) {
    (self.key, self.data, self.log, self.snapshot) = (key, data, log, snapshot)
  }
}

extension SafeTensors {
  /// The same file, which says in its metadata what the SHA-256 of the rest is.
  fileprivate var withChecksum: SafeTensors {
    var rest = metadata
    rest["checksum"] = nil
    let checksum = Digest.sha256(of: SafeTensors(arrays, metadata: rest).bytes)
    return SafeTensors(arrays, metadata: rest.merging(["checksum": checksum]) { $1 })
  }

  fileprivate var hasItsChecksum: Bool { metadata == withChecksum.metadata }
}
