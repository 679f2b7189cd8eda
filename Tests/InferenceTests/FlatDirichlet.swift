import Autodiff
import Distributions
import Inference
import Tensors

/// All shares of a whole by three, equally likely: the density is Γ(3) = 2.
struct FlatDirichlet: Distribution {
  let batchShape: Shape
  var eventShape: Shape { [3] }
  var support: Support { .simplex }
  var mean: Variable { Variable(Tensor(repeating: 1 / 3, shape: Shape(batchShape.dimensions + [3]))) }
  var variance: Variable { Variable(Tensor(repeating: 1 / 18, shape: Shape(batchShape.dimensions + [3]))) }

  func logDensity(_ x: Variable) -> Variable { (x * 0).sum(along: [-1]) + Float(0.693_147_2) }

  /// The spacings of two uniform numbers.
  func sample(using random: inout Random) -> Tensor {
    let draws = random.uniform([batchShape.count, 2]).elements
    let spacings = (0..<batchShape.count).flatMap { index in
      let (low, high) = (min(draws[2 * index], draws[2 * index + 1]), max(draws[2 * index], draws[2 * index + 1]))
      return [low, high - low, 1 - high]
    }
    return Tensor(spacings, shape: Shape(batchShape.dimensions + [3]))
  }

  func expanded(to batchShape: Shape) -> FlatDirichlet { FlatDirichlet(batchShape: batchShape) }

  /// The shares of three categories, and draws of the categories.
  static func model(_ trace: Trace, _ categories: Tensor) throws {
    let shares = try trace.sample("shares", FlatDirichlet(batchShape: []))
    try trace.plate("data", size: categories.shape[0]) {
      try trace.observe("category", OneHotCategorical(logits: log(shares)), categories)
    }
  }
}
