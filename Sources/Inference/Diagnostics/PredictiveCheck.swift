import Foundation
import LabAutodiff
import LabRequirements
import LabTensors

/// Whether data look like what the model predicts of them: a discrepancy T(x, z) of the data and each draw of the posterior,
/// beside that of data drawn anew with the same latent values (Gelman, Meng and Stern 1996). Enumerated sites have one value for
/// both, drawn from their posterior given the data and the draw.
///
/// ```swift
/// let check = try PredictiveCheck(of: model, posterior: posterior.draws, on: data, using: random) { run in
///   Double(try run["x"].value.value.elements.max()!)
/// }
/// print(check.probability)
/// ```
public struct PredictiveCheck: Sendable {
  /// T of the data and each draw.
  public let observed: [Double]
  /// T of data drawn anew and each draw.
  public let replicated: [Double]

  /// The share of draws for which the discrepancy of new data is at least that of the data: the posterior predictive p-value.
  /// Near 0 or 1 the model does not make such data. It is no uniform number where the model is right: the data were used for
  /// the posterior. NaN where a discrepancy is: it is neither above nor below.
  public var probability: Double {
    if (observed + replicated).contains(where: \.isNaN) { return .nan }
    return Double(zip(observed, replicated).count { $1 >= $0 }) / Double(observed.count)
  }

  /// A check along draws of the posterior; with each, enumerated sites are drawn from theirs given it and the data.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - posterior: The draws of its latent variables.
  ///   - data: The data.
  ///   - random: Where new data are drawn from, another stream for each draw.
  ///   - discrepancy: T of a run of the model: of the data and the latent values at its sites.
  public init<Data>(
    of model: Program<Data>, posterior: PosteriorDraws, on data: Data, using random: Random,
    discrepancy: (ModelRun) throws -> Double
  ) throws {
    var observed: [Double] = [], replicated: [Double] = []
    // Which sites there are a run shows that draws them all.
    let run = try ModelRun(
      of: model, on: data, latents: posterior.draw(0).byName, drawingData: true, using: random["sites"])
    let isEnumerated = run.sites.contains { $0.kind == .enumerated }
    for index in 0..<posterior.count {
      var latents = posterior.draw(index).byName
      if isEnumerated {
        latents = try EnumeratedDraws.adding(
          to: latents, of: model, for: data, plateNesting: run.plateNesting, using: random[index])
      }
      for drawingData in [false, true] {
        let run = try ModelRun(of: model, on: data, latents: latents, drawingData: drawingData, using: random[index])
        let value = try discrepancy(run)
        if drawingData { replicated.append(value) } else { observed.append(value) }
      }
    }
    (self.observed, self.replicated) = (observed, replicated)
  }

  /// A check along draws of the guide.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - data: The data.
  ///   - draws: How many draws of the guide.
  ///   - random: Where the guide and new data are drawn from.
  ///   - discrepancy: T of a run of the model: of the data and the latent values at its sites.
  public init<Data>(
    of model: some VariationalModel<Data>, on data: Data, draws: Int = 1_000, using random: Random,
    discrepancy: (ModelRun) throws -> Double
  ) throws {
    let posterior = try PosteriorDraws(ofGuideOf: model, for: data, count: draws, using: random["guide"])
    try self.init(of: model.model, posterior: posterior, on: data, using: random["data"], discrepancy: discrepancy)
  }
}

extension ModelRun {
  /// Σ (x − E[x | z])²/Var[x | z] over the numbers of a site: an omnibus discrepancy of data (Gelman, Meng and Stern 1996).
  public func chiSquared(of name: String) throws -> Double {
    let site = try self[name], shape = site.value.shape
    let means = site.distribution.mean.value.broadcast(to: shape).elements
    let variances = site.distribution.variance.value.broadcast(to: shape).elements
    return zip(site.value.value.elements, zip(means, variances)).reduce(0) { sum, number in
      let distance = Double(number.0) - Double(number.1.0)
      return sum + distance * distance / Double(number.1.1)
    }
  }
}
