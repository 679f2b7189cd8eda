import Laboratory

/// How far the library's form of GELU is from the formula in double precision, at worst on a grid.
struct FunctionCheck {
  let form: GELUForm
  /// Between the library's values and the formula's.
  let value: Double
  /// Between the derivative that the tape finds and the formula's.
  let slope: Double
  /// Between the derivative that the tape finds and the differences of the library's values.
  let differences: Double

  /// Checks a form on a grid of numbers.
  init(of form: GELUForm, on grid: [Double]) {
    func distance(_ values: Tensor, _ references: [Double]) -> Double {
      zip(values.elements, references).map { abs(Double($0) - $1) }.max()!
    }
    let points = Tensor(grid.map(Float.init)), function = ComparedActivation.gelu(form).function
    let slopes = function.slopesByTape(at: points)
    self.form = form
    value = distance(points.mapped(function), grid.map(form.value))
    slope = distance(slopes, grid.map(form.slope))
    differences = distance(slopes, function.slopesByDifferences(at: points).doubles)
  }
}

extension ElementwiseFunction {
  /// The derivative at each point, as the tape finds it.
  func slopesByTape(at points: Tensor) -> Tensor {
    let tape = Tape(), x = tape.variable(points)
    return tape.gradients(of: x.mapped(self).sum())[x]!
  }

  /// The derivative at each point by the central difference over five values, 1/16 apart.
  fileprivate func slopesByDifferences(at points: Tensor) -> Tensor {
    func at(_ steps: Float) -> Tensor { points.scaled(by: 1, offset: steps / 16).mapped(self) }
    return (at(-2) - at(2) + (at(1) - at(-1)) * 8) * (16 / 12)
  }
}
