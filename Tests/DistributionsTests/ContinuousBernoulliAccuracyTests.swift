import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// Values and derivatives against mpmath for logits η of 0 and ±10⁻⁸ to ±1000.
///
/// The parts A(η) = max(η, 0) + g(|η|) and A′ are held to the accuracy of their formulas: g to 3e-7, the mean to 1.4e-7,
/// the variance to 9e-7 of it, the quantile to 2.6e-7. What adds terms of the size of η can be no better than their
/// rounding, half a unit in the last place each: 2⁻²⁴ |η|.
@Suite struct ContinuousBernoulliAccuracyTests {
  private let rounding = 0x1p-24

  @Test func moments() throws {
    let example = try fixtureCase("continuous-bernoulli", "moments")
    let logits = try example.input("logit"), sizes = logits.elements.map { Double(abs($0)) }
    let distribution = ContinuousBernoulli(logits: Variable(logits))
    #expect(
      excess(
        distribution.logNormalizer.value, try example.output("logNormalizer"),
        allowing: sizes.map { 3e-7 + rounding * $0 }) <= 1)
    #expect(excess(distribution.mean.value, try example.output("mean"), allowing: 1.4e-7) <= 1)
    let variances = try example.output("variance")
    #expect(excess(distribution.variance.value, variances, allowing: variances.map { 9e-7 * $0 }) <= 1)
    // g and a product of at most 1, each rounded where the entropy is at most 5.9 nats from 0.
    #expect(excess(distribution.entropy!.value, try example.output("entropy"), allowing: 5e-7) <= 1)
  }

  /// The derivative of A is the mean, and that of the mean the variance.
  @Test func derivativesOfTheMoments() throws {
    let example = try fixtureCase("continuous-bernoulli", "moments")
    let logits = try example.input("logit"), sizes = logits.elements.map { Double(abs($0)) }
    let variances = try example.output("variance")
    func gradient(_ quantity: (ContinuousBernoulli) -> Variable) throws -> Tensor {
      let tape = Tape(), variable = tape.variable(logits)
      return try #require(tape.gradients(of: quantity(ContinuousBernoulli(logits: variable)).sum())[variable])
    }
    #expect(excess(try gradient(\.logNormalizer), try example.output("mean"), allowing: 1.4e-7) <= 1)
    #expect(excess(try gradient(\.mean), variances, allowing: variances.map { 9e-7 * $0 }) <= 1)
    // −η A″: the means in it cancel, and leave their error.
    let slopes = zip(logits.elements, variances).map { -Double($0) * $1 }
    #expect(
      excess(try gradient { $0.entropy! }, slopes, allowing: zip(sizes, variances).map { 4e-7 + 1e-6 * $0 * $1 }) <= 1)
  }

  @Test func logDensityAndItsDerivatives() throws {
    let example = try fixtureCase("continuous-bernoulli", "log-density")
    let points = try example.input("x"), column = try example.input("logit")
    let shape: Shape = [column.count, points.count]
    let tape = Tape(), logits = tape.variable(column.broadcast(to: shape))
    let x = tape.variable(points.broadcast(to: shape))
    let density = ContinuousBernoulli(logits: logits).logDensity(x)
    let sizes = logits.value.elements.map { Double(abs($0)) }
    // ηx, A and their difference are rounded.
    #expect(
      excess(density.value, try example.output("logDensity"), allowing: sizes.map { 3e-7 + 3 * rounding * $0 }) <= 1)
    // Parameters and arguments broadcast.
    #expect(ContinuousBernoulli(logits: Variable(column)).logDensity(Variable(points)).value == density.value)

    let gradients = tape.gradients(of: density.sum())
    // x − A′, rounded once more; and η, exactly.
    #expect(
      excess(try #require(gradients[logits]), try example.output("logDensityByLogit"), allowing: 1.4e-7 + rounding)
        <= 1)
    #expect(gradients[x] == logits.value)
    #expect(try example.output("logDensityByX") == logits.value.elements.map(Double.init))
  }

  /// 2.6e-7 even where u or 1 − u is 10⁻⁶: 1 − u is never computed where u is what is small.
  @Test func quantile() throws {
    let example = try fixtureCase("continuous-bernoulli", "quantile")
    let uniforms = try example.input("u"), column = try example.input("logit")
    let shape: Shape = [column.count, uniforms.count]
    let quantiles = ContinuousBernoulli(logits: Variable(column.broadcast(to: shape)))
      .quantile(uniforms.broadcast(to: shape))
    #expect(excess(quantiles.value, try example.output("quantile"), allowing: 2.6e-7) <= 1)
  }

  /// The pathwise derivative: 1e-6, of a derivative of at most ¼ in size.
  @Test func derivativeOfTheQuantile() throws {
    let example = try fixtureCase("continuous-bernoulli", "quantile")
    let uniforms = try example.input("u"), column = try example.input("logit")
    let shape: Shape = [column.count, uniforms.count]
    let tape = Tape(), logits = tape.variable(column.broadcast(to: shape))
    let quantiles = ContinuousBernoulli(logits: logits).quantile(uniforms.broadcast(to: shape))
    let derivative = try #require(tape.gradients(of: quantiles.sum())[logits])
    #expect(excess(derivative, try example.output("quantileByLogit"), allowing: 1e-6) <= 1)
  }

  @Test func divergenceAndItsDerivatives() throws {
    let example = try fixtureCase("continuous-bernoulli", "divergence")
    let tape = Tape()
    let first = tape.variable(try example.input("logit1")), second = tape.variable(try example.input("logit2"))
    let p = ContinuousBernoulli(logits: first), q = ContinuousBernoulli(logits: second)
    let divergence = p.klDivergence(to: q)
    let pairs = zip(first.value.elements, second.value.elements).map { (Double($0), Double($1)) }
    // (η₁ − η₂) A′(η₁) has the mean's error and a rounding; A(η₁) and A(η₂) have g's; and the sums are rounded.
    #expect(
      excess(
        divergence.value, try example.output("divergence"),
        allowing: pairs.map { 6e-7 + 2e-7 * abs($0 - $1) + 3 * rounding * (abs($0) + abs($1)) }) <= 1)
    let variances = p.variance.value.elements.map(Double.init)
    let gradients = tape.gradients(of: divergence.sum())
    #expect(
      excess(
        try #require(gradients[first]), try example.output("divergenceByLogit1"),
        allowing: zip(pairs, variances).map { 3e-7 + 1e-6 * abs($0.0 - $0.1) * $1 }) <= 1)
    #expect(
      excess(try #require(gradients[second]), try example.output("divergenceByLogit2"), allowing: 3.5e-7) <= 1)
  }
}
