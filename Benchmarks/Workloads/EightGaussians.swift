import LabInference
import LabNeuralNetworks

/// The toy of the experiment eight-gaussians in its source's version: squared error, which is a Gaussian of variance ½ but for
/// a constant, and β = 4.
let eightGaussians = Workload(
  "eight-gaussians", batchSize: 32, of: [2], timedSteps: 300, objective: EvidenceLowerBound(klWeight: 4),
  optimizer: Adam(3e-4)
) { try .ofThePlane(deviation: Float(0.5).squareRoot(), using: $0) }
