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

  /// Whether the mean difference is farther from zero than 95 in 100 of such means would be by chance.
  static func verdict(of differences: [Double]) -> NoiseVerdict {
    let count = Double(differences.count)
    guard count >= 2 else { return .unknown }
    if differences.allSatisfy({ $0 == 0 }) { return .same }
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let standardError = (squares / (count - 1) / count).squareRoot()
    return abs(mean) <= studentQuantile(degreesOfFreedom: differences.count - 1) * standardError
      ? .withinNoise : .changed
  }

  /// The 97.5 % quantile of Student's t distribution: from a table, and beyond it by the first terms of its expansion
  /// about the normal distribution (Abramowitz & Stegun 26.7.5), there exact to five digits.
  static func studentQuantile(degreesOfFreedom count: Int) -> Double {
    if count <= table.count { return table[max(count, 1) - 1] }
    let z = 1.959963984540054, n = Double(count)
    let cube = z * z * z, fifth = cube * z * z
    return z + (cube + z) / (4 * n) + (5 * fifth + 16 * cube + 3 * z) / (96 * n * n)
  }

  private static let table = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086,
  ]
}
