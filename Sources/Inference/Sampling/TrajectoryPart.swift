import Foundation

/// A position, and the density there.
struct Place {
  let position, gradient: [Double]
  let logDensity: Double
}

/// A momentum p, and the velocity M⁻¹ p that it gives.
struct Motion {
  let momentum, velocity: [Double]
}

/// Consecutive points of a trajectory, by what the rule that ends it and the draw from its points need to know of them.
struct TrajectoryPart {
  /// The motion at the first and the last point in time.
  private(set) var first, last: Motion
  /// The sum of the momenta.
  private(set) var momentumSum: [Double]
  /// log Σ exp(H₀ − H) over the points.
  private(set) var logWeight: Double
  /// One of the points, drawn with probabilities in proportion to these weights.
  var choice: Place

  /// A single point.
  init(_ place: Place, _ motion: Motion, logWeight: Double) {
    (first, last, momentumSum) = (motion, motion, motion.momentum)
    (self.logWeight, choice) = (logWeight, place)
  }

  /// Two parts, one after the other in time, with the choice of the first; and whether the whole goes on away from itself.
  ///
  /// It does while the sum of the momenta points along the velocity at both ends (Betancourt 2017, appendix A): of the whole,
  /// and of each part with the nearest point of the other, without which a trajectory may turn between the parts unseen (Stan
  /// 2.21).
  static func joined(_ earlier: TrajectoryPart, _ later: TrajectoryPart) -> (whole: TrajectoryPart, goesOn: Bool) {
    var whole = earlier
    whole.last = later.last
    whole.momentumSum = sum(earlier.momentumSum, later.momentumSum)
    whole.logWeight = logSum(earlier.logWeight, later.logWeight)
    let goesOn =
      leads(whole.momentumSum, from: earlier.first, to: later.last)
      && leads(sum(earlier.momentumSum, later.first.momentum), from: earlier.first, to: later.first)
      && leads(sum(later.momentumSum, earlier.last.momentum), from: earlier.last, to: later.last)
    return (whole, goesOn)
  }

  private static func leads(_ sum: [Double], from first: Motion, to last: Motion) -> Bool {
    product(sum, first.velocity) > 0 && product(sum, last.velocity) > 0
  }

  private static func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
}

/// Σ a b.
func product(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

/// log (eᵃ + eᵇ).
private func logSum(_ a: Double, _ b: Double) -> Double {
  let (larger, smaller) = a > b ? (a, b) : (b, a)
  return smaller == -.infinity ? larger : larger + log1p(exp(smaller - larger))
}
