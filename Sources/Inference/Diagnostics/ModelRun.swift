import LabAutodiff
import LabTensors

/// One run of a model: its sites, by name, with their values and distributions.
public struct ModelRun {
  /// The sites in the order of the program.
  public let sites: [Site]
  /// How deep its plates are nested.
  let plateNesting: Int

  /// The site of a name. One that is not there is an error that names it.
  public subscript(name: String) -> Site {
    get throws {
      guard let site = sites.first(where: { $0.name == name }) else {
        throw ModelError.noSite(name, among: sites.map(\.name))
      }
      return site
    }
  }

  /// The values of latent variables given, or drawn from the prior where nil; data met, or drawn where they are to be, with the
  /// values of enumerated sites among the latent ones: a run that meets data would have all of them side by side.
  init<Data>(
    of model: Program<Data>, on data: Data, latents: [String: Variable]? = nil, drawingData: Bool, using random: Random
  ) throws {
    let trace = Trace(
      .model, .evaluation, using: random, replaying: latents, observations: drawingData ? .drawn : .given)
    try model(trace, data)
    (sites, plateNesting) = (trace.sites, trace.plateNesting)
  }
}
