/// Where a function of one number is largest on a grid.
struct GridMaximum {
  let x, value: Double

  /// A maximum that is known.
  init(x: Double, value: Double) { (self.x, self.value) = (x, value) }

  /// The largest value of a function on a grid.
  init(on grid: [Double], of function: (Double) -> Double) {
    self = grid.map { GridMaximum(x: $0, value: function($0)) }.max { $0.value < $1.value }!
  }

  /// Whether it is another maximum to a hundred-thousandth of its value, in a place of the same size to a step of a grid.
  func agrees(with known: GridMaximum, step: Double) -> Bool {
    abs(value / known.value - 1) < 1e-5 && abs(abs(x) - known.x) < step
  }
}

/// How wrong an approximation of GELU is at worst, in value and in the derivative, and where.
struct LargestErrors {
  let form: GELUForm
  let value, slope: GridMaximum

  private init(_ form: GELUForm, value: GridMaximum, slope: GridMaximum) {
    (self.form, self.value, self.slope) = (form, value, slope)
  }

  /// The largest errors on a grid.
  init(of form: GELUForm, on grid: [Double]) {
    self.init(
      form, value: GridMaximum(on: grid) { abs(form.error($0)) },
      slope: GridMaximum(on: grid) { abs(form.slopeError($0)) })
  }

  /// Both approximations' as 30-digit arithmetic finds them, with their places.
  static let known = [
    LargestErrors(
      .sigmoid, value: GridMaximum(x: 2.2703977, value: 0.020334872),
      slope: GridMaximum(x: 1.4219476, value: 0.029072046)),
    LargestErrors(
      .tanh, value: GridMaximum(x: 2.6989414, value: 0.00047323552),
      slope: GridMaximum(x: 2.0186558, value: 0.00086845183)),
  ]

  /// Whether the error of the value only falls from a distance of 0 on, to either side, as far as eight times that.
  func shrink(beyond distance: Double) -> Bool {
    [-distance, distance].allSatisfy { place in
      let tail = (0...1024).map { abs(form.error(place * (1 + 7 * Double($0) / 1024))) }
      return zip(tail, tail.dropFirst()).allSatisfy { $1 <= $0 }
    }
  }

  /// Whether they are others, known, as a grid of these steps can show.
  func agree(with known: LargestErrors, step: Double) -> Bool {
    value.agrees(with: known.value, step: step) && slope.agrees(with: known.slope, step: step)
  }
}
