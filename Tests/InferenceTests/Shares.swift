import LabAutodiff
import LabDistributions
import LabInference
import LabTensors

/// The shares of a whole by three: the posterior after counts n is Dirichlet(1 + n).
enum Shares {
  /// All shares equally likely: the density is Γ(3) = 2.
  static var prior: Dirichlet { Dirichlet(concentrations: Variable(Tensor(repeating: 1, shape: [3]))) }

  /// The shares of three categories, and draws of the categories.
  static func model(_ trace: Trace, _ categories: Tensor) throws {
    let shares = try trace.sample("shares", prior)
    try trace.plate("data", size: categories.shape[0]) {
      try trace.observe("category", OneHotCategorical(logits: log(shares)), categories)
    }
  }
}
