import Laboratory

/// The experiments, in the order in which they are listed.
public let catalogue: [Experiment] = [
  convVAE,
  continuousBernoulli,
  betaVAE,
  disentanglement,
  eightGaussians,
  normalizingFlows,
  iwae,
  adversarialVB,
  vampPrior,
  gelu,
  conditionalVAE,
  aevb,
  kerasVAE,
  pyroVAE,
  topics,
  posteriors,
]
