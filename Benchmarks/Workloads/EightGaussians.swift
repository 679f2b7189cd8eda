import Foundation
import Inference
import NeuralNetworks
import Tensors

/// The toy of the experiment eight-gaussians in its source's version: squared error, which is a Gaussian of variance ½ but for
/// a constant, and β = 4.
let eightGaussians = Workload("eight-gaussians", batchSize: 32, of: [2], timedSteps: 300) { batchSize, random in
  let vae = try PlaneNetworks(logDeviation: log(0.5) / 2, using: random)
  let svi = SVI(
    model: vae.model, guide: vae.guide, parameters: vae.parameters, objective: EvidenceLowerBound(klWeight: 4),
    optimizer: Adam(3e-4), lossScale: 1 / Float(batchSize))
  return (vae.parameters, svi)
}
