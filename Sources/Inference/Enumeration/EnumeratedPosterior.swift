import Foundation
import LabAutodiff
import LabRequirements
import LabTensors

/// What data say of the enumerated sites of a model: their probabilities, exact given the data and what the guide draws, and the
/// log evidence with them summed out.
///
/// ```swift
/// let posterior = try EnumeratedPosterior(of: mixture, for: x, using: random["posterior"])
/// let responsibilities = try posterior["z"]  // data × components
/// ```
public struct EnumeratedPosterior: Sendable {
  /// log 1/n Σ p(x, z)/q(z) of the guide's n draws z, for each element of the plates that all sites share, from the innermost:
  /// log p(x) itself where the guide draws nothing.
  public let logMarginal: Tensor
  /// The enumerated sites, in the model's order.
  public let names: [String]
  private let probabilities: [Tensor]

  /// Runs guide and model in evaluation mode.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - data: The data.
  ///   - draws: Over how many of the guide's draws probabilities are averaged.
  ///   - plateNesting: How deep plates are nested in the model.
  ///   - random: Where the guide draws from.
  public init<Data>(
    of model: some VariationalModel<Data>, for data: Data, draws: Int = 1, plateNesting: Int = 1, using random: Random
  ) throws {
    require(draws > 0, "a posterior needs at least one draw of the guide, not \(draws)")
    let pair = try TracePair(
      model, on: data, pass: .evaluation, particles: Particles(count: draws, plateNesting: plateNesting), using: random)
    logMarginal = pair.logWeights.value.logSumExp(along: 0) - Foundation.log(Float(draws))
    names = pair.enumerated.map(\.name)
    probabilities = pair.enumerated.map { site in
      guard let values = pair.enumeratedProbabilities(of: site.name) else {
        brokenRule("the enumerated site “\(site.name)” has no axis of values")
      }
      // Without the particles, and without the room for plates that the site does not stand in.
      return values.mean(along: [0]).reshaped(to: Shape(site.plates.reversed().map(\.size)) + values.shape.suffix(1))
    }
  }

  /// The probabilities of the values of a site: plates × values, in the order of its distribution's `enumeratedValues`. A site
  /// that is not there, or not enumerated, is an error that names it.
  public subscript(name: String) -> Tensor {
    get throws {
      guard let position = names.firstIndex(of: name) else {
        let list = names.map { "“\($0)”" }.joined(separator: ", ")
        throw ModelError(
          name, "there is no enumerated site “\(name)” in the model; there are \(list.isEmpty ? "none" : list)")
      }
      return probabilities[position]
    }
  }
}
