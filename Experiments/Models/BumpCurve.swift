import Laboratory

/// Noisy points of sin 2x, and the curves that they may lie on: sums of twelve bumps with standard normal weights.
///
/// Bayesian regression in which everything is known exactly (Bishop 2006, section 3.3).
struct BumpCurve {
  static let bumpCount = 12
  /// The standard deviation of the points around the curve.
  static let deviation = 0.2
  /// The points.
  let places, heights: [Double]

  /// A normal distribution of the weights.
  struct Weights {
    var mean: [Double]
    var covariance: [[Double]]

    /// Independent weights.
    init(mean: [Double], variances: [Double]) {
      self.mean = mean
      covariance = variances.enumerated().map { row, variance in
        variances.indices.map { $0 == row ? variance : 0 }
      }
    }

    /// Independent weights from tensors of so many numbers.
    init(mean: Tensor, logVariance: Tensor) {
      self.init(mean: mean.doubles, variances: logVariance.doubles.map { exp($0) })
    }

    /// The mean of the curve's height at a place.
    func height(at x: Double) -> Double { inner(mean, bumps(at: x)) }

    /// The standard deviation of the curve's height at a place.
    func deviation(at x: Double) -> Double {
      let bumps = bumps(at: x)
      return max(inner(covariance.map { inner($0, bumps) }, bumps), 0).squareRoot()
    }
  }

  /// Independent weights to be found, which begin as their prior.
  struct Fit {
    let means = Parameter("means", .zeros([1, BumpCurve.bumpCount]))
    let logVariances = Parameter("log-variances", .zeros([1, BumpCurve.bumpCount]))
    var weights: Weights { Weights(mean: means.value, logVariance: logVariances.value) }
  }

  /// So many points at places uniform between ±2.
  init(points count: Int, using random: Random) {
    places = Tensor.uniform([count], using: random["places"]).elements.map { 4 * Double($0) - 2 }
    let errors = Tensor.normal([count], using: random["errors"]).elements.map { Self.deviation * Double($0) }
    heights = zip(places, errors).map { sin(2 * $0) + $1 }
  }

  /// The bumps at the points: bumps × points.
  private var design: Tensor {
    let rows = places.flatMap(bumps(at:)).map(Float.init)
    return Tensor(rows, shape: [places.count, Self.bumpCount]).transposed([1, 0])
  }

  /// log p(heights | weights) of each row of weights, draws × 1 × bumps.
  func logLikelihood(of weights: Variable) -> Variable {
    let curve = weights.matrixProduct(Variable(design))
    let points = Normal(mean: curve, standardDeviation: Variable(Float(Self.deviation)))
    return points.logDensity(Variable(Tensor(heights.map(Float.init))), summingLast: 1)
  }

  /// What is known exactly.
  struct Posterior {
    let weights: Weights
    /// log p(heights).
    let logEvidence: Double
    /// The evidence lower bound of the best independent weights.
    let independentBound: Double
  }

  /// The posterior of the weights, by taking in one point after the other.
  ///
  /// The divergence from it of the best independent weights, whose variances are 1/Λᵢᵢ with its precision Λ, is
  /// ½ (Σ log Λᵢᵢ − log det Λ).
  var posterior: Posterior {
    let noiseVariance = Self.deviation * Self.deviation
    let bumpRange = 0..<Self.bumpCount
    var weights = Weights(mean: bumpRange.map { _ in 0 }, variances: bumpRange.map { _ in 1 })
    var logEvidence = 0.0, logDeterminant = 0.0, precisions = bumpRange.map { _ in 1.0 }
    for (place, height) in zip(places, heights) {
      let bumps = bumps(at: place), spread = weights.covariance.map { inner($0, bumps) }
      let error = height - inner(weights.mean, bumps)
      let variance = inner(spread, bumps) + noiseVariance
      logEvidence -= (error * error / variance + log(2 * .pi * variance)) / 2
      logDeterminant += log(variance / noiseVariance)
      for row in bumpRange {
        precisions[row] += bumps[row] * bumps[row] / noiseVariance
        weights.mean[row] += spread[row] * error / variance
        for column in bumpRange { weights.covariance[row][column] -= spread[row] * spread[column] / variance }
      }
    }
    let divergence = (precisions.reduce(0) { $0 + log($1) } - logDeterminant) / 2
    return Posterior(weights: weights, logEvidence: logEvidence, independentBound: logEvidence - divergence)
  }

  /// What two distributions of the weights say of the curve, side by side.
  func figures(_ first: Weights, title: String, _ second: Weights, title secondTitle: String) -> Panels {
    Panels([figure(first, title: title), figure(second, title: secondTitle)], sharing: [.legend, .y])
  }

  /// The points, the true curve, and what a distribution of the weights says of it.
  private func figure(_ weights: Weights, title: String) -> Figure {
    let x = (0...120).map { Double($0) / 20 - 3 }
    let heights = x.map(weights.height), deviations = x.map(weights.deviation)
    let lower = zip(heights, deviations).map { $0 - 2 * $1 }, upper = zip(heights, deviations).map { $0 + 2 * $1 }
    return Figure(
      [
        .line(x, heights, lower: lower, upper: upper, name: "mean ± 2 deviations"),
        .line(x, x.map { sin(2 * $0) }, name: "sin 2x"), .points(places, self.heights, name: "points"),
      ], x: "x", y: "y", title: title)
  }
}

/// e^(−(x − c)²/0.8) for centres c equally spaced between ±3.
private func bumps(at x: Double) -> [Double] {
  (0..<BumpCurve.bumpCount).map { index in
    let distance = x + 3 - 6 * Double(index) / Double(BumpCurve.bumpCount - 1)
    return exp(-distance * distance / 0.8)
  }
}

private func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
