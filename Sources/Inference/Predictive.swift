import LabAutodiff
import LabRequirements
import LabTensors

/// Draws of everything that a model names, observed sites included: from its prior, or with a guide from what the guide
/// takes for the posterior.
///
/// ```swift
/// let draws = try Predictive(of: vae).draws(1000, for: images, using: random)
/// let means = try draws["x"].mean(along: [0])
/// ```
public struct Predictive<Data> {
  private let model: Program<Data>
  private let guide: Program<Data>?

  /// Predictions of the model, with latent values from the guide.
  public init(of model: some VariationalModel<Data>) { (self.model, guide) = (model.model, model.guide) }

  /// Predictions of a model with latent values from its prior.
  public init(ofPrior model: @escaping Program<Data>) { (self.model, guide) = (model, nil) }

  /// Independent runs in evaluation mode and without a tape. Observed sites are drawn: of the data only what the program
  /// conditions on counts, such as inputs and the sizes of plates.
  ///
  /// Enumerated sites are drawn as well: from their prior, or with a guide from their posterior given the data and the guide's
  /// draws, for which the data given to observed sites count too.
  ///
  /// Run i has a stream of its own, so that more draws leave the first ones as they are.
  ///
  /// - Parameters:
  ///   - count: How many runs.
  ///   - names: The sites to keep, all where nil. Draws of images in thousands fill a memory.
  ///   - data: What the program conditions on.
  ///   - random: Where the sites draw from, another stream for each run.
  public func draws(
    _ count: Int, of names: [String]? = nil, for data: Data, using random: Random
  ) throws -> PredictiveDraws {
    require(count > 0, "a prediction needs at least one draw, not \(count)")
    var kept = names ?? [], draws: [[Tensor]] = kept.map { _ in [] }
    for index in 0..<count {
      let sites = try run(data, using: random[index])
      if names == nil {
        if index == 0 { (kept, draws) = (sites.map(\.name), sites.map { _ in [] }) }
        if let new = sites.first(where: { !kept.contains($0.name) }) {
          throw ModelError(new.name, "site “\(new.name)” of the model comes and goes; name the sites to be kept")
        }
      }
      for (position, name) in kept.enumerated() {
        guard let value = sites.first(where: { $0.name == name })?.value.value else {
          throw ModelError.noSite(name, among: sites.map(\.name))
        }
        if let first = draws[position].first, first.shape != value.shape {
          throw ModelError(
            name,
            "site “\(name)” of the model has draws of shape \(first.shape) and of \(value.shape), which do not stack")
        }
        draws[position].append(value)
      }
    }
    let values = draws.map { site in
      Tensor.concatenate(site.map { $0.reshaped(to: [1] + $0.shape) }, along: 0)
    }
    return PredictiveDraws(count: count, names: kept, values: values)
  }

  /// The model's sites in one run.
  private func run(_ data: Data, using random: Random) throws -> [Site] {
    var guideTrace: Trace?
    if let guide {
      let trace = Trace(.guide, .evaluation, using: random)
      try guide(trace, data)
      guideTrace = trace
    }
    func drawn(_ values: [String: Variable]?) throws -> Trace {
      let trace = Trace(.model, .evaluation, using: random, replaying: values, observations: .drawn)
      try model(trace, data)
      return trace
    }
    let modelTrace = try drawn(guideTrace?.latentValues)
    guard let guideTrace else { return modelTrace.sites }
    _ = try TracePair.matched(guideTrace, modelTrace)
    guard modelTrace.sites.contains(where: { $0.kind == .enumerated }) else { return modelTrace.sites }
    let values = try EnumeratedDraws.adding(
      to: guideTrace.latentValues, of: model, for: data, plateNesting: modelTrace.plateNesting, using: random)
    return try drawn(values).sites
  }
}

/// What a model drew, by the names of its sites, with the draws along the first axis.
public struct PredictiveDraws: Sendable {
  /// The number of draws.
  public let count: Int
  /// The sites, in the order of the program or as they were asked for.
  public let names: [String]
  private let values: [Tensor]

  init(count: Int, names: [String], values: [Tensor]) { (self.count, self.names, self.values) = (count, names, values) }

  /// The draws of a site: draws × plates × event. A site that is not there is an error that names it.
  public subscript(name: String) -> Tensor {
    get throws {
      guard let position = names.firstIndex(of: name) else { throw ModelError.noSite(name, among: names) }
      return values[position]
    }
  }
}

extension ModelError {
  /// A site was asked for that the model has not.
  static func noSite(_ name: String, among names: [String]) -> ModelError {
    let list = names.map { "“\($0)”" }.joined(separator: ", ")
    return ModelError(name, "there is no site “\(name)” to take draws of; there are \(list.isEmpty ? "none" : list)")
  }
}
