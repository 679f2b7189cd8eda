import Foundation
import LabDatasets
import LabTensors
import Testing

@Suite struct EightGaussiansTests {
  let density = EightGaussians()

  /// The integral over the square of half the given side of `term` of a point and the log-density there, by a sum in
  /// steps of a quarter of a standard deviation: for Gaussians exact to rounding.
  private func integral(
    of density: EightGaussians, halfSide: Double, _ term: (SIMD2<Double>, Double) -> Double
  ) -> Double {
    let step = density.standardDeviation / 4, steps = Int(halfSide / step)
    var sum = 0.0
    for i in -steps...steps {
      let points = (-steps...steps).map { SIMD2(Double(i) * step, Double($0) * step) }
      for (point, value) in zip(points, density.logDensity(at: points.flatMap { [$0.x, $0.y] })) {
        sum += term(point, value)
      }
    }
    return sum * step * step
  }

  @Test func centresAreEvenlySpacedOnTheCircle() {
    #expect(density.centres.count == 8 && density.radius == 5 && density.standardDeviation == 0.2)
    let half = 5 * 0.5.squareRoot()
    let expected: [SIMD2<Double>] = [
      [5, 0], [half, half], [0, 5], [-half, half], [-5, 0], [-half, -half], [0, -5],
    ]
    for (centre, place) in zip(density.centres, expected + [[half, -half]]) {
      #expect(abs(centre.x - place.x) < 1e-14 && abs(centre.y - place.y) < 1e-14)
    }
  }

  @Test(arguments: [EightGaussians(), EightGaussians(radius: 1, standardDeviation: 0.5)])
  func integratesToOne(density: EightGaussians) {
    let halfSide = density.radius + 9 * density.standardDeviation
    #expect(abs(integral(of: density, halfSide: halfSide) { exp($1) } - 1) < 1e-12)
  }

  @Test func logDensityIsTheMixtures() {
    // At the origin all modes count alike: log N(0; c, σ²) of any of them.
    let variance = 0.04
    #expect(abs(density.logDensity(at: [0, 0])[0] - (-25 / (2 * variance) - log(2 * .pi * variance))) < 1e-11)
    // Half-way between two neighbours, two of eight count alike; at a centre, one.
    let between = 5 * cos(Double.pi / 8), apart = 5 * sin(Double.pi / 8)
    let values = density.logDensity(at: [between * cos(.pi / 8), between * sin(.pi / 8), 0, -5, 1e100, 0])
    let atCentre = -log(8 * 2 * Double.pi * variance)
    #expect(abs(values[0] - (log(2) - apart * apart / (2 * variance) + atCentre)) < 1e-11)
    #expect(abs(values[1] - atCentre) < 1e-14)
    #expect(values[2].isFinite && values[2] < -1e200)
  }

  @Test func entropyIsThatOfModesWhichDoNotOverlap() {
    #expect(abs(density.entropy - 1.6984) < 5e-5)
    #expect(abs(density.entropy - (log(8) + log(2 * .pi * M_E * 0.04))) < 1e-13)
  }

  @Test(arguments: [0.1, 0.2, 0.5, 1, 4])
  func entropyIsTheIntegralOverThePlane(deviation: Double) {
    let density = EightGaussians(radius: 1, standardDeviation: deviation)
    let whole = integral(of: density, halfSide: 1 + 9 * deviation) { -exp($1) * $1 }
    #expect(abs(density.entropy - whole) < 1e-10)
    // Modes overlap where they are wide: less than the entropy of separate ones, more than that of one.
    let one = log(2 * .pi * M_E * deviation * deviation)
    #expect(density.entropy > one && density.entropy < one + log(8) + 1e-12)
  }

  @Test func noSingleGaussianIsBetterThanTheOneOfTheSameVariance() {
    #expect(abs(density.singleGaussianCrossEntropy - 5.367) < 5e-4)
    func crossEntropy(_ variance: SIMD2<Double>, mean: SIMD2<Double> = [0, 0]) -> Double {
      integral(of: density, halfSide: 7) { point, value in
        let squares = ((point - mean) * (point - mean) / variance).sum()
        return exp(value) * (squares / 2 + log(2 * .pi) + log(variance.x * variance.y) / 2)
      }
    }
    let best = density.singleGaussianCrossEntropy
    #expect(abs(crossEntropy([12.54, 12.54]) - best) < 1e-11)
    #expect(crossEntropy([12.5, 12.5]) > best && crossEntropy([12.58, 12.58]) > best)
    #expect(crossEntropy([12.5, 12.58]) > best && crossEntropy([12.54, 12.54], mean: [0.1, 0]) > best)
  }

  @Test func samplesHaveTheMixturesMoments() {
    let count = 40_000
    let (points, modes) = density.sample(count, using: Random(seed: 1))
    #expect(points.shape == [count, 2] && modes.count == count)
    // Each figure within four standard errors of the exact one.
    func expectMean(_ values: [Double], _ expected: Double, _ deviation: Double, _ name: String) {
      let mean = values.reduce(0, +) / Double(values.count)
      #expect(abs(mean - expected) < 4 * deviation / Double(values.count).squareRoot(), "\(name): \(mean)")
    }
    let values = points.elements.map(Double.init)
    for axis in 0..<2 {
      let coordinates = stride(from: axis, to: values.count, by: 2).map { values[$0] }
      expectMean(coordinates, 0, 12.54.squareRoot(), "mean")
      // E x⁴ = R⁴ · 3/8 + 6 (R²/2) σ² + 3 σ⁴.
      let fourth = 234.375 + 3 + 0.0048
      expectMean(coordinates.map { $0 * $0 }, 12.54, (fourth - 12.54 * 12.54).squareRoot(), "variance")
      let noise = zip(coordinates, modes).map { $0 - density.centres[$1][axis] }
      expectMean(noise, 0, 0.2, "noise")
      expectMean(noise.map { $0 * $0 }, 0.04, 2.0.squareRoot() * 0.04, "noise variance")
    }
    expectMean(
      stride(from: 0, to: values.count, by: 2).map { values[$0] * values[$0 + 1] }, 0,
      // E x²y² = R⁴/8 + 2 (R²/2) σ² + σ⁴.
      (78.125 + 1 + 0.0016).squareRoot(), "covariance")
    for mode in 0..<8 {
      expectMean(modes.map { $0 == mode ? 1 : 0 }, 0.125, (0.125 * 0.875).squareRoot(), "mode \(mode)")
    }
    // The mean of −log p over its own draws is the entropy; the deviation of χ²₂/2 is 1.
    expectMean(density.logDensity(at: values).map { -$0 }, density.entropy, 1, "entropy")
  }

  @Test func theSeedDecidesTheSample() {
    let first = density.sample(100, using: Random(seed: 3)), again = density.sample(100, using: Random(seed: 3))
    #expect(first.points == again.points && first.modes == again.modes)
    #expect(density.sample(100, using: Random(seed: 4)).points != first.points)
    #expect(density.sample(0, using: Random(seed: 3)).points.shape == [0, 2])
  }

  @Test func drawsLieNearestToTheirOwnMode() {
    // Neighbouring centres are 19 standard deviations apart.
    let (points, modes) = density.sample(1_000, using: Random(seed: 5))
    #expect(density.nearestModes(of: points.elements.map(Double.init)) == modes)
    #expect(density.nearestModes(of: [9, 0, 0.1, 3, -1, -1.1, 0, 0, .nan, 1]) == [0, 2, 5, 0, 0])
  }

  @Test func ownDrawsCoverEveryMode() {
    let (points, _) = density.sample(1_000, using: Random(seed: 6))
    #expect(density.modesCovered(by: points.elements.map(Double.init)) == 8)
  }

  @Test func aModeIsCoveredFromOnePointInEightyWithinThreeDeviations() {
    func points(near: Int, of count: Int, at deviations: Double) -> [Double] {
      (0..<count).flatMap { $0 < near ? [0, 5 + 0.2 * deviations] : [0, 0] }
    }
    #expect(density.modesCovered(by: points(near: 1, of: 80, at: 2.99)) == 1)
    #expect(density.modesCovered(by: points(near: 1, of: 81, at: 2.99)) == 0)
    #expect(density.modesCovered(by: points(near: 80, of: 80, at: 3.01)) == 0)
    #expect(density.modesCovered(by: density.centres.prefix(5).flatMap { [$0.x, $0.y] }) == 5)
    #expect(density.modesCovered(by: [.nan, 0, .infinity, 5]) == 0)
    #expect(density.modesCovered(by: []) == 0)
  }
}
