import Figures

/// The source's formulas of one continuous Bernoulli distribution beside the exact ones.
struct FormulaComparison {
  let source: SourceFormulas
  let exact: ExactFormulas

  init(lambda: Double) { (source, exact) = (SourceFormulas(lambda: lambda), ExactFormulas(lambda: lambda)) }

  init(logit: Double) { (source, exact) = (SourceFormulas(logit: logit), ExactFormulas(logit: logit)) }

  /// By how much the source is off in the mean, in log C, and in log p(x).
  var errorOfMean: Double { abs(source.mean - exact.mean) }
  var errorOfLogC: Double { abs(source.logC - exact.logC) }
  func errorOfLogDensity(at x: Double) -> Double { abs(source.logDensity(x) - exact.logDensity(x)) }

  /// What both say of these λ.
  static func lines(
    _ lambdas: [Double], _ source: (SourceFormulas) -> Double, _ exact: (ExactFormulas) -> Double
  ) -> [Mark] {
    [
      .line(lambdas, lambdas.map { source(SourceFormulas(lambda: $0)) }, name: "source"),
      .line(lambdas, lambdas.map { exact(ExactFormulas(lambda: $0)) }, name: "exact"),
    ]
  }

  /// The derivative of a function by the logit here, by central differences.
  func slope(of function: (FormulaComparison) -> Double) -> Double {
    let logit = exact.logit
    return (function(.init(logit: logit + 1e-4)) - function(.init(logit: logit - 1e-4))) / 2e-4
  }
}
