import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Closed forms of KL(p ‖ q) against quadrature, and the estimate where there is none.
@Suite struct DivergenceTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let p, q: DistributionExample
    /// Over p, with knots where q has kinks.
    let quadrature: @Sendable () -> Quadrature
    var testDescription: String { "\(p.testDescription) from \(q.testDescription)" }

    init(_ p: DistributionExample, _ q: DistributionExample, quadrature: (@Sendable () -> Quadrature)? = nil) {
      (self.p, self.q) = (p, q)
      self.quadrature = quadrature ?? { p.quadrature }
    }

    /// Two Laplace distributions, by location and log scale.
    static func laplace(_ p: (Float, Float), _ q: (Float, Float)) -> Pair {
      let (low, high) = (Double(min(p.0, q.0)), Double(max(p.0, q.0))), extent = 40 * exp(Double(p.1))
      return Pair(.laplace(p.0, p.1), .laplace(q.0, q.1)) { .interval(low - extent, low, high, high + extent) }
    }
  }

  /// Every family whose divergences have a closed form.
  static let closed = [
    Pair(.normal(0, 0), .normal(1, 0)), Pair(.normal(1, -1), .normal(-0.5, 0.5)), Pair(.normal(2, 1), .normal(0, 0)),
    Pair(.normal(0.01, 0.01), .normal(0, 0)),
    Pair(.continuousBernoulli(0), .continuousBernoulli(2)), Pair(.continuousBernoulli(-3), .continuousBernoulli(1)),
    Pair(.continuousBernoulli(9.21), .continuousBernoulli(4)),
    Pair(.continuousBernoulli(-1), .continuousBernoulli(-9.21)),
    Pair(.logNormal(0, 0), .logNormal(0.5, -0.5)), Pair(.logNormal(-3, 0.25), .logNormal(-2, 0.5)),
    Pair(.logisticNormal(0, 0), .logisticNormal(0.75, -0.5)),
    Pair(.brokenStick([0, 0], [0, 0]), .brokenStick([-0.5, 1], [0.25, 0.5])),
    Pair.laplace((0, 0), (1, 0)), Pair.laplace((0.5, -1), (-0.5, 1)),
    Pair.laplace((-1, 1), (0.25, -0.5)), Pair.laplace((0.01, 0.01), (0, 0)),
    Pair(.halfCauchy(1), .halfCauchy(5)), Pair(.halfCauchy(0.01), .halfCauchy(1)),
    Pair(.halfCauchy(5), .halfCauchy(4.9)),
    Pair(.uniform(0, 1), .uniform(-1, 2)), Pair(.uniform(0, 1), .uniform(0, 1.5)),
    Pair(.bernoulli(0), .bernoulli(2)), Pair(.bernoulli(-4), .bernoulli(1)), Pair(.bernoulli(20), .bernoulli(3)),
    Pair(.categorical([0, 1, -1]), .categorical([1, 0, 2])),
    Pair(.categorical([0, -.infinity, 1]), .categorical([0, 1, 2])),
    Pair(.categorical([0, -.infinity, 1]), .categorical([0, -.infinity, 2])),
    Pair(.oneHotCategorical([0, 1, -1]), .oneHotCategorical([1, 0, 2])),
    Pair(.oneHotCategorical([-.infinity, 1]), .oneHotCategorical([0, 1])),
    Pair(.independentNormal([1, -2], [0, 0.5]), .independentNormal([0, -1], [0.25, 0])),
    Pair(
      .multivariateNormal([0, 0], logDiagonal: [0, 0], below: 0),
      .multivariateNormal([1, -1], logDiagonal: [0.5, -0.25], below: 1)),
    Pair(
      .multivariateNormal([1, -2], logDiagonal: [0.5, -1], below: -1.5),
      .multivariateNormal([0.5, -1.5], logDiagonal: [0, 0.5], below: 0.5)),
    Pair(
      .multivariateNormal([0.01, 0], logDiagonal: [0.01, 0], below: -0.01),
      .multivariateNormal([0, 0], logDiagonal: [0, 0], below: 0)),
    Pair(.gamma(3, 0), .gamma(1, 0.5)), Pair(.gamma(0.5, -1), .gamma(0.5, 1)), Pair(.gamma(0.5, 0), .gamma(3, -1)),
    Pair(.gamma(100, 0), .gamma(90, -0.1)), Pair(.gamma(1.01, 0.01), .gamma(1, 0)),
    Pair(.beta(2.5, 4), .beta(1, 1)), Pair(.beta(0.5, 3), .beta(2, 2)), Pair(.beta(100, 50), .beta(80, 50)),
    Pair(.dirichlet([0.5, 0.5]), .dirichlet([2, 1])), Pair(.dirichlet([1, 1, 1]), .dirichlet([0.5, 2, 3])),
    Pair(.dirichlet([20, 30, 50]), .dirichlet([25, 25, 40])),
    Pair(.poisson(0), .poisson(1)), Pair(.poisson(4.6), .poisson(4.5)), Pair(.poisson(-4.6), .poisson(0)),
  ]

  /// Pairs without one.
  static let open = [
    Pair(.normal(0, 0), .laplace(0.5, 0)), Pair(.laplace(0, -1), .normal(0.5, 0)),
    Pair(.affineNormal(0, 0, 0.5, -1), .normal(0, 1)), Pair(.logisticNormal(0, 0), .beta(2, 2)),
    Pair(.uniform(-1, 0.5), .normal(0, 0)), Pair(.gamma(3, 0), .logNormal(1, -0.5)),
    Pair(.beta(2.5, 4), .uniform(0, 1)), Pair(.studentT(30, 0, 0), .normal(0.5, 0.5)),
    Pair(.normalMixture([0, 1, -2], [-3, 0.5, 2], [-1, 0, 0.5]), .normal(0, 1)),
    Pair(
      .independentNormal([1, -2], [0, 0.5]), .multivariateNormal([0.5, -1.5], logDiagonal: [0, 0.5], below: 0.5)),
  ]

  /// Points, shares p dx, and log p − log q, of which no share is 0.
  private func integrand(_ pair: Pair) -> [(share: Double, ratio: Double, index: Int)] {
    let quadrature = pair.quadrature(), shares = quadrature.probabilities(pair.p.distribution)
    let x = Variable(quadrature.points)
    let logs = [pair.p, pair.q].map { $0.distribution.logDensity(x).value.elements.map(Double.init) }
    return shares.indices.filter { shares[$0] > 0 }.map { (shares[$0], logs[0][$0] - logs[1][$0], $0) }
  }

  /// The mean of the log-ratio. Both logarithms are rounded.
  @Test(arguments: closed) func theClosedFormIsTheIntegral(_ pair: Pair) throws {
    let terms = integrand(pair)
    let divergence = Double(try #require(pair.p.distribution.klDivergence(to: pair.q.distribution)).value.element)
    let total = terms.reduce(0) { $0 + $1.share * $1.ratio }, size = terms.reduce(0) { $0 + $1.share * abs($1.ratio) }
    #expect(abs(divergence - total) <= (pair.p.tolerance + pair.q.tolerance) * (1 + size))
    #expect(divergence > 0)
  }

  /// By q's parameters −E ∂ log q, by p's E (log p − log q) ∂ log p; points have parameters of their own, as where the
  /// expected score is shown to be 0.
  @Test(arguments: closed.filter { !$0.p.supportMoves }) func theGradientIsThatOfTheIntegral(_ pair: Pair) throws {
    let tape = Tape()
    let parameters = [pair.p, pair.q].map { $0.parameters.map { tape.variable($0) } }
    let divergence = try #require(pair.p.make(parameters[0]).klDivergence(to: pair.q.make(parameters[1])))
    let gradients = tape.gradients(of: divergence)

    let terms = integrand(pair), count = pair.quadrature().weights.count
    var factors = [[Float](repeating: 0, count: count), [Float](repeating: 0, count: count)]
    for term in terms {
      factors[0][term.index] = Float(term.share * term.ratio)
      factors[1][term.index] = Float(-term.share)
    }
    for (side, example) in [pair.p, pair.q].enumerated() {
      let tape = Tape()
      let repeated = example.parameters.map {
        tape.variable($0.broadcast(to: Shape([count] + $0.shape.dimensions)))
      }
      let logDensity = example.make(repeated).logDensity(Variable(pair.quadrature().points))
      let byPoint = tape.gradients(of: (logDensity * Variable(Tensor(factors[side]))).sum())
      for (position, parameter) in parameters[side].enumerated() {
        let gradient = try #require(gradients[parameter]).elements
        for (i, sum) in columnSums(try #require(byPoint[repeated[position]])).enumerated() {
          #expect(
            abs(Double(gradient[i]) - sum.total) <= (pair.p.tolerance + pair.q.tolerance) * (1 + sum.size),
            "\(side == 0 ? "p" : "q"), parameter \(position), element \(i)")
        }
      }
    }
  }

  /// 0 up to rounding, of sums of terms no larger than the parameters.
  @Test(arguments: DistributionExample.all) func nothingDivergesFromItself(_ example: DistributionExample) {
    guard let divergence = example.distribution.klDivergence(to: example.distribution) else {
      #expect(!example.hasDivergence)
      return
    }
    #expect(abs(Double(divergence.value.element)) <= example.tolerance)
  }

  /// Whatever is known of the other's type.
  @Test(arguments: DistributionExample.all) func aFamilysClosedFormIsFoundAmongItselfAlone(
    _ example: DistributionExample
  ) {
    let distribution = example.distribution
    if let family = distribution as? any ClosedFormDivergence {
      func closedForm<Family: ClosedFormDivergence>(_ family: Family) -> Tensor {
        let divergence: Variable = family.klDivergence(to: family)
        return divergence.value
      }
      #expect(example.hasDivergence)
      #expect(distribution.klDivergence(to: distribution)?.value == closedForm(family))
    }
    // A straight-through distribution is a one-hot one in all but its draws' gradients.
    guard !(distribution is Delta || distribution is StraightThroughCategorical) else { return }
    for other in DistributionExample.all.map(\.distribution) where type(of: other) != type(of: distribution) {
      #expect(distribution.klDivergence(to: other) == nil, "\(type(of: other))")
    }
  }

  /// Over two categories and three, or of vectors of two numbers and three.
  @Test(arguments: [
    (DistributionExample.categorical([0, 0]), DistributionExample.categorical([0, 0, 0])),
    (.oneHotCategorical([0, 0]), .oneHotCategorical([0, 0, 0])), (.dirichlet([1, 1]), .dirichlet([1, 1, 1])),
  ]) func otherValuesHaveNoDivergence(_ p: DistributionExample, _ q: DistributionExample) {
    #expect(p.distribution.klDivergence(to: q.distribution) == nil)
    #expect(q.distribution.klDivergence(to: p.distribution) == nil)
  }

  /// A distribution that gives mass to what another excludes diverges from it without bound.
  @Test func whatIsNotCoveredIsInfinitelyFar() {
    func divergence(_ p: DistributionExample, _ q: DistributionExample) -> Float? {
      p.distribution.klDivergence(to: q.distribution)?.value.element
    }
    #expect(divergence(.uniform(0, 1), .uniform(0.5, 2)) == .infinity)
    #expect(divergence(.uniform(0, 1), .uniform(-1, 0.5)) == .infinity)
    #expect(divergence(.categorical([0, 0]), .categorical([0, -.infinity])) == .infinity)
    #expect(divergence(.oneHotCategorical([0, 0]), .oneHotCategorical([0, -.infinity])) == .infinity)
  }

  /// A point's divergence is what the other's log-density lacks there.
  @Test func aPointDivergesByTheLogDensity() throws {
    let tape = Tape(), point = tape.variable(Tensor([1, -2]))
    let divergence = try #require(
      Delta(point, eventAxes: 1).klDivergence(to: Normal.standard([2]).toEvent(1) as any Distribution))
    #expect(abs(divergence.value.element - (2.5 + log(2 * Float.pi))) <= 4e-7 * 5)
    #expect(tape.gradients(of: divergence)[point] == Tensor([1, -2]))
    #expect(Delta(point).klDivergence(to: Normal.standard([2]).toEvent(1) as any Distribution) == nil)
  }

  @Test(arguments: closed) func aClosedFormIsPreferredAndSaysSo(_ pair: Pair) {
    var random = Random(seed: 1)
    let divergence = Divergence(from: pair.p.distribution, to: pair.q.distribution, draws: 2, using: &random)
    #expect(divergence.method == .closedForm)
    #expect(divergence.standardError == .zeros([]))
    #expect(divergence.value.value == pair.p.distribution.klDivergence(to: pair.q.distribution)?.value)
    #expect(random == Random(seed: 1))
  }

  /// The estimate lies within four standard errors of the integral (once in 16,000 times it does not), of which the
  /// stated one is within 15%: its own error is √((κ − 1)/4n), with a kurtosis κ of the log-ratio of at most 200.
  @Test(arguments: open + closed) func anEstimateSaysThatItIsOne(_ pair: Pair) {
    let draws = 20_000
    var random = Random(seed: 31)
    let divergence = Divergence(
      from: Opaque(pair.p.distribution), to: pair.q.distribution, draws: draws, using: &random)
    #expect(divergence.method == .monteCarlo(draws: draws))
    #expect(divergence.value.shape == [])
    let terms = integrand(pair), mean = terms.reduce(0) { $0 + $1.share * $1.ratio }
    let variance = terms.reduce(0) { $0 + $1.share * ($1.ratio - mean) * ($1.ratio - mean) }
    let error = (variance / Double(draws)).squareRoot(), slack = pair.p.tolerance + pair.q.tolerance
    #expect(abs(Double(divergence.value.value.element) - mean) <= 4 * error + slack)
    #expect(abs(Double(divergence.standardError.element) - error) <= 0.15 * error + slack)
  }

  /// Each member of a batch has draws of its own, whichever of the two has it: their errors are as far apart as their standard
  /// errors say. Of 64 squares with a mean of 1 the mean lies within four standard errors, 4 √(2/64) = 0.71.
  @Test(arguments: [true, false]) func membersOfABatchHaveErrorsOfTheirOwn(_ isBatchOfQ: Bool) {
    let p = Normal.standard(isBatchOfQ ? [] : [64])
    let q = Laplace(location: Variable(Tensor(repeating: 0.5, shape: isBatchOfQ ? [64] : [])), logScale: Variable(0))
    var random = Random(seed: 41)
    let divergence = Divergence(from: p, to: q, draws: 400, using: &random)
    #expect(divergence.value.shape == [64] && divergence.standardError.shape == [64])
    let values = divergence.value.value.elements.map(Double.init), mean = values.reduce(0, +) / 64
    let squares = zip(values, divergence.standardError.elements).map { value, error -> Double in
      let deviation = (value - mean) / Double(error)
      return deviation * deviation
    }
    let ratio = squares.reduce(0, +) / 63
    #expect(abs(ratio - 1) <= 0.71)
  }

  /// A batch with an axis more, of as many members as there are draws, is no row of draws.
  @Test func batchesBroadcast() {
    let p = Normal.standard([3]), q = Laplace(location: Variable(.zeros([2, 3])), logScale: Variable(0))
    var random = Random(seed: 1)
    #expect(Divergence(from: p, to: q, draws: 2, using: &random).value.shape == [2, 3])
  }

  @Test func eventsOfAnotherShapeHaveNoDivergence() {
    let one = Normal.standard([1]).toEvent(1), three = Normal.standard([3]).toEvent(1)
    #expect(one.klDivergence(to: three) == nil && three.klDivergence(to: one) == nil)
    #expect(one.klDivergenceByPart(to: three) == nil)
  }

  /// Through the draws, and through both log-densities: on average over 64 estimates the gradient of the closed form,
  /// within four standard errors (once in 16,000 times an element fails).
  @Test func gradientsPassThroughAnEstimate() throws {
    func gradients(_ divergence: (Normal, Normal) -> Variable) throws -> [Float] {
      let tape = Tape(), parameters = [0.5, -0.25, -1, 0.5].map { tape.variable(Tensor($0)) }
      let p = Normal(mean: parameters[0], logStandardDeviation: parameters[1])
      let gradients = tape.gradients(
        of: divergence(p, Normal(mean: parameters[2], logStandardDeviation: parameters[3])))
      return try parameters.map { try #require(gradients[$0]).element }
    }
    let expected = try gradients { $0.klDivergence(to: $1) }
    let estimates = try (0..<64).map { seed in
      var random = Random(seed: 37)[seed]
      return try gradients {
        Divergence(from: $0, to: Opaque($1), draws: 256, using: &random).value
      }
    }
    let sums = columnSums(Tensor(estimates.flatMap { $0 }, shape: [64, 4]))
    for (sum, expected) in zip(sums, expected) {
      let mean = sum.total / 64, error = ((sum.squares / 64 - mean * mean) / 63).squareRoot()
      #expect(abs(mean - Double(expected)) <= 4 * error)
      #expect(error < 0.05)
    }
  }

  @Test(arguments: open) func noClosedFormIsClaimedWithoutOne(_ pair: Pair) {
    #expect(pair.p.distribution.klDivergence(to: pair.q.distribution) == nil)
    var random = Random(seed: 1)
    let divergence = Divergence(from: pair.p.distribution, to: pair.q.distribution, draws: 8, using: &random)
    #expect(divergence.method == .monteCarlo(draws: 8))
  }
}

/// A distribution that hides its closed forms.
private struct Opaque: Distribution {
  let base: any Distribution
  init(_ base: any Distribution) { self.base = base }

  var batchShape: Shape { base.batchShape }
  var eventShape: Shape { base.eventShape }
  var support: Support { base.support }
  var mean: Variable { base.mean }
  var variance: Variable { base.variance }
  func logDensity(_ x: Variable) -> Variable { base.logDensity(x) }
  func sample(using random: inout Random) -> Tensor { base.sample(using: &random) }
  func expanded(to batchShape: Shape) -> Opaque { Opaque(base.expanded(to: batchShape)) }
}
