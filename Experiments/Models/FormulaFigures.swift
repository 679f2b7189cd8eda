import Laboratory

extension Panels {
  /// The exact normaliser and mean over λ, and the mean beside the source's for those near ½.
  static func formulas(_ lambdas: [Double], near: [Double]) -> Panels {
    let exact = lambdas.map { ExactFormulas(lambda: $0) }
    return Panels([
      Figure(.line(lambdas, exact.map(\.logC)), x: "λ", y: Axis("log C(λ)", unit: "nats"), title: "Log-normaliser"),
      Figure(
        [.line(lambdas, exact.map(\.mean), name: "mean"), .diagonal(name: "λ itself")],
        x: Axis("λ", limits: 0...1), y: Axis("mean", limits: 0...1), title: "Mean"),
      Figure(FormulaComparison.lines(near, \.mean, \.mean), x: "λ", y: "mean", title: "Mean around ½"),
    ])
  }

  /// How far the source's formulas are off at λ near ½, and along logits; and the gradients by the logit.
  static func formulaErrors(near lambdas: [Double], along logits: [Double]) -> Panels {
    let near = lambdas.map { FormulaComparison(lambda: $0) }, along = logits.map { FormulaComparison(logit: $0) }
    func errors(at x: Double) -> Mark {
      .errors(logits, along.map { $0.errorOfLogDensity(at: x) }, name: "x = \(NumberFormat.shortest(x))")
    }
    let around: [Mark] = [
      .errors(lambdas, near.map(\.errorOfMean), name: "mean"),
      .errors(lambdas, near.map(\.errorOfLogC), name: "log C (nats)"),
    ]
    let gradients: [Mark] = [
      .line(logits, along.map(\.exactGradient), name: "exact"),
      .line(logits, along.map(\.sourceGradient), name: "source"),
    ]
    return Panels([
      Figure(around, x: "λ", y: Axis("error of the source", scale: .log), title: "Around ½"),
      Figure(
        [errors(at: 0), errors(at: 1)], x: "logit η", y: Axis("error of log p(x)", unit: "nats", scale: .log),
        title: "Saturated"),
      Figure(gradients, x: "logit η", y: "∂ log p(1)/∂η", title: "Gradient at a white pixel"),
    ])
  }
}
