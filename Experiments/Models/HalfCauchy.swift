import Laboratory

/// The half of a Cauchy distribution above 0, with density 2/(π s (1 + (x/s)²)): the customary prior of a deviation, which
/// allows 0 and has a long tail.
struct HalfCauchy: Distribution {
  /// s.
  let scale: Float
  var batchShape: Shape = []

  var eventShape: Shape { [] }
  var support: Support { .positive }
  /// There is none.
  var mean: Variable { Variable(Tensor(repeating: .infinity, shape: batchShape)) }
  /// There is none.
  var variance: Variable { mean }

  func logDensity(_ x: Variable) -> Variable { log(2 / (Float.pi * scale)) - log1p(square(x / scale)) }

  /// The ratio of two normal numbers, without their signs.
  func sample(using random: inout Random) -> Tensor {
    let first = random.normal(batchShape), second = random.normal(batchShape)
    let ratios = zip(first.elements, second.elements).map { abs($0) / max(abs($1), 1e-20) * scale }
    return Tensor(ratios.map { max($0, .leastNormalMagnitude) }, shape: batchShape)
  }

  func expanded(to batchShape: Shape) -> HalfCauchy { HalfCauchy(scale: scale, batchShape: batchShape) }
}
