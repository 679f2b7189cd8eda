import Laboratory

/// A line through points of known noise, y ~ N(a + b x, 1) with a and b ~ N(0, 5²), whose x lie around an offset: the farther
/// that is from 0, the more a line that is steeper has to begin lower, and the more a and b depend on each other.
struct ShiftedLine {
  static let count = 20
  private static let priorPrecision = 1.0 / 25

  let offset: Double
  let x: [Double]

  init(offset: Double) {
    self.offset = offset
    x = (0..<Self.count).map { offset + 2 * (Double($0) + 0.5) / Double(Self.count) - 1 }
  }

  /// y.
  func data(using random: Random) -> Tensor {
    Tensor(x.map { Float(0.5 + $0) }) + .normal([Self.count], using: random)
  }

  func model(_ trace: Trace, _ y: Tensor) throws {
    let prior = Normal(mean: Variable(0), standardDeviation: Variable(5))
    let a = try trace.sample("a", prior), b = try trace.sample("b", prior)
    try trace.plate("points", size: y.count) {
      let line = a + b * Variable(Tensor(x.map(Float.init)))
      try trace.observe("y", Normal(mean: line, standardDeviation: Variable(1)), y)
    }
  }

  /// The precision of the posterior: of a, of both, of b.
  private var precision: (a: Double, ab: Double, b: Double) {
    (
      Double(Self.count) + Self.priorPrecision, x.reduce(0, +),
      x.reduce(0) { $0 + $1 * $1 } + Self.priorPrecision
    )
  }

  /// The correlation ρ of a and b in the posterior, whatever the data.
  var correlation: Double { -precision.ab / (precision.a * precision.b).squareRoot() }

  /// The posterior's standard deviations of a and b.
  var deviations: [Double] {
    let (a, ab, b) = precision, determinant = a * b - ab * ab
    return [(b / determinant).squareRoot(), (a / determinant).squareRoot()]
  }

  /// The posterior's means of a and b.
  func means(of y: Tensor) -> [Double] {
    let (a, ab, b) = precision, determinant = a * b - ab * ab
    let sum = y.elements.reduce(0) { $0 + Double($1) }
    let products = zip(x, y.elements).reduce(0) { $0 + $1.0 * Double($1.1) }
    return [(b * sum - ab * products) / determinant, (a * products - ab * sum) / determinant]
  }
}
