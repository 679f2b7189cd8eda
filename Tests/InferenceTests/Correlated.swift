import LabAutodiff
import LabDistributions
import LabInference
import LabTensors

/// Ten correlated normal numbers of scales from 1 to 5.5: the covariance is 0.8^|i − j| σᵢ σⱼ.
enum Correlated {
  static let size = 10
  static let means = (0..<size).map { Double($0) - 4 }
  static let deviations = (0..<size).map { 1 + Double($0) / 2 }
  static let correlation = 0.8

  /// The covariance's Cholesky factor: in an autoregression xᵢ = ρ xᵢ₋₁ + √(1 − ρ²) ε.
  static var factor: Tensor {
    var rows: [[Double]] = []
    for i in 0..<size {
      var row = [Double](repeating: 0, count: size)
      if i > 0 { row = rows[i - 1].map { $0 * correlation } }
      row[i] = i == 0 ? 1 : (1 - correlation * correlation).squareRoot()
      rows.append(row)
    }
    return Tensor(zip(rows, deviations).flatMap { row, scale in row.map { Float($0 * scale) } }, shape: [size, size])
  }

  static func model(_ trace: Trace, _ data: Tensor) throws {
    try trace.sample(
      "z", MultivariateNormal(mean: Variable(Tensor(means.map(Float.init))), choleskyFactor: Variable(factor)))
  }
}

/// Neal's funnel (2003, section 8): the width of nine numbers is e^(v/2) with v ~ N(0, 3²), too narrow below for the steps that
/// suit the rest.
enum Funnel {
  static func model(_ trace: Trace, _ data: Tensor) throws {
    let v = try trace.sample("v", Normal(mean: .zero, standardDeviation: Variable(3)))
    try trace.plate("numbers", size: 9) {
      _ = try trace.sample("x", Normal(mean: .zero, logStandardDeviation: v / 2))
    }
  }
}
