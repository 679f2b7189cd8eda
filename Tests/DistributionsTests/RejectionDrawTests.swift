import LabTensors
import LabTestSupport
import Testing

@testable import LabDistributions

/// Gamma and Poisson numbers, which take as many uniform numbers as they need.
///
/// The seeds are fixed, so a test passes always or never; its limit is a quantile that a right generator exceeds for one
/// seed in a thousand (chi-square), or five standard errors. The distributions are SciPy's: see Fixtures/draws.py.
@Suite struct RejectionDrawTests {
  static var gammas: [String] {
    get throws { try fixtureCases("draws").map(\.name).filter { $0.hasPrefix("log-gamma") } }
  }
  static var poissons: [String] {
    get throws { try fixtureCases("draws").map(\.name).filter { $0.hasPrefix("Poisson") } }
  }

  static let count = 100_000

  /// In cells of 1e-3 in the tails and 0.049 in between.
  @Test(arguments: try gammas, [1, 2] as [UInt64])
  func gammaNumbersFallBetweenTheQuantilesAsOftenAsTheyShould(_ name: String, seed: UInt64) throws {
    let example = try fixtureCase("draws", name), draws = try logGamma(example, seed: seed)
    let quantiles = try example.output("quantiles")
    var counts = [Int](repeating: 0, count: quantiles.count + 1)
    for draw in draws { counts[quantiles.partitioningIndex { $0 > draw }] += 1 }
    // 39 degrees of freedom.
    let statistic = try chiSquare(counts, example.output("probabilities"))
    #expect(statistic < 72.1)
  }

  @Test(arguments: try gammas, [1, 2] as [UInt64])
  func theLogarithmsOfGammaNumbersHaveTheirMeanAndVariance(_ name: String, seed: UInt64) throws {
    let example = try fixtureCase("draws", name), draws = try logGamma(example, seed: seed)
    let mean = try example.output("mean")[0]
    let variance = try example.output("variance")[0]
    expectMean(draws, mean)
    expectMean(draws.map { ($0 - mean) * ($0 - mean) }, variance)
  }

  @Test(arguments: try poissons, [1, 2] as [UInt64])
  func poissonNumbersComeAsOftenAsTheyShould(_ name: String, seed: UInt64) throws {
    var random = Random(seed: seed)
    let example = try fixtureCase("draws", name), rate = try Double(example.input("rate").element)
    let draws = random.poisson(rates: Tensor(repeating: Float(rate), shape: [Self.count])).elements
    #expect(draws.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    let probabilities = try ["below", "probabilities", "above"].flatMap {
      try example.output($0)
    }
    let first = try example.output("first")[0]
    var counts = [Int](repeating: 0, count: probabilities.count)
    for draw in draws { counts[min(max(Int(Double(draw) - first) + 1, 0), counts.count - 1)] += 1 }
    let statistic = try chiSquare(counts, probabilities), limit = try example.output("limit")[0]
    #expect(statistic < limit)
    expectMean(draws.map(Double.init), rate)
    expectMean(draws.map { (Double($0) - rate) * (Double($0) - rate) }, rate)
  }

  /// Other elements' parameters decide how many numbers these reject, and nothing about this one.
  @Test func anElementDependsOnItsOwnParameterAlone() {
    let parameters = Tensor.sample([1000]).mapped(.exp).scaled(by: 4)
    let every: [(String, (inout Random, Tensor) -> Tensor)] = [
      ("gamma", { $0.logGamma(shapes: $1) }), ("Poisson", { $0.poisson(rates: $1) }),
    ]
    for (name, draw) in every {
      var random = Random(seed: 5), others = random, one = random
      let draws = draw(&random, parameters).elements
      var changed = Tensor.sample([1000], seed: 9).mapped(.exp)
      changed.withMutableElements { ($0[0], $0[437], $0[999]) = (at(0), at(437), at(999)) }
      func at(_ i: Int) -> Float { parameters.elements[i] }
      let again = draw(&others, changed).elements
      for i in [0, 437, 999] { #expect(again[i] == draws[i], "\(name), element \(i)") }
      #expect(zip(again, draws).count { $0 != $1 } > 500, "\(name)")
      #expect(draw(&one, parameters.slice(0..<1, along: 0)).elements[0] == draws[0], "\(name)")
    }
  }

  @Test func theNextDrawIsAnother() {
    var random = Random(seed: 5)
    let shapes = Tensor.ones([1000])
    let first = random.logGamma(shapes: shapes).elements, second = random.logGamma(shapes: shapes).elements
    #expect(Set(first).isDisjoint(with: second))
    // The correlation of independent numbers has a standard error of 1/√n.
    let mean = -0.5772157, variance = 1.644934
    let covariance = zip(first, second).reduce(0) { $0 + (Double($1.0) - mean) * (Double($1.1) - mean) } / 1000
    #expect(abs(covariance) < 5 * variance / 1000.0.squareRoot())
    #expect(Set(random.logGamma(shapes: Tensor.ones([100_000])).elements).count > 99_000)
  }

  @Test func theShapeOfTheParametersIsKept() {
    var random = Random(seed: 1)
    #expect(random.logGamma(shapes: .ones([2, 3])).shape == [2, 3])
    #expect(random.poisson(rates: .ones([])).shape == [])
    #expect(random.poisson(rates: .zeros([0])).elements == [])
  }

  /// Logarithms of numbers that a float cannot hold, and draws that hardly vary.
  @Test func extremeParameters() {
    var random = Random(seed: 1)
    let small = random.logGamma(shapes: Tensor(repeating: 1e-4, shape: [1000])).elements
    #expect(small.allSatisfy { $0.isFinite } && small.min()! < -30_000)
    let large = random.logGamma(shapes: Tensor(repeating: 1e6, shape: [1000])).elements
    // log 10⁶, with a standard deviation of 10⁻³.
    #expect(large.allSatisfy { abs($0 - 13.81551) < 0.006 })
    #expect(random.poisson(rates: .zeros([1000])) == .zeros([1000]))
    let counts = random.poisson(rates: Tensor(repeating: 1e6, shape: [1000])).elements
    #expect(counts.allSatisfy { abs($0 - 1e6) < 6000 })
  }

  @Test func parametersOutOfRangeGiveNaN() {
    var random = Random(seed: 1)
    #expect(random.logGamma(shapes: Tensor([0, -1, .nan, .infinity])).elements.allSatisfy { $0.isNaN })
    #expect(random.poisson(rates: Tensor([-0.5, .nan, .infinity])).elements.allSatisfy { $0.isNaN })
  }

  private func logGamma(_ example: FixtureCase, seed: UInt64) throws -> [Double] {
    var random = Random(seed: seed)
    let shapes = try example.input("shape").broadcast(to: [Self.count])
    return random.logGamma(shapes: shapes).elements.map(Double.init)
  }

  private func expectMean(_ x: [Double], _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
    let n = Double(x.count), mean = x.reduce(0, +) / n
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    #expect(abs(mean - expected) < 5 * (variance / n).squareRoot(), sourceLocation: sourceLocation)
  }

  private func chiSquare(_ counts: [Int], _ probabilities: [Double]) throws -> Double {
    try #require(counts.count == probabilities.count)
    let n = Double(counts.reduce(0, +))
    return zip(counts, probabilities).filter { $0 > 0 || $1 > 0 }.reduce(0) {
      $0 + (Double($1.0) - n * $1.1) * (Double($1.0) - n * $1.1) / (n * $1.1)
    }
  }
}

extension [Double] {
  /// The first index at which the predicate holds, which holds from there on.
  fileprivate func partitioningIndex(_ predicate: (Double) -> Bool) -> Int {
    var low = 0, high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
