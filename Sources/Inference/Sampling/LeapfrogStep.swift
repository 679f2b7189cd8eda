/// One step of the leapfrog integrator: half a step of the momentum, one of the position, and half a step of the momentum by
/// the gradient there (Neal 2011, section 5.2.3.3).
struct LeapfrogStep {
  /// Where it leads.
  let position: [Double]
  /// The momentum half-way.
  private let momentum: [Double]
  private let half: Double

  /// A step of a size, below 0 backwards in time.
  init(from place: Place, _ motion: Motion, size: Double, _ metric: Metric) {
    half = size / 2
    momentum = Self.sum(motion.momentum, place.gradient, times: half)
    position = Self.sum(place.position, metric.velocity(momentum), times: size)
  }

  /// The motion at the end, once the density there is known.
  func motion(arrivingAt place: Place, _ metric: Metric) -> Motion {
    let momentum = Self.sum(momentum, place.gradient, times: half)
    return Motion(momentum: momentum, velocity: metric.velocity(momentum))
  }

  /// H = −log p + ½ pᵀ M⁻¹ p.
  static func energy(_ place: Place, _ motion: Motion) -> Double {
    -place.logDensity + 0.5 * product(motion.momentum, motion.velocity)
  }

  /// By how much the energy fell; −∞ where it is no number, so that what overflowed counts as impossible.
  static func change(from energy: Double, to place: Place, _ motion: Motion) -> Double {
    let change = energy - Self.energy(place, motion)
    return change.isNaN ? -.infinity : change
  }

  private static func sum(_ a: [Double], _ b: [Double], times factor: Double) -> [Double] {
    zip(a, b).map { $0 + factor * $1 }
  }
}
