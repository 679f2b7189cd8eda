import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabStatistics
import LabTensors
import Testing

/// An autoencoder of two levels, where all is linear and normal: z₂ ~ N(0, 1), z₁ ~ N(a z₂ + c, s²), x ~ N(b z₁ + e, t²), so that
/// x ~ N(b c + e, b² (a² + s²) + t²) and the posterior is q(z₂ | x) q(z₁ | x, z₂) of affine maps.
@Suite struct HierarchicalAutoencoderTests {
  private let a = 0.8, c = 0.3, s = 0.6, b = 1.5, e = -0.4, t = 0.5
  private var mean: Double { b * c + e }
  private var variance: Double { b * b * (a * a + s * s) + t * t }
  private let data = (0..<4).map { Tensor.normal([25, 1], using: Random(seed: 3)["data"][$0]) * 1.5 }

  private var evidence: [Double] {
    data.flatMap(\.elements).map { x in
      let distance = Double(x) - mean
      return -0.5 * (distance * distance / variance + log(2 * .pi * variance))
    }
  }

  /// An encoder that is x ↦ N(w x + v, e^l) of the vector x.
  private func affine(_ name: String, _ weights: [Double], _ offset: Double, logVariance: Double) throws
    -> GaussianEncoder
  {
    let network = try Network(name, input: [weights.count], using: Random(seed: 1), [Dense(2)])
    network.parameters[0].value = Tensor(weights.flatMap { [Float($0), 0] }, shape: [weights.count, 2])
    network.parameters[1].value = Tensor([Float(offset), Float(logVariance)])
    return GaussianEncoder(network)
  }

  /// The model with its posterior as guide, but for means that are moved and variances that are scaled.
  private func autoencoder(shift: Double = 0, varianceRatio: Double = 1) throws -> HierarchicalAutoencoder {
    let gain = a * b / variance, precision = 1 / (s * s) + b * b / (t * t)
    let decoder = try Network("decoder", input: [1], using: Random(seed: 1), [Dense(1)])
    decoder.parameters[0].value = Tensor([Float(b)], shape: [1, 1])
    decoder.parameters[1].value = Tensor([Float(e)])
    return HierarchicalAutoencoder(
      upper: try affine(
        "upper", [gain], shift - gain * mean, logVariance: log(varianceRatio * (1 - a * a * b * b / variance))),
      lower: try affine(
        "lower", [b / (t * t * precision), a / (s * s * precision)],
        shift + (c / (s * s) - b * e / (t * t)) / precision, logVariance: log(varianceRatio / precision)),
      lowerPrior: try affine("lower prior", [a], c, logVariance: 2 * log(s)), decoder: decoder,
      likelihood: .normal(standardDeviation: Float(t)))
  }

  /// With the posterior as the guide every weight is the evidence, whatever k, to the rounding of sums of some squares.
  @Test func withThePosteriorEveryRungIsTheEvidence() throws {
    let ladder = try BoundLadder(of: try autoencoder(), on: data, rungs: [1, 7], using: Random(seed: 1))
    for rung in ladder.rungs {
      #expect(zip(rung.bounds, evidence).allSatisfy { abs($0 - $1) < 2e-5 }, "\(rung.particles)")
    }
  }

  /// Another guide's bounds rise to it.
  @Test func anotherGuidesRungsRiseToTheEvidence() throws {
    let ladder = try BoundLadder(
      of: try autoencoder(shift: 0.2, varianceRatio: 0.7), on: data, rungs: [1, 10, 1_000], using: Random(seed: 1))
    #expect(ladder.rises(within: 4))
    #expect(Summary(of: ladder.loosest.bounds, less: evidence).mean < -0.05)
    #expect(abs(Summary(of: ladder.tightest.bounds, less: evidence).mean) < 0.01)
  }

  /// The evaluation takes the upper rate by its closed form and the lower one by that given z₂; its bound is an unbiased
  /// estimate.
  @Test func anEvaluationAddsTheRatesOfBothLevels() throws {
    let evaluation = try Evaluation(of: try autoencoder(), on: data, using: Random(seed: 2))
    #expect(evaluation.codes.shape == [100, 2] && evaluation.rateByUnit.count == 2)
    let difference = Summary(of: evaluation.bounds, less: evidence)
    #expect(abs(difference.mean) < 4 * difference.standardError)
  }

  /// Every network is trained, by any objective; the second level's gradient passes through both draws.
  @Test(
    arguments: [
      EvidenceLowerBound(), ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized),
    ] as [any Objective])
  func everyNetworkIsTrained(_ objective: any Objective) throws {
    let vae = try autoencoder(shift: 0.2, varianceRatio: 0.7), before = vae.parameters.map(\.value)
    var svi = SVI(vae, objective: objective, optimizer: SGD(0.01))
    _ = try svi.step(data[0], using: Random(seed: 1))
    #expect(vae.parameters.count == 8)
    for (parameter, value) in zip(vae.parameters, before) { #expect(parameter.value != value, "\(parameter.name)") }
  }

  /// Examples with more than one axis are one vector to the lower level.
  @Test func imagesAreExamples() throws {
    func encoder(_ name: String, _ input: Shape, _ layers: [any Layer]) throws -> GaussianEncoder {
      GaussianEncoder(try Network(name, input: input, using: Random(seed: 1), layers))
    }
    let vae = HierarchicalAutoencoder(
      upper: try encoder("upper", [3, 2, 1], [Flatten(), Dense(4)]), lower: try encoder("lower", [8], [Dense(6)]),
      lowerPrior: try encoder("lower prior", [2], [Dense(6)]),
      decoder: try Network("decoder", input: [3], using: Random(seed: 1), [Dense(6), Reshape(to: [3, 2, 1])]),
      likelihood: .greyBernoulli, total: 60)
    let images = Tensor.uniform([5, 3, 2, 1], using: Random(seed: 4))
    var svi = SVI(vae, objective: EvidenceLowerBound(particles: 2), optimizer: Adam(1e-3))
    #expect(try svi.step(images, using: Random(seed: 1)).loss.isFinite)
  }
}
