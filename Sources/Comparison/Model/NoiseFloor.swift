import LabStatistics

/// What the seeds that two runs share say of a change.
public enum NoiseVerdict: String, Encodable, Sendable {
  /// Every seed gives the same value.
  case same
  /// The change is no larger than the seeds' own differences let expect.
  case withinNoise
  /// The change is larger than that.
  case changed
  /// Fewer than two seeds are common to both.
  case unknown
}

/// A paired t-test: the same seed on both sides has the same draws, which leave the difference.
enum NoiseFloor {
  /// The differences, second minus first, of values whose seeds both sides have.
  static func pairedDifferences(
    _ before: (seeds: [UInt64], samples: [Double]), _ after: (seeds: [UInt64], samples: [Double])
  ) -> [Double] {
    guard before.seeds.count == before.samples.count, after.seeds.count == after.samples.count else { return [] }
    let old = Dictionary(zip(before.seeds, before.samples)) { first, _ in first }
    return zip(after.seeds, after.samples).compactMap { seed, value in old[seed].map { value - $0 } }
  }

  /// Whether zero lies outside the 95% confidence interval of the mean difference.
  static func verdict(of differences: [Double]) -> NoiseVerdict {
    guard differences.count >= 2 else { return .unknown }
    if differences.allSatisfy({ $0 == 0 }) { return .same }
    let summary = Summary(of: differences)
    return abs(summary.mean) <= summary.confidenceHalfWidth() ? .withinNoise : .changed
  }
}
