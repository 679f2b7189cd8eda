import Foundation
import LabChecksums
import LabRequirements

/// What the steps of a training gave: their losses, and whatever else they were asked for.
public struct TrainingLog: Equatable, Sendable {
  /// What it is called.
  let phase: String
  /// How many steps it is to have.
  let count: Int
  private(set) var series: [String: [Double]] = ["loss": []]
  /// The first 32 bits of a digest of the losses so far and the weights, at every so many steps and the last.
  private(set) var digests: [UInt32] = []
  /// How far the first step moved what is trained.
  var firstDistance: Double?
  private var watch = GradientWatch()

  init(_ phase: String, count: Int) { (self.phase, self.count) = (phase, count) }

  init(_ phase: String, count: Int, series: [String: [Double]], digests: [UInt32], firstDistance: Double?) {
    (self.phase, self.count, self.series, self.digests) = (phase, count, series, digests)
    self.firstDistance = firstDistance
    for norm in series["gradient norm", default: []] { _ = watch.take(norm) }
  }

  /// Steps whose “gradient norm” was many times the usual; nil where there were none.
  var jumps: GradientJumps? { watch.jumps }

  /// The loss of each step.
  public var losses: [Double] { self["loss"] }

  /// The values of a name, in the order of the steps that gave one.
  ///
  /// A name that no step gave is a programming error.
  public subscript(name: String) -> [Double] {
    require(
      series[name] != nil || losses.isEmpty,
      "No step of “\(phase)” gave “\(name)”; they gave \(series.keys.sorted().joined(separator: ", ")).")
    return series[name] ?? []
  }

  /// How many steps are done.
  var step: Int { series["loss"]?.count ?? 0 }

  /// Keeps what a step found; says whether its gradient, or one of the first, has jumped.
  @discardableResult
  mutating func add(_ findings: [String: Double]) -> Bool {
    for (name, value) in findings { series[name, default: []].append(value) }
    return findings["gradient norm"].map { watch.take($0) } ?? false
  }

  // MARK: Digests

  /// Every how many steps a digest is taken: a round number that gives about forty.
  var interval: Int {
    var power = 1
    while 50 * power * 4 < count { power *= 10 }
    let rounds = [power, 2 * power] + (power > 1 ? [power * 5 / 2] : []) + [5 * power]
    return rounds.first { $0 * 40 >= count } ?? count
  }

  /// Whether a digest is to be taken after the last step so far.
  var isDigestDue: Bool { step > 0 && (step % interval == 0 || step == count) }

  mutating func addDigest(of weights: [NamedArray]) {
    var hash = SHA256()
    hash.update(NamedArray("losses", .doubles(losses)).bytes)
    for array in weights { hash.update(array.bytes) }
    digests.append(hash.digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
  }

  private var opening: RunRecord.TrainingRecord.Opening? {
    // A record has no number that is not finite, and a first step may overflow.
    guard let loss = losses.first, let firstDistance, loss.isFinite, firstDistance.isFinite else { return nil }
    return .init(loss: loss, distance: firstDistance)
  }

  /// What the record says of it.
  var entry: RunRecord.TrainingRecord {
    RunRecord.TrainingRecord(
      phase: phase, steps: step, interval: interval, digests: digests.map { String(format: "%08x", $0) }, jumps: jumps,
      opening: opening)
  }
}
