import LabAutodiff

/// The log-normal distribution on the positive numbers: e to a normally distributed power, of which everything is known.
public typealias LogNormal = Transformed<Normal, ExponentialBijection>

extension LogNormal {
  /// From μ and log σ, the mean and the logarithm of the standard deviation of the logarithm.
  public init(meanOfLogarithm: Variable, logStandardDeviationOfLogarithm: Variable) {
    self.init(
      Normal(mean: meanOfLogarithm, logStandardDeviation: logStandardDeviationOfLogarithm), .exponential)
  }

  /// The distribution N(μ, σ²) of the logarithm.
  public var logarithm: Normal { base }
}

extension LogNormal: ClosedFormDivergence {
  /// That of the logarithms.
  public func klDivergence(to other: LogNormal) -> Variable { logarithm.klDivergence(to: other.logarithm) }
}
