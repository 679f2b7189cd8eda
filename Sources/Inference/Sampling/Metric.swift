import LabRequirements
import LabStatistics
import LabTensors

/// The inverse of the mass matrix, an estimate of the posterior's covariance, by which the numbers of a position come to one
/// scale.
enum Metric {
  /// The variance of each number.
  case diagonal([Double])
  /// Their covariance, row-major, and its lower Cholesky factor.
  case dense([Double], factor: [Double])

  /// A variance of 1 for each number.
  static func unit(_ dimension: Int) -> Metric { .diagonal(Array(repeating: 1, count: dimension)) }

  /// M⁻¹ p: where a momentum leads.
  func velocity(_ momentum: [Double]) -> [Double] {
    switch self {
    case .diagonal(let variances): return zip(variances, momentum).map { $0 * $1 }
    case .dense(let covariance, _):
      let size = momentum.count
      return (0..<size).map { row in
        var sum = 0.0
        for column in 0..<size { sum += covariance[row * size + column] * momentum[column] }
        return sum
      }
    }
  }

  /// A momentum p ~ N(0, M).
  func momentum(_ dimension: Int, using random: Random) -> [Double] {
    let noise = Tensor.normal([dimension], using: random).elements.map(Double.init)
    switch self {
    case .diagonal(let variances): return zip(noise, variances).map { $0 / $1.squareRoot() }
    case .dense(_, let factor):
      // Lᵀ p = z, from the last number: L Lᵀ is M⁻¹.
      var momentum = noise
      for row in (0..<dimension).reversed() {
        for below in row + 1..<dimension { momentum[row] -= factor[below * dimension + row] * momentum[below] }
        momentum[row] /= factor[row * dimension + row]
      }
      return momentum
    }
  }
}

/// The mean and the covariance of positions, gathered one by one (Welford 1962).
struct MetricEstimate {
  private let isDense: Bool
  private var count = 0.0
  private var mean: [Double]
  /// Sums of squares of each number, or of products of all pairs, row-major.
  private var products: [Double]

  init(dimension: Int, isDense: Bool) {
    self.isDense = isDense
    mean = Array(repeating: 0, count: dimension)
    products = Array(repeating: 0, count: isDense ? dimension * dimension : dimension)
  }

  mutating func add(_ position: [Double]) {
    count += 1
    let size = mean.count, before = zip(position, mean).map { $0 - $1 }
    for index in 0..<size { mean[index] += before[index] / count }
    for row in 0..<size {
      let after = position[row] - mean[row]
      guard isDense else {
        products[row] += before[row] * after
        continue
      }
      for column in 0..<size { products[row * size + column] += after * before[column] }
    }
  }

  /// The estimate, drawn towards a variance of 10⁻³ as five more positions would (Stan); the variances alone where the
  /// positions lie in a plane, as far as rounding lets one see.
  var metric: Metric {
    let size = mean.count, share = count / (count + 5), least = 1e-3 * 5 / (count + 5)
    let scale = count > 1 ? share / (count - 1) : 0
    guard isDense else { return .diagonal(products.map { $0 * scale + least }) }
    // The products of both orders differ by rounding: the lower triangle counts for both.
    let covariance = (0..<size * size).map { index -> Double in
      let (row, column) = (max(index / size, index % size), min(index / size, index % size))
      return products[row * size + column] * scale + (row == column ? least : 0)
    }
    guard let factor = try? CholeskyFactor(of: covariance, dimension: size) else {
      return .diagonal((0..<size).map { covariance[$0 * size + $0] })
    }
    return .dense(covariance, factor: factor.elements)
  }
}
