import Laboratory

extension Notebook {
  /// Measures how far the source's formulas of the continuous Bernoulli distribution are off: within the window around ½
  /// where they put a constant, at its end, and at logits of −16, −32 and the bound of the paper's authors.
  func measureErrors(inWindow window: [FormulaComparison]) throws {
    let atBound = FormulaComparison(logit: -Double(Likelihood.logitBound))
    let near = FormulaComparison(logit: -16), far = FormulaComparison(logit: -32)
    let lostGradients = window.map { abs($0.slope { $0.exact.logNormalizer - log1p(exp($0.exact.logit)) }) }
    let found: [(name: String, value: Double, unit: String, format: NumberFormat)] = [
      ("mean-jump", FormulaComparison.jumpOfMean.source, "", .significant(2)),
      ("window-error", window.map(\.errorOfLogC).max()!, "nats", .significant(2)),
      ("lost-gradient", lostGradients.max()!, "", .significant(2)),
      ("right-error", near.errorOfLogDensity(at: 0), "nats", .significant(2)),
      ("wrong-error", near.errorOfLogDensity(at: 1), "nats", .significant(2)),
      ("far-error", far.errorOfLogDensity(at: 1), "nats", .significant(2)),
      ("bound-error", atBound.errorOfLogDensity(at: 1), "nats", .significant(2)),
      ("exact-gradient", near.exactGradient, "", .fixed(2)),
      ("source-gradient", near.sourceGradient, "", .fixed(2)),
    ]
    for (name, value, unit, format) in found { try measure(name, value, unit: unit, format: format) }
  }
}
