import LabInference
import LabNeuralNetworks

/// The same networks, trained on the importance-weighted bound of ten draws, with a Gaussian of variance 1.
let iwae = Workload(
  "iwae", batchSize: 32, of: [2], timedSteps: 200, objective: ImportanceWeightedBound(particles: 10),
  optimizer: Adam(3e-4)
) { try .ofThePlane(deviation: 1, using: $0) }
