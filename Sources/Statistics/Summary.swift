import LabRequirements

/// What a list of numbers is like in a few figures. One NaN among them makes every figure NaN.
public struct Summary: Sendable {
  /// Number of values.
  public let count: Int
  /// The arithmetic mean.
  public let mean: Double
  /// The variance, divided by the number of values less one; NaN of a single value.
  public let variance: Double
  private let sorted: [Double]

  /// The summary of `values`, at least one.
  public init(of values: [Double]) {
    require(!values.isEmpty, "no values to summarise")
    count = values.count
    sorted = values.contains(where: \.isNaN) ? [.nan] : values.sorted()
    let mean = Self.mean(of: values).moved(between: sorted[0], sorted[sorted.count - 1])
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // What the rounding of the mean left in the squares.
    let remainder = values.reduce(0) { $0 + ($1 - mean) }
    let corrected = max(squares - remainder * remainder / Double(values.count), 0)
    variance = values.count > 1 && !squares.isNaN ? corrected / Double(values.count - 1) : .nan
  }

  /// The sum over the count, or the sum of shares where the sum of finite values overflows.
  private static func mean(of values: [Double]) -> Double {
    let count = Double(values.count), sum = values.reduce(0, +)
    return sum.isFinite || !values.allSatisfy(\.isFinite) ? sum / count : values.reduce(0) { $0 + $1 / count }
  }

  private init(count: Int, mean: Double, variance: Double, sorted: [Double]) {
    (self.count, self.mean, self.variance, self.sorted) = (count, mean, variance, sorted)
  }

  /// The summary of the differences of values that belong together in pairs, as many of the one as of the other.
  public init(of values: [Double], less others: [Double]) {
    require(values.count == others.count, "\(values.count) values cannot be paired with \(others.count)")
    self.init(of: zip(values, others).map { $0 - $1 })
  }

  /// The summary of the values with the opposite sign.
  public static prefix func - (summary: Summary) -> Summary {
    Summary(
      count: summary.count, mean: -summary.mean, variance: summary.variance,
      sorted: summary.sorted.reversed().map { -$0 })
  }

  /// The square root of the variance.
  public var standardDeviation: Double { variance.squareRoot() }
  /// The standard deviation of the mean over repeated samples of this size: √(variance / count).
  public var standardError: Double { (variance / Double(count)).squareRoot() }
  /// The least value.
  public var minimum: Double { sorted.first! }
  /// The greatest value.
  public var maximum: Double { sorted.last! }
  /// The value in the middle.
  public var median: Double { quantile(0.5) }

  /// The value below which lies a `fraction`, 0 to 1, of the values, interpolated linearly between neighbours.
  ///
  /// R. J. Hyndman and Y. Fan: Sample quantiles in statistical packages (1996), definition 7.
  public func quantile(_ fraction: Double) -> Double {
    require((0...1).contains(fraction), "the quantile of \(fraction) is outside 0...1")
    let position = fraction * Double(sorted.count - 1)
    let below = Int(position)
    let weight = position - Double(below)
    // Interpolating towards an infinite neighbour by nothing would give NaN.
    if weight == 0 { return sorted[below] }
    return (sorted[below] * (1 - weight) + sorted[below + 1] * weight).moved(between: sorted[below], sorted[below + 1])
  }
}

extension Double {
  /// The nearest number between two: what lies there but for its rounding.
  func moved(between low: Double, _ high: Double) -> Double { self < low ? low : self > high ? high : self }
}
