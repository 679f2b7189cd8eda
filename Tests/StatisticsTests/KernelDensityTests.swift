import Foundation
import LabStatistics
import LabTestSupport
import Testing

struct KernelDensityReference: Decodable, CustomTestStringConvertible {
  let name, rule: String
  let dimension: Int
  let factor: Double
  let samples, covariance, points, density, logDensity: [Double]
  var testDescription: String { name }

  var bandwidth: KernelDensity.Bandwidth {
    switch rule {
    case "scott": .scott
    case "silverman": .silverman
    default: .factor(factor)
    }
  }

  func estimate() throws -> KernelDensity {
    try KernelDensity(of: samples, dimension: dimension, bandwidth: bandwidth)
  }

  static func all() throws -> [Self] { try fixture("kernel-densities") }
}

@Suite struct KernelDensityTests {
  @Test(arguments: try KernelDensityReference.all())
  func matchesSciPy(reference: KernelDensityReference) throws {
    let estimate = try reference.estimate()
    #expect(estimate.count * estimate.dimension == reference.samples.count)
    #expect(relativeError(estimate.factor, reference.factor) < 1e-14)
    for (value, expected) in zip(estimate.covariance, reference.covariance) {
      #expect(relativeError(value, expected) < 1e-11)
    }
    let density = estimate.density(at: reference.points), logDensity = estimate.logDensity(at: reference.points)
    #expect(density.count == reference.density.count && logDensity.count == reference.density.count)
    for k in density.indices {
      // SciPy whitens without centring, so that its own rounding errors grow with the squared distance.
      #expect(abs(logDensity[k] - reference.logDensity[k]) < 1e-10 * (1 + abs(reference.logDensity[k])), "point \(k)")
      // Below the normal numbers a density loses its digits.
      #expect(abs(density[k] - reference.density[k]) < 1e-8 * reference.density[k] + 1e-307, "point \(k)")
    }
  }

  @Test func theReferencesReachWhereTheDensityUnderflows() throws {
    for reference in try KernelDensityReference.all() {
      #expect(reference.density.contains(0) && reference.density.contains { $0 > 1e-3 })
    }
  }

  @Test(arguments: try KernelDensityReference.all())
  func standardDeviationsAreThoseOfTheSamplesTimesTheFactor(reference: KernelDensityReference) throws {
    let estimate = try reference.estimate()
    for (axis, value) in estimate.standardDeviations.enumerated() {
      let coordinates = stride(from: axis, to: reference.samples.count, by: reference.dimension).map {
        reference.samples[$0]
      }
      #expect(relativeError(value, reference.factor * Summary(of: coordinates).standardDeviation) < 1e-12)
    }
  }

  @Test(arguments: try KernelDensityReference.all().filter { $0.dimension == 2 })
  func sumsToOneOverAWideGrid(reference: KernelDensityReference) throws {
    let estimate = try reference.estimate()
    // The sum over a lattice whose step is below a Gaussian's least standard deviation is its integral to 1e-12; eight
    // deviations beyond the outermost samples leave 1e-14 outside.
    let c = estimate.covariance
    let narrowest = ((c[0] + c[3]) / 2 - (pow((c[0] - c[3]) / 2, 2) + c[1] * c[1]).squareRoot()).squareRoot()
    let ranges = (0..<2).map { axis in
      let values = stride(from: axis, to: reference.samples.count, by: 2).map { reference.samples[$0] }
      let margin = 8 * estimate.standardDeviations[axis]
      return (low: values.min()! - margin, high: values.max()! + margin)
    }
    let step = 0.8 * narrowest
    var sum = 0.0
    for x in stride(from: ranges[0].low, to: ranges[0].high, by: step) {
      let column = stride(from: ranges[1].low, to: ranges[1].high, by: step).flatMap { [x, $0] }
      sum += estimate.density(at: column).reduce(0, +)
    }
    #expect(abs(sum * step * step - 1) < 1e-10)
  }

  @Test func rulesAreTheirFormulas() throws {
    let samples = (0..<300).map { Double($0 * $0 % 97) }
    for dimension in 1...3 {
      let n = Double(300 / dimension), d = Double(dimension)
      let scott = try KernelDensity(of: samples, dimension: dimension)
      let silverman = try KernelDensity(of: samples, dimension: dimension, bandwidth: .silverman)
      #expect(relativeError(pow(scott.factor, d + 4), 1 / n) < 1e-13)
      #expect(relativeError(pow(silverman.factor, d + 4), 4 / (n * (d + 2))) < 1e-13)
    }
  }

  @Test func oneKernelIsANormalDensity() throws {
    // Two samples at ±1 have variance 2; far to the right only the nearer kernel counts.
    let estimate = try KernelDensity(of: [-1, 1], dimension: 1, bandwidth: .factor(0.5))
    #expect(abs(estimate.covariance[0] - 0.5) < 1e-15)
    let expected = -9_999.0 * 9_999 - log(2 * Double.pi * 0.5) / 2 - log(2)
    #expect(relativeError(estimate.logDensity(at: [10_000])[0], expected) < 1e-15)
    #expect(estimate.density(at: [10_000]) == [0])
  }

  @Test func movesAndStretchesWithTheSamples() throws {
    let reference = try #require(KernelDensityReference.all().first { $0.name == "correlated, scott" })
    let move = { (values: [Double]) in values.enumerated().map { $0 % 2 == 0 ? 1e5 + 1000 * $1 : -0.01 * $1 } }
    let moved = try KernelDensity(of: move(reference.samples), dimension: 2)
    for (value, expected) in zip(moved.logDensity(at: move(reference.points)), reference.logDensity) {
      #expect(abs(value + log(10) - expected) < 1e-8 * (1 + abs(expected)))
    }
  }

  @Test func aPointThatIsNotFiniteHasNoDensity() throws {
    let estimate = try KernelDensity(of: [0, 1, 2, 2, 1, 0, 4, 4], dimension: 2)
    let values = estimate.density(at: [1, .nan, .infinity, 1, 1, 1, 1e300, 1])
    #expect(values[0].isNaN && values[1].isNaN && values[2] > 0 && values[3] == 0)
    #expect(estimate.density(at: []).isEmpty)
  }

  @Test func sameSamplesGiveTheSameBits() throws {
    for reference in try KernelDensityReference.all() {
      let first = try reference.estimate()
      #expect(try reference.estimate() == first)
      #expect(first.logDensity(at: reference.points) == first.logDensity(at: reference.points))
    }
  }

  @Test(
    arguments: [
      ([], 1, .scott, .tooFewSamples(0, dimension: 1), "at least 2 samples; there are 0"),
      ([1], 1, .scott, .tooFewSamples(1, dimension: 1), "there is 1"),
      ([1, 2, 3, 4], 2, .scott, .tooFewSamples(2, dimension: 2), "2 dimensions needs at least 3 samples"),
      ([1, 2, 3, .nan, 5, 6], 2, .scott, .notFinite(row: 1, column: 1), "Sample 1 is not finite in coordinate 1"),
      ([1, 2, .infinity], 1, .silverman, .notFinite(row: 2, column: 0), "Sample 2"),
      ([0.1, 1, 0.1, 2, 0.1, 4], 2, .scott, .singular(column: 0), "coordinate 0 does not vary"),
      ([0.1, 0.3, 0.7, 2.1, 0.9, 2.7, 1.3, 3.9], 2, .scott, .singular(column: 1), "coordinate 1"),
      ([1e200, -1e200, 3e200], 1, .scott, .tooLarge, "scale them down"),
      ([1.7e308, -1.7e308, 0], 1, .scott, .tooLarge, "overflows"),
      ([1, 2, 3], 1, .factor(0), .badFactor(0), "0.0; give a number above 0"),
      ([1, 2, 3], 1, .factor(-1), .badFactor(-1), "-1.0"),
      ([1, 2, 3], 1, .factor(.infinity), .badFactor(.infinity), "inf"),
    ] as [([Double], Int, KernelDensity.Bandwidth, KernelDensityError, String)])
  func refusesSamplesWithoutADensity(
    samples: [Double], dimension: Int, bandwidth: KernelDensity.Bandwidth, error: KernelDensityError, message: String
  ) {
    #expect(throws: error) { try KernelDensity(of: samples, dimension: dimension, bandwidth: bandwidth) }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func refusesAFactorThatIsNotANumber() {
    #expect { try KernelDensity(of: [1, 2, 3], dimension: 1, bandwidth: .factor(.nan)) } throws: {
      "\($0)".contains("factor is nan")
    }
  }
}
