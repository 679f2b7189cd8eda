import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// The mixture of an encoder's posteriors at learned inputs, as the prior of an autoencoder.
@Suite struct VampPriorTests {
  /// An encoder of one layer with the weights and bias of a case.
  private static func encoder(of example: FixtureCase) throws -> GaussianEncoder {
    let weights = try example.input("weights")
    let network = try Network(
      "encoder", input: [weights.shape[0]], using: Random(seed: 1), [Dense(weights.shape[1])])
    network.parameters[0].value = weights
    network.parameters[1].value = try example.input("bias")
    return GaussianEncoder(network)
  }

  /// The density and the gradients with respect to codes, pseudo-inputs and encoder, against SciPy in double precision: the
  /// error of sums of squares of a dozen standard deviations.
  @Test(arguments: try fixtureCases("vamp-prior")) func theDensityIsThatOfTheMixture(_ example: FixtureCase) throws {
    let encoder = try Self.encoder(of: example), prior = VampPrior(pseudoInputs: try example.input("pseudo-inputs"))
    let tape = Tape(), codes = tape.variable(try example.input("codes")), pass = Pass(.training, on: tape)
    let density = prior.mixture(of: encoder, pass).logDensity(codes)
    #expect(errorRelativeToLargest(density.value, try example.output("log-density")) < 1e-6)
    let gradients = tape.gradients(of: (density * Variable(try example.input("cotangent"))).sum())
    let found = [
      "codes": gradients[codes], "pseudo-inputs": gradients[prior.pseudoInputs],
      "weights": gradients[encoder.trunk.parameters[0]], "bias": gradients[encoder.trunk.parameters[1]],
    ]
    for (name, gradient) in found {
      #expect(
        errorRelativeToLargest(try #require(gradient), try example.gradient(name)) < 1e-5, "\(name)")
    }
  }

  private static let images = Tensor.uniform([6, 4], using: Random(seed: 2)["images"])

  private func autoencoder(_ inputs: Tensor) throws -> (vae: VariationalAutoencoder, prior: VampPrior) {
    let prior = VampPrior(pseudoInputs: inputs)
    let encoder = try Network(
      "encoder", input: [4], using: Random(seed: 3), [GatedDense(5), Dense(4)])
    let decoder = try Network("decoder", input: [2], using: Random(seed: 4), [GatedDense(5), Dense(4)])
    let vae = VariationalAutoencoder(
      encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .greyBernoulli, prior: .vampPrior(prior))
    return (vae, prior)
  }

  /// Pseudo-inputs are trained with the weights, and one outside of the data's range stays where it is.
  @Test func pseudoInputsAreTrained() throws {
    let inputs = Tensor([0.2, 0.4, 0.6, 0.8, 0.5, 1.5, -0.5, 0.5], shape: [2, 4])
    let (vae, prior) = try autoencoder(inputs)
    #expect(vae.parameters.contains(prior.pseudoInputs) && prior.count == 2)
    var svi = SVI(vae, objective: EvidenceLowerBound(), optimizer: SGD(0.5))
    _ = try svi.step(Self.images, using: Random(seed: 1))
    let moved = zip(prior.pseudoInputs.value.elements, inputs.elements).map { $0 != $1 }
    #expect(moved == [true, true, true, true, true, false, false, true])
    #expect(prior.inputs.elements[5] == 1 && prior.inputs.elements[6] == 0)
  }

  /// With the data themselves as pseudo-inputs the prior is the aggregated posterior, and the mean of log q(z | x) − log p(z) is
  /// the information that codes have of data: at most log n, and less by no more than the noise of 2,000 draws of each.
  @Test func atTheDataItIsTheAggregatedPosterior() throws {
    let (vae, _) = try autoencoder(Self.images)
    let posterior = vae.posterior(of: Self.images), z = posterior.expanded(to: [2_000, 6, 2])
    let codes = Variable(z.sample(using: Random(seed: 5)))
    let rates = posterior.toEvent(1).logDensity(codes) - vae.codes().logDensity(codes)
    let mean = rates.value.elements.reduce(0, +) / Float(rates.value.count)
    #expect(mean > 0 && mean < 1.7918)
    // Jensen: no weight exceeds n.
    #expect(rates.value.elements.allSatisfy { $0 <= 1.7919 })
  }

  /// Objectives, evaluations and draws from the prior take it as any other; several particles, too.
  @Test func whatTakesAnAutoencoderTakesIt() throws {
    let (vae, _) = try autoencoder(Self.images)
    let ladder = try BoundLadder(of: vae, on: [Self.images], rungs: [1, 50], using: Random(seed: 6))
    #expect(ladder.rises(within: 4))
    let evaluation = try Evaluation(of: vae, on: [Self.images], using: Random(seed: 7))
    #expect(evaluation.rates.count == 6 && evaluation.rateByUnit.isEmpty)
    let draws = try Predictive(ofPrior: vae.model).draws(3, of: ["z"], for: Self.images, using: Random(seed: 8))["z"]
    #expect(draws.shape == [3, 6, 2])
  }

  /// Any distribution of codes is a prior, with its own parameters.
  @Test func aPriorOfOnesOwnIsTrained() throws {
    let location = Parameter("location", Tensor([0, 0]))
    var (vae, _) = try autoencoder(Self.images)
    vae.prior = .learned([location]) { Normal(mean: $0[location], logStandardDeviation: Variable(0)).toEvent(1) }
    var svi = SVI(vae, objective: EvidenceLowerBound(), optimizer: SGD(0.1))
    _ = try svi.step(Self.images, using: Random(seed: 1))
    let means = vae.posterior(of: Self.images).mean.value
    #expect(vae.parameters.contains(location) && location.value != Tensor([0, 0]) && means.firstNonFinite == nil)
  }
}
