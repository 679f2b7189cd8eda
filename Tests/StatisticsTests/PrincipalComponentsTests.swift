import Foundation
import LabStatistics
import LabTestSupport
import Testing

struct PrincipalComponentsReference: Decodable, CustomTestStringConvertible {
  let name: String
  let dimension: Int
  let samples, mean, variance, ratio: [Double]
  let components: [[Double]]
  var testDescription: String { name }
  var count: Int { components.count }
  /// The size of the rounding errors of the samples' own values, in units of the greatest standard deviation.
  var rounding: Double { 1e-14 * (1 + samples.map(abs).max()! / variance[0].squareRoot()) }

  static func all() throws -> [Self] { try fixture("principal-components") }
}

@Suite struct PrincipalComponentsTests {
  /// Whatever the rounding of their sums.
  @Test(arguments: [2, 3, 6, 7, 10]) func equalRowsDoNotVary(_ count: Int) throws {
    let components = try PrincipalComponents(of: (0..<count).flatMap { _ in [0.1, 0.7] }, dimension: 2)
    #expect(components.mean == [0.1, 0.7])
    #expect(components.explainedVariance == [0, 0] && components.explainedVarianceRatio == [0, 0])
  }

  @Test(arguments: try PrincipalComponentsReference.all())
  func matchesNumPy(reference: PrincipalComponentsReference) throws {
    let result = try PrincipalComponents(of: reference.samples, dimension: reference.dimension)
    let scale = reference.variance[0].squareRoot()
    #expect(result.count == reference.count)
    for (value, expected) in zip(result.mean, reference.mean) {
      #expect(abs(value - expected) < reference.rounding * scale)
    }
    for k in 0..<reference.count {
      // Singular values are known to within rounding of the greatest one.
      let deviation = result.explainedVariance[k].squareRoot()
      let expected = reference.variance[k].squareRoot()
      #expect(abs(deviation - expected) < reference.rounding * scale, "component \(k)")
      #expect(abs(result.explainedVarianceRatio[k] - reference.ratio[k]) < 3 * reference.rounding)
      // A component that carries no variance beyond rounding has no direction of its own.
      guard expected > 1e-10 * scale else { continue }
      for (value, expectedValue) in zip(result.components[k], reference.components[k]) {
        #expect(abs(value - expectedValue) < 100 * reference.rounding * scale / expected, "component \(k)")
      }
    }
  }

  @Test(arguments: try PrincipalComponentsReference.all())
  func componentsAreOrthonormal(reference: PrincipalComponentsReference) throws {
    let components = try PrincipalComponents(of: reference.samples, dimension: reference.dimension).components
    for (i, a) in components.enumerated() {
      for (j, b) in components.enumerated() {
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-14, "\(i), \(j)")
      }
    }
  }

  @Test(arguments: try PrincipalComponentsReference.all())
  func largestCoordinateOfEachComponentIsPositive(reference: PrincipalComponentsReference) throws {
    let result = try PrincipalComponents(of: reference.samples, dimension: reference.dimension)
    let mirrored = try PrincipalComponents(of: reference.samples.map { -$0 }, dimension: reference.dimension)
    for component in result.components + mirrored.components {
      #expect(component.max { abs($0) < abs($1) }! > 0)
    }
  }

  @Test(arguments: try PrincipalComponentsReference.all())
  func inverseTransformRestoresTheSamples(reference: PrincipalComponentsReference) throws {
    let result = try PrincipalComponents(of: reference.samples, dimension: reference.dimension)
    let coordinates = result.transform(reference.samples)
    #expect(coordinates.count == reference.samples.count / reference.dimension * result.count)
    for (restored, sample) in zip(result.inverseTransform(coordinates), reference.samples) {
      #expect(abs(restored - sample) < 10 * reference.rounding * reference.variance[0].squareRoot())
    }
  }

  @Test(arguments: try PrincipalComponentsReference.all())
  func coordinatesHaveTheExplainedVariance(reference: PrincipalComponentsReference) throws {
    let result = try PrincipalComponents(of: reference.samples, dimension: reference.dimension)
    let coordinates = result.transform(reference.samples)
    for k in 0..<result.count {
      let column = stride(from: k, to: coordinates.count, by: result.count).map { coordinates[$0] }
      let deviation = Summary(of: column).standardDeviation
      #expect(
        abs(deviation - result.explainedVariance[k].squareRoot())
          < 10 * reference.rounding * reference.variance[0].squareRoot())
    }
  }

  @Test(arguments: try PrincipalComponentsReference.all())
  func sameSamplesGiveTheSameBits(reference: PrincipalComponentsReference) throws {
    let first = try PrincipalComponents(of: reference.samples, dimension: reference.dimension)
    for _ in 0..<5 { #expect(try PrincipalComponents(of: reference.samples, dimension: reference.dimension) == first) }
  }

  @Test func keepsTheFirstComponentsAndTheRatioOfTheWhole() throws {
    let reference = try #require(PrincipalComponentsReference.all().first { $0.name == "mixed" })
    let all = try PrincipalComponents(of: reference.samples, dimension: 5)
    let two = try PrincipalComponents(of: reference.samples, dimension: 5, count: 2)
    #expect(two.components == Array(all.components.prefix(2)))
    #expect(two.explainedVarianceRatio == Array(all.explainedVarianceRatio.prefix(2)))
    #expect(two.transform(reference.samples).count == 120)
    #expect(abs(all.explainedVarianceRatio.reduce(0, +) - 1) < 1e-14)
  }

  @Test func placesASampleByStandardDeviations() throws {
    // Variances 2 and 1/2 along the axes, about (1, 2).
    let result = try PrincipalComponents(of: [3, 2, -1, 2, 1, 3, 1, 1, 1, 2], dimension: 2)
    #expect(result.explainedVariance.map { ($0 * 1e12).rounded() / 1e12 } == [2, 0.5])
    for (value, expected) in zip(
      result.sample(atStandardDeviations: [1, -2]), [1 + 2.squareRoot(), 2 - 2.squareRoot()])
    {
      #expect(abs(value - expected) < 1e-14)
    }
    #expect(result.sample(atStandardDeviations: []) == [1, 2])
  }

  @Test func samplesThatDoNotVaryHaveNoVariance() throws {
    let result = try PrincipalComponents(of: [1, 2, 1, 2, 1, 2], dimension: 2)
    #expect(result.explainedVariance == [0, 0])
    #expect(result.explainedVarianceRatio == [0, 0])
    #expect(result.inverseTransform(result.transform([1, 2])) == [1, 2])
  }

  @Test(arguments: [1e-300, 1e-150, 1, 1e150]) func sizeIsNoMatter(_ unit: Double) throws {
    let result = try PrincipalComponents(of: [3, 2, -1, 2, 1, 3, 1, 1, 1, 2].map { $0 * unit }, dimension: 2)
    #expect(result.components == [[1, 0], [0, 1]])
    // The variances of 1e-300 are too small for a number, and none.
    let expected = [2, 0.5].map { $0 * unit * unit }
    for (variance, expected) in zip(result.explainedVariance, expected) {
      #expect(abs(variance - expected) <= 1e-15 * expected)
    }
    #expect(unit < 1e-200 || result.explainedVarianceRatio.map { ($0 * 1e12).rounded() } == [8e11, 2e11])
  }

  @Test(
    arguments: [
      ([], .tooFewSamples(0)),
      ([1, 2], .tooFewSamples(1)),
      ([1, 2, 3, .nan, 5, 6], .notFinite(row: 1, column: 1)),
      ([1, 2, 3, 4, -.infinity, 6], .notFinite(row: 2, column: 0)),
      ([1e200, 2, -1e200, 4], .tooLarge),
      ([1e308, 2, 1e308, 4], .tooLarge),
      // Their mean is finite, their differences from it are not.
      ([1.7e308, 2, -1.7e308, 4, -1.7e308, 6], .tooLarge),
    ] as [([Double], PrincipalComponentsError)])
  func refusesSamplesWithoutComponents(samples: [Double], error: PrincipalComponentsError) {
    #expect(throws: error) { try PrincipalComponents(of: samples, dimension: 2) }
    #expect(!error.description.isEmpty)
  }
}
