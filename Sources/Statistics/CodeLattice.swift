import Foundation

/// Which data have which level of a factor.
struct LevelGroups {
  /// The level of each datum, renumbered from 0 in ascending order.
  let levels: [Int]
  /// The share of the data that have each level.
  let shares: [Double]

  init(_ values: [Int]) {
    let numbers = Dictionary(uniqueKeysWithValues: Set(values).sorted().enumerated().map { ($1, $0) })
    levels = values.map { numbers[$0]! }
    let counts = levels.reduce(into: [Int](repeating: 0, count: numbers.count)) { $0[$1] += 1 }
    shares = counts.map { Double($0) / Double(values.count) }
  }

  /// In nats.
  var entropy: Double { -shares.reduce(0) { $0 + $1 * log($1) } }
}

/// The normal distributions of one number of the code, each datum's its own, on equally spaced places.
struct CodeLattice {
  private let means, deviations: [Double]
  private let low, step: Double
  private let count: Int

  /// The farthest that a distribution reaches, in standard deviations: beyond lies 1e-15 of it.
  private static let reach = 8.0
  /// So many steps at most.
  private static let limit = 16_384.0

  init(means: [Double], deviations: [Double], code: Int) throws(MutualInformationGapError) {
    for datum in means.indices {
      guard means[datum].isFinite && deviations[datum].isFinite else { throw .notFinite(datum: datum, code: code) }
      guard deviations[datum] >= 0 else { throw .negativeDeviation(datum: datum, code: code) }
    }
    let reaches = zip(means, deviations).map { ($0 - Self.reach * $1, $0 + Self.reach * $1) }
    let low = reaches.map(\.0).min()!, range = reaches.map(\.1).max()! - low
    guard range.isFinite else { throw .tooLarge(code: code) }
    (self.means, self.deviations, self.low) = (means, deviations, low)
    // A sum over Gaussians is their integral to rounding from half a standard deviation down; their logarithm needs half of that.
    let step = max(deviations.min()! / 4, range / Self.limit)
    self.step = step > 0 ? step : 1
    count = Int((range / self.step).rounded(.up)) + 1
  }

  /// I(z; v) of each factor v, in nats.
  func information(about factors: [LevelGroups]) -> [Double] {
    // A row of places for all data, and one for each level of each factor.
    let starts = factors.reduce(into: [1]) { $0.append($0.last! + $1.shares.count) }
    var sums = [Double](repeating: 0, count: starts.last! * count)
    for datum in means.indices {
      let (first, weights) = weights(of: datum)
      for row in [0] + zip(starts, factors).map({ $0 + $1.levels[datum] }) {
        let start = row * count + first
        for (offset, weight) in weights.enumerated() { sums[start + offset] += weight }
      }
    }
    return zip(starts, factors).map { start, factor in
      let terms = factor.shares.enumerated().map { level, share in
        let row = (start + level) * count
        // These are sums over data, of which the level has a share: q(z | v)/q(z) is their ratio over that.
        return (0..<count).reduce(0) { sum, place in
          let ofLevel = sums[row + place]
          return ofLevel > 0 ? sum + ofLevel * log(ofLevel / (sums[place] * share)) : sum
        }
      }
      return max(terms.reduce(0, +) / Double(means.count), 0)
    }
  }

  /// The probabilities of the places that a datum's distribution reaches, and the first of these.
  private func weights(of datum: Int) -> (first: Int, weights: [Double]) {
    let mean = (means[datum] - low) / step, deviation = deviations[datum] / step
    let nearest = min(Int(mean.rounded()), count - 1), reach = Int(Self.reach * deviation)
    let places = max(nearest - reach, 0)...min(nearest + reach, count - 1)
    guard places.count > 1 else { return (nearest, [1]) }
    let least = (Double(nearest) - mean) * (Double(nearest) - mean)
    // Relative to the nearest place, so that a narrow distribution does not vanish between two.
    let weights = places.map { place in
      let distance = Double(place) - mean
      return exp((least - distance * distance) / (2 * deviation * deviation))
    }
    let total = weights.reduce(0, +)
    return (places.lowerBound, weights.map { $0 / total })
  }
}
