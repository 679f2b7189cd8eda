import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// A guide without a density: a code is a function of the example and of noise, z = G(x, ε) with ε ~ N(0, I) (Mescheder et al.
/// 2017, section 3). It can have any shape; that log q(z | x) is unknown is what adversarial variational Bayes makes up for.
///
/// ```swift
/// let encoder = ImplicitEncoder(
///   trunk: try Network("trunk", input: [784], using: random, [Dense(300), Activation.relu]),
///   head: try Network("head", input: [300 + 16], using: random, [Dense(100), Activation.relu, Dense(8)]))  // 16 of noise
/// ```
public struct ImplicitEncoder {
  /// The number of numbers of ε.
  public let noiseSize: Int
  /// The number of numbers of a code.
  public let codeSize: Int
  /// What training moves.
  public let parameters: [Parameter]
  private let generator: (_ examples: Variable, Pass) -> (_ noise: Variable) -> Variable

  /// Codes by a function of one's own.
  ///
  /// - Parameters:
  ///   - noiseSize: The number of numbers of ε.
  ///   - codeSize: The number of numbers of a code.
  ///   - parameters: Those that the function asks the pass for.
  ///   - generator: From a batch of examples to the function that makes codes of noise, draws × batch × noise: draws × batch × code.
  ///     What depends on the examples alone is computed once.
  public init(
    noiseSize: Int, codeSize: Int, parameters: [Parameter],
    _ generator: @escaping (_ examples: Variable, Pass) -> (_ noise: Variable) -> Variable
  ) {
    require(noiseSize > 0 && codeSize > 0, "codes of \(codeSize) numbers from noise of \(noiseSize)")
    (self.noiseSize, self.codeSize, self.parameters, self.generator) = (noiseSize, codeSize, parameters, generator)
  }

  /// Codes by a network of the example and another on top of it, which takes the first one's vector with the noise behind it.
  public init(trunk: Network, head: Network) {
    let features = trunk.outputShape
    require(
      features.rank == 1 && head.inputShape.rank == 1 && head.outputShape.rank == 1,
      "an implicit encoder of a trunk to \(features) and a head from \(head.inputShape) to \(head.outputShape): all three are "
        + "vectors")
    require(
      head.inputShape[0] > features[0],
      "the head takes \(head.inputShape[0]) numbers and the trunk makes \(features[0]): none is left for noise")
    self.init(
      noiseSize: head.inputShape[0] - features[0], codeSize: head.outputShape[0],
      parameters: trunk.parameters + head.parameters
    ) { examples, pass in
      let vectors = trunk(examples, pass)
      return { noise in
        let repeated = vectors.broadcast(to: noise.shape.dropLast() + features)
        return head(Variable.concatenate([repeated, noise], along: -1), pass)
      }
    }
  }

  /// Codes from the normal distributions of another encoder, μ + σ ε, as if their density were not known.
  public init(_ encoder: GaussianEncoder) {
    let size = encoder.codeShape[-1]
    self.init(noiseSize: size, codeSize: size, parameters: encoder.networks.flatMap(\.parameters)) { examples, pass in
      let posterior = encoder(examples, pass)
      return { posterior.mean + posterior.standardDeviation * $0 }
    }
  }

  /// Codes of a batch of examples, draws × batch × code, which are functions of the parameters.
  public func codes(of examples: Tensor, draws: Int, _ pass: Pass = .evaluation, using random: Random) -> Variable {
    let shape: Shape = [draws, examples.shape[0], noiseSize]
    let generate = generator(Variable(examples), pass)
    let codes = generate(Variable(.normal(shape, using: random)))
    require(
      codes.shape == shape.dropLast() + [codeSize],
      "an implicit encoder made codes of shape \(codes.shape), not \(shape.dropLast() + [codeSize]), of noise of \(shape)"
    )
    return codes
  }

  /// The normal distributions, batch × code, that have the means and variances of q(z | x), each number for itself, as so many
  /// draws estimate them: constants. An error where a number is the same in all draws.
  public func moments(
    of examples: Tensor, draws: Int, _ pass: Pass = .evaluation, using random: Random
  ) throws -> Normal {
    require(draws >= 2, "a variance needs at least 2 draws, not \(draws)")
    let codes = codes(of: examples, draws: draws, pass.withConstantParameters, using: random).value
    let mean = codes.sum(along: [0]).scaled(by: 1 / Float(draws)), deviations = codes - mean
    let variance = (deviations * deviations).sum(along: [0]).scaled(by: 1 / Float(draws - 1))
    if let position = variance.elements.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      let (datum, number) = position.quotientAndRemainder(dividingBy: codeSize)
      throw ModelError(
        "",
        "the implicit guide's draws of number \(number) of the code of datum \(datum) have a variance of "
          + "\(variance.elements[position]); a guide needs noise in every number, and finite weights: give its noise a path to "
          + "each, and try a lower learning rate")
    }
    return Normal(mean: Variable(mean), logVariance: log(Variable(variance)))
  }
}
