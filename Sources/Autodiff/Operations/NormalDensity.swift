import Tensors

/// −½ (x − μ)²/σ² − log σ − ½ log 2π from x, μ and log σ, with broadcasting.
///
/// With u = (x − μ)/σ, ∂/∂μ = u/σ = −∂/∂x and ∂/∂(log σ) = u² − 1. 1/σ is kept finite, at e⁸⁸: x = μ, which is what a draw
/// with a smaller σ is, then has its density.
public func normalLogDensity(_ x: Variable, mean: Variable, logStandardDeviation: Variable) -> Variable {
  let shape = Shape.broadcast([x.shape, mean.shape, logStandardDeviation.shape])
  let arguments = [x, mean, logStandardDeviation].map { $0.repeatable(to: shape) }
  let (x, mean, deviation) = (arguments[0].value, arguments[1].value, arguments[2].value)
  return .operation(
    .normalLogDensity(x, mean: mean, logStandardDeviation: deviation, repeatedTo: shape), of: arguments
  ) { gradient, wanted in
    let gradients = Tensor.normalLogDensityPullback(x, mean: mean, logStandardDeviation: deviation, gradient)
    return [
      wanted[0] ? -gradients.mean.summed(to: x.shape) : nil,
      wanted[1] ? gradients.mean.summed(to: mean.shape) : nil,
      wanted[2] ? gradients.logStandardDeviation.summed(to: deviation.shape) : nil,
    ]
  }
}

/// μ + σ ε from μ, log σ and standard normal numbers ε, all of one shape. ∂/∂(log σ) = σ ε.
public func normalDraw(mean: Variable, logStandardDeviation: Variable, noise: Tensor) -> Variable {
  let deviation = logStandardDeviation.value.mapped(.exp) * noise
  return .operation(mean.value + deviation, (mean, { $0 }), (logStandardDeviation, { $0 * deviation }))
}

/// KL(N(μ, σ²) ‖ N(μ′, σ′²)) = ½ (e^L − 1 − L + u²) with L = 2 (log σ − log σ′) and u = (μ − μ′)/σ′, with broadcasting.
///
/// ∂/∂μ = u/σ′ = −∂/∂μ′, ∂/∂(log σ) = e^L − 1, ∂/∂(log σ′) = −(e^L − 1 + u²). e^L − 1 is computed as one function, so that a
/// small divergence keeps its digits.
public func normalDivergence(
  mean: Variable, logStandardDeviation: Variable, fromMean otherMean: Variable,
  logStandardDeviation otherLogStandardDeviation: Variable
) -> Variable {
  let arguments = [mean, logStandardDeviation, otherMean, otherLogStandardDeviation]
  let shape = Shape.broadcast(arguments.map(\.shape)), repeated = arguments.map { $0.repeatable(to: shape) }
  let values = repeated.map(\.value)
  return .operation(
    .normalDivergence(
      mean: values[0], logStandardDeviation: values[1], fromMean: values[2], logStandardDeviation: values[3],
      repeatedTo: shape), of: repeated
  ) { gradient, wanted in
    let gradients = Tensor.normalDivergencePullback(
      mean: values[0], logStandardDeviation: values[1], fromMean: values[2], logStandardDeviation: values[3], gradient)
    return [
      wanted[0] ? gradients.mean.summed(to: values[0].shape) : nil,
      wanted[1] ? gradients.logStandardDeviation.summed(to: values[1].shape) : nil,
      wanted[2] ? -gradients.mean.summed(to: values[2].shape) : nil,
      wanted[3] ? gradients.otherLogStandardDeviation.summed(to: values[3].shape) : nil,
    ]
  }
}

extension Shape {
  /// The shape that all broadcast to.
  fileprivate static func broadcast(_ shapes: [Shape]) -> Shape {
    shapes.reduce([]) { common, shape in
      guard let both = broadcast(common, shape) else {
        fatalError("shapes \(shapes.map(\.description).joined(separator: ", ")) do not broadcast")
      }
      return both
    }
  }
}
