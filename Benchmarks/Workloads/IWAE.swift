import Inference
import NeuralNetworks
import Tensors

/// The same networks, trained on the importance-weighted bound of ten draws, with a Gaussian of variance 1.
let iwae = Workload("iwae", batchSize: 32, of: [2], timedSteps: 200) { batchSize, random in
  let vae = try PlaneNetworks(logDeviation: 0, using: random)
  let svi = SVI(
    model: vae.model, guide: vae.guide, parameters: vae.parameters, objective: ImportanceWeightedBound(particles: 10),
    optimizer: Adam(3e-4), lossScale: 1 / Float(batchSize))
  return (vae.parameters, svi)
}
