import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// What variational inference maximises: a lower bound, or something like it, on the log evidence of the data.
///
/// One of one's own is a function of the pair of runs, which gives the densities of its sites and the weights of its particles.
/// It is computed for each element of the plates that all sites share, and their sum counts `commonScale` times, as often as a
/// mini-batch goes into the data:
///
/// ```swift
/// /// −½ Var log w, which is 0 where the guide is the posterior (VarGrad: Richter et al. 2020).
/// struct LogVariance: Objective {
///   let particles: Int? = 8
///   func loss(of pair: TracePair, step: Int) throws -> Loss {
///     try pair.requireReparameterizedDraws(for: "this log-variance")
///     let logWeights = pair.logWeights
///     let deviations = logWeights - logWeights.mean(along: [0], keepingAxes: true)
///     return Loss([.init("log-variance", square(deviations).mean(along: [0]).sum() * (pair.commonScale / 2))])
///   }
/// }
/// ```
public protocol Objective: Sendable {
  /// The number of values that each latent variable is given at once, along an axis of their own; nil for one value
  /// without an axis.
  var particles: Int? { get }

  /// How the gradient reaches the guide.
  var guideGradient: GuideGradient { get }

  /// The terms to be minimised, of a guide's run and the model's along its values, at a step counted from 0.
  func loss(of pair: TracePair, step: Int) throws -> Loss
}

extension Objective {
  /// The derivative of the bound as it was computed.
  public var guideGradient: GuideGradient { .pathwise }

  /// The terms to be minimised for one set of data.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - data: One batch.
  ///   - pass: Whether this is training, and the tape.
  ///   - random: Where the sites draw from.
  ///   - step: The number of the step, from 0, by which weights may change.
  ///   - plateNesting: How deep plates are nested in the model, where several particles or the values of enumerated sites stand
  ///     before them.
  public func loss<Data>(
    of model: some VariationalModel<Data>, on data: Data, pass: Pass, using random: Random, step: Int = 0,
    plateNesting: Int = 1
  ) throws -> Loss {
    try loss(of: run(model, on: data, pass: pass, using: random, plateNesting: plateNesting), step: step)
  }

  /// The guide's run, with as many particles as the objective wants, and the model's along its values.
  func run<Data>(
    _ model: some VariationalModel<Data>, on data: Data, pass: Pass, using random: Random, plateNesting: Int
  ) throws -> TracePair {
    if let particles { require(particles > 0, "an objective needs at least one particle, not \(particles)") }
    let pair = try TracePair(
      model, on: data, pass: pass,
      particles: Particles(count: particles, plateNesting: plateNesting), using: random,
      gradient: guideGradient)
    try pair.requireWholeProducts()
    return pair
  }
}
