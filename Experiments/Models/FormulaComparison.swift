import Laboratory

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

  /// How far the mean moves by either where the source's window ends, between λ = 0.51 and a hair beyond.
  static var jumpOfMean: (source: Double, exact: Double) {
    let edge = FormulaComparison(lambda: 0.51), beyond = FormulaComparison(lambda: 0.51 + 1e-12)
    return (beyond.source.mean - edge.source.mean, beyond.exact.mean - edge.exact.mean)
  }

  /// ∂ log p(1)/∂η: the gradient at a white pixel.
  var exactGradient: Double { slope { $0.exact.logDensity(1) } }
  var sourceGradient: Double { slope { $0.source.logDensity(1) } }

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

extension Mark {
  /// Errors as a logarithmic axis can show them: none below 10⁻⁸.
  static func errors(_ x: [Double], _ errors: [Double], name: String) -> Mark {
    .line(x, errors.map { max($0, 1e-8) }, name: name)
  }
}
