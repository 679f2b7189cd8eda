import Notebooks

/// The experiments, in the order in which they are listed.
public let catalogue: [Experiment] = [
  convVAE,
  continuousBernoulli,
  betaVAE,
  eightGaussians,
  iwae,
  gelu,
<<<<<<< HEAD
  conditionalVAE,
  aevb,
  pyroVAE,
=======
  kerasVAE,
>>>>>>> 128a4aad0c39afea36ee30efa67d7e1959ca3235
]
