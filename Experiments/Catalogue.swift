import Laboratory

/// The experiments, in the order in which they are listed.
public let catalogue: [Experiment] = [
  convVAE,
  continuousBernoulli,
  betaVAE,
  disentanglement,
  eightGaussians,
  iwae,
  gelu,
  conditionalVAE,
  aevb,
  kerasVAE,
  pyroVAE,
  posteriors,
]
