import Laboratory

extension Notebook {
  /// Measures how far the source's formulas of the continuous Bernoulli distribution are off: within the window around ½
  /// where they put a constant, at its end, and along logits that begin at −16.
  func measureErrors(inWindow window: [FormulaComparison], along logits: [FormulaComparison]) throws {
    let atBound = FormulaComparison(logit: -Double(Likelihood.logitBound))
    let lostGradients = window.map { abs($0.slope { $0.exact.logNormalizer - log1p(exp($0.exact.logit)) }) }
    let errors = logits.flatMap { [$0.errorOfLogDensity(at: 0), $0.errorOfLogDensity(at: 1)] }
    let found: [(name: String, value: Double, unit: String, format: NumberFormat)] = [
      ("mean-jump", FormulaComparison.jumpOfMean.source, "", .significant(2)),
      ("window-error", window.map(\.errorOfLogC).max()!, "nats", .significant(2)),
      ("lost-gradient", lostGradients.max()!, "", .significant(2)),
      ("worst-error", errors.max()!, "nats a pixel", .fixed(1)),
      ("right-error", errors[0], "nats", .significant(2)),
      ("bound-error", atBound.errorOfLogDensity(at: 1), "nats", .significant(2)),
      ("exact-gradient", logits[0].exactGradient, "", .fixed(2)),
      ("source-gradient", logits[0].sourceGradient, "", .fixed(2)),
    ]
    for (name, value, unit, format) in found { try measure(name, value, unit: unit, format: format) }
  }
}
