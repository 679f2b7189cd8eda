import Laboratory
import Outside
import Testing

/// Layers, activations and operations of one's own.
@Suite struct LayerTests {
  private func network() throws -> Network {
    try Network(
      "net", input: [3], using: Random(seed: 1),
      [
        Dense(8), PreActivation(8, units: 16), Activation(snake(2)), GaussianDropout(0.2),
        Residual([Dense(8), Dropout(0.1)]), Dense(1),
      ])
  }

  /// x → sin(3 x₁), up to a hundredth of the variance: with noise in training, and none where it counts.
  @Test func theyLearnTogether() throws {
    let network = try network(), random = Random(seed: 2)
    var training = Training(network.parameters, Adam(.cosine(initial: 0.01, final: 0, over: 600)))
    func task(_ noise: Random, _ pass: Pass) -> Variable {
      let x = Tensor.uniform([64, 3], using: noise).scaled(by: 2, offset: -1)
      let wanted = Tensor(stride(from: 0, to: 192, by: 3).map { sin(3 * x.elements[$0]) }, shape: [64, 1])
      return square(network(Variable(x), pass) - Variable(wanted)).mean()
    }
    let before = task(random["test"], .evaluation).value.element
    for step in 0..<600 {
      _ = try training.step(using: random["layers"][step]) { Loss(task(random["data"][step], $0)) }
    }
    let after = task(random["test"], .evaluation).value.element
    #expect(after < 0.1 && after < before / 4)
    #expect(network.summary.rows[1].parameterCount == 2 * 8 + 8 * 16 + 16 + 2 * 16 + 16 * 8 + 8)
    #expect(network.state.count { !$0.isTrainable } == 4)
  }

  /// The mean stays what it was, and the deviation is √(rate/(1 − rate)) = 0.5, both within four standard errors.
  @Test func noiseOfOnesOwnIsKeyedByPlace() throws {
    let network = try Network("net", input: [1000], using: Random(seed: 1), [GaussianDropout(0.2)])
    func noise(_ pass: Pass) -> [Double] { network(Variable(.ones([10, 1000])), pass).value.elements.map(Double.init) }
    let pass = Pass(.training, using: Random(seed: 6))
    let drawn = Summary(of: noise(pass))
    #expect(abs(drawn.mean - 1) <= 4 * 0.5 / 100 && abs(drawn.standardDeviation - 0.5) <= 4 * 0.5 / 141)
    #expect(noise(pass) == noise(pass) && noise(pass) != noise(pass.inside("again")))
    #expect(noise(.evaluation).allSatisfy { $0 == 1 })
  }

  @Test func aDerivativeIsThatOfItsValue() {
    let x = Tensor([-1.5, -0.5, 0.25, 1, 1.75, 0.125], shape: [2, 3])
    let random = Random(seed: 5)
    #expect(GradientCheck(at: [x], using: random) { $0[0].mapped(snake(2)) }.disagreements == [])
    #expect(GradientCheck(at: [x], using: random) { square($0[0].cumulativeSum) }.disagreements == [])
    #expect(Variable(x).cumulativeSum.value.elements == [-1.5, -2, -1.75, 1, 2.75, 2.875])
    let wrong = ElementwiseFunction("wrong", value: { $0 * $0 }, derivative: { $0 })
    #expect(GradientCheck(at: [x], using: random) { $0[0].mapped(wrong) }.disagreements.count == 1)
  }
}
