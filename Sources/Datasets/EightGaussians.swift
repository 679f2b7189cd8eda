import Foundation
import LabRequirements
import LabTensors

/// A toy density in the plane: an equal mixture of eight round Gaussians, the modes, with centres on a circle at the
/// angles k π/4.
public struct EightGaussians: Sendable, Equatable {
  /// The distance of the centres from the origin.
  public let radius: Double
  /// The standard deviation of a mode along every axis.
  public let standardDeviation: Double
  /// Where the modes are, in their order: x and y.
  public let centres: [SIMD2<Double>]

  /// The mixture with the given radius and standard deviation; by default that of C. Ollion's notebook "Going further
  /// with VAEs", whose modes barely overlap.
  public init(radius: Double = 5, standardDeviation: Double = 0.2) {
    require(
      radius > 0 && standardDeviation > 0, "eight Gaussians of deviation \(standardDeviation) on a circle of \(radius)")
    self.radius = radius
    self.standardDeviation = standardDeviation
    centres = (0..<8).map { radius * SIMD2(cos(Double($0) * .pi / 4), sin(Double($0) * .pi / 4)) }
  }

  /// Independent draws: `points` (count × 2) and the mode that each was drawn from (count).
  public func sample(_ count: Int, using random: Random) -> (points: Tensor, modes: [Int]) {
    let modes: [Int] = .integers(in: 0..<centres.count, count: count, using: random["modes"])
    let noise = Tensor.normal([count, 2], using: random["noise"]).elements
    let points = noise.enumerated().map { index, value in
      Float(centres[modes[index / 2]][index % 2] + standardDeviation * Double(value))
    }
    return (Tensor(points, shape: [count, 2]), modes)
  }

  /// The natural logarithm of the density at `points` (count × 2, row-major), a value for each; exact far outside too.
  public func logDensity(at points: [Double]) -> [Double] { Self.pairs(points).map { logDensity(at: $0) } }

  private func logDensity(at point: SIMD2<Double>) -> Double {
    let variance = standardDeviation * standardDeviation
    let exponents = centres.map { -Self.squaredDistance(point, $0) / (2 * variance) }
    let greatest = exponents.max()!
    // Relative to the nearest mode, so that the sum is at least one.
    let sum = exponents.reduce(0) { $0 + exp($1 - greatest) }
    return greatest + log(sum) - log(Double(centres.count) * 2 * .pi * variance)
  }

  /// The entropy in nats, −E log p(x): the least cross-entropy that any model of these points can reach.
  ///
  /// The modes are alike, so this is −E log p(x) over one of them: a sum over a square lattice about its centre, out to
  /// nine standard deviations in steps of an eighth of one. On such a lattice a Gaussian's integral is exact to rounding.
  public var entropy: Double {
    let offsets = (-72...72).map { Double($0) / 8 }
    var sum = 0.0
    for x in offsets {
      for y in offsets {
        let place = centres[0] + standardDeviation * SIMD2(x, y)
        sum -= exp(-(x * x + y * y) / 2) * logDensity(at: place)
      }
    }
    return sum / (8 * 8 * 2 * .pi)
  }

  /// The least cross-entropy in nats that a single Gaussian can reach: that of the Gaussian with the mixture's mean, the
  /// origin, and variance, radius²/2 + standardDeviation² along every axis.
  public var singleGaussianCrossEntropy: Double {
    1 + log(2 * .pi * (radius * radius / 2 + standardDeviation * standardDeviation))
  }

  /// The mode whose centre is nearest to each of `points` (count × 2, row-major); the first of several as near, and so
  /// mode 0 for a point that is not finite.
  public func nearestModes(of points: [Double]) -> [Int] {
    Self.pairs(points).map { point in
      centres.indices.min { Self.squaredDistance(point, centres[$0]) < Self.squaredDistance(point, centres[$1]) }!
    }
  }

  /// The number of modes that `points` (count × 2, row-major) cover.
  ///
  /// A mode is covered where at least one in eighty of all points, a tenth of the mode's own share, lies within three
  /// standard deviations of its centre (as 98.9% of the mode's own draws do).
  public func modesCovered(by points: [Double]) -> Int {
    let points = Self.pairs(points), reach = 3 * standardDeviation
    return centres.filter { centre in
      let near = points.count { Self.squaredDistance($0, centre) <= reach * reach }
      return near > 0 && near * 80 >= points.count
    }.count
  }

  private static func squaredDistance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    ((a - b) * (a - b)).sum()
  }

  private static func pairs(_ points: [Double]) -> [SIMD2<Double>] {
    require(points.count % 2 == 0, "\(points.count) values are not a whole number of points of 2")
    return stride(from: 0, to: points.count, by: 2).map { SIMD2(points[$0], points[$0 + 1]) }
  }
}
