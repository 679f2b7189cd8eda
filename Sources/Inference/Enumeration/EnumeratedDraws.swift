import LabAutodiff
import LabDistributions
import LabTensors

/// Draws of enumerated sites from their posterior, where predictions want one value of each.
enum EnumeratedDraws {
  /// The values of latent sites, and one of each enumerated site given these and the data: the first site's by its
  /// probabilities, the next one's given the first, and so on, which together are a draw from all of them.
  static func adding<Data>(
    to latents: [String: Variable], of model: Program<Data>, for data: Data, plateNesting: Int, using random: Random
  ) throws -> [String: Variable] {
    let particles = Particles(count: nil, plateNesting: max(plateNesting, 1))
    var values = latents
    while true {
      let run = Trace(.model, .evaluation, particles: particles, using: random, replaying: values)
      try model(run, data)
      guard let name = run.enumeratedAxes.names.first, let site = run[name],
        let probabilities = run.enumeratedAxes.probabilities(of: name, among: run.sites, particles: particles)
      else { return values }
      guard probabilities.firstNonFinite == nil else {
        throw ModelError(
          name,
          "given the data, no value of the enumerated site “\(name)” is possible, so that none can be drawn: look for data that "
            + "the model rules out")
      }
      let choice = Categorical(logits: Variable(probabilities.mapped(.log))).sample(using: random[name])
      let event = site.distribution.eventShape, all = site.value.value.reshaped(to: [probabilities.shape[-1]] + event)
      values[name] = Variable(all.gathered(choice.elements.map { Int($0) }).reshaped(to: choice.shape + event))
    }
  }
}
