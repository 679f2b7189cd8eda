import LabRequirements

/// The straight line through points that leaves the least sum of squares of the differences along y.
///
/// A power law y = c xᵃ is a line through the logarithms, and its exponent a the slope.
public struct LineFit: Sendable, Equatable {
  /// How much y rises for a unit of x; NaN where all x are the same.
  public let slope: Double
  /// y where x is 0; NaN where the slope is.
  public let intercept: Double

  /// The line through points given by their coordinates, as many of the one as of the other and at least one.
  public init(_ x: [Double], _ y: [Double]) {
    require(x.count == y.count, "\(x.count) values of x cannot be paired with \(y.count) of y")
    let xMean = Summary(of: x).mean, yMean = Summary(of: y).mean
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - xMean) * ($1.1 - yMean) }
    slope = products / x.reduce(0) { $0 + ($1 - xMean) * ($1 - xMean) }
    intercept = yMean - slope * xMean
  }
}
