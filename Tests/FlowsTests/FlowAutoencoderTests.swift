import Foundation
import LabAutodiff
import LabDistributions
import LabFlows
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Autoencoders with flows after the encoder and after the prior.
@Suite struct FlowAutoencoderTests {
  private let data = Tensor.normal([12, 6], using: Random(seed: 1)["data"])

  /// Six numbers by way of two, with twelve features for a context.
  private func autoencoder() throws -> VariationalAutoencoder {
    let random = Random(seed: 2)
    return VariationalAutoencoder(
      encoder: GaussianEncoder(
        try Network("encoder", input: [6], using: random["encoder"], [Dense(12), Activation.tanh]),
        mean: try Network("mean", input: [12], using: random["mean"], [Dense(2)]),
        spread: try Network("spread", input: [12], using: random["spread"], [Dense(2)])),
      decoder: try Network("decoder", input: [2], using: random["decoder"], [Dense(12), Activation.tanh, Dense(6)]),
      likelihood: .normal(standardDeviation: 0.5))
  }

  enum Posterior: CaseIterable {
    case none, planar, inverseAutoregressive, couplings

    func flow() throws -> FlowSequence {
      let random = Random(seed: 3)
      return switch self {
      case .none: FlowSequence([])
      case .planar: .planar("q", size: 2, count: 3, contextSize: 12, using: random)
      case .inverseAutoregressive:
        .inverseAutoregressive("q", size: 2, count: 1, hidden: [8], contextSize: 12, using: random)
      case .couplings: try .couplings("q", size: 2, count: 2, layers: [Dense(8), Activation.tanh], using: random)
      }
    }
  }

  private func model(_ posterior: Posterior, hasPrior: Bool = true) throws -> FlowAutoencoder {
    FlowAutoencoder(
      try autoencoder(), posterior: try posterior.flow(),
      prior: hasPrior
        ? try .couplings(
          "p", size: 2, count: 2, map: .spline(), layers: [Dense(8), Activation.tanh], using: Random(seed: 4))
        : FlowSequence([]))
  }

  private func bound(
    _ model: some VariationalModel<Tensor>, _ objective: any Objective = EvidenceLowerBound(usesClosedForms: false)
  ) throws -> Double {
    try objective.loss(of: model, on: data, pass: .evaluation, using: Random(seed: 5))
      .terms.reduce(0) { $0 - Double($1.value.value.element) }
  }

  /// Flows that begin as the identity leave the bound as it is: sums of 12 × 10 terms of order 10, rounded.
  @Test(arguments: Posterior.allCases) func aFreshFlowChangesNothing(_ posterior: Posterior) throws {
    let plain = try bound(autoencoder()), bent = try bound(model(posterior))
    #expect(abs(plain - bent) <= 1e-5 * abs(plain))
  }

  /// Without flows it is the autoencoder, closed forms included.
  @Test func withoutFlowsItIsTheAutoencoder() throws {
    let closed = EvidenceLowerBound()
    #expect(try bound(autoencoder(), closed) == bound(model(.none, hasPrior: false), closed))
  }

  /// Every parameter learns, by each gradient, with several particles too.
  @Test(
    arguments: Posterior.allCases,
    [
      EvidenceLowerBound(), EvidenceLowerBound(particles: 3, guideGradient: .stickingTheLanding),
      ImportanceWeightedBound(particles: 4, guideGradient: .doublyReparameterized),
      ImportanceWeightedBound(particles: 4),
    ] as [any Objective])
  func allOfItIsTrained(_ posterior: Posterior, _ objective: any Objective) throws {
    let model = try model(posterior)
    #expect(Set(model.parameters.map(\.name)).count == model.parameters.count)
    let before = try bound(model)
    var svi = SVI(model, objective: objective, optimizer: Adam(0.01), maximumGradientNorm: 100)
    let values = model.parameters.map(\.value)
    for step in 0..<60 { _ = try svi.step(data, using: Random(seed: 6)[step]) }
    #expect(zip(model.parameters, values).allSatisfy { $0.value != $1 })
    #expect(try bound(model) > before)
  }

  /// q(z | x) is a distribution for each datum, whose draws are scored as any value is, and by way of particles.
  @Test(arguments: Posterior.allCases) func theBoundsRise(_ posterior: Posterior) throws {
    let model = try model(posterior)
    for (index, parameter) in (model.posterior.parameters + model.prior.parameters).enumerated() {
      parameter.value = parameter.value + Tensor.normal(parameter.value.shape, using: Random(seed: 7)[index]) * 0.2
    }
    let ladder = try BoundLadder(of: model, on: [data], rungs: [1, 50, 2_000], using: Random(seed: 8))
    #expect(ladder.rises(within: 3))
    let q = model.posterior(of: data), z = q.sample(using: Random(seed: 9))
    #expect(q.batchShape == [12] && q.eventShape == [2] && q.logDensity(Variable(z)).shape == [12])
    let p = model.distributionOfCodes()
    #expect(p.batchShape == [] && p.logDensity(Variable(z)).shape == [12])
  }
}
