import LabAutodiff
import LabNeuralNetworks
import LabTensors

/// The mean of independent samples, with its standard error.
struct Estimate {
  let mean, standardError: Double
  let count: Int

  init(_ samples: [Double]) {
    count = samples.count
    let mean = samples.reduce(0, +) / Double(count)
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / Double(count * (count - 1))).squareRoot()
  }

  /// The variance of one sample.
  var variance: Double { standardError * standardError * Double(count) }

  /// By how many standard errors the mean lies from a value, beyond what rounding makes of it.
  func deviation(from value: Double, rounding: Double = 2e-6) -> Double {
    max(abs(mean - value) - rounding, 0) / max(standardError, .leastNormalMagnitude)
  }

  /// By how many standard errors of the difference two estimates lie apart.
  func deviation(from other: Estimate) -> Double {
    let difference = standardError * standardError + other.standardError * other.standardError
    return abs(mean - other.mean) / difference.squareRoot()
  }
}

extension [Parameter: Tensor] {
  /// The estimate of a parameter's gradient from its rows, in the column that belongs to a dimension.
  func estimate(_ parameter: Parameter, dimension: Int = 0) -> Estimate {
    let gradient = self[parameter] ?? .zeros([0]), columns = gradient.shape.rank > 1 ? gradient.shape[1] : 1
    return Estimate(
      stride(from: dimension, to: gradient.count, by: columns).map { [elements = gradient.elements] in
        Double(elements[$0])
      })
  }
}

/// The gradients of a loss by its parameters; zeros where it does not depend on one.
func gradients(_ parameters: [Parameter], of loss: (Pass) throws -> Loss) rethrows -> [Parameter: Tensor] {
  let tape = Tape(), terms = try loss(Pass(.training, on: tape)).terms
  let found = tape.gradients(of: terms.reduce(tape.variable(Tensor(0))) { $0 + $1.value * $1.weight })
  return Dictionary(uniqueKeysWithValues: parameters.map { ($0, found[$0] ?? .zeros($0.value.shape)) })
}

/// (f(x + h) − f(x − h))/2h in double precision: with h = 1e-4 and smooth functions of the size of 1, right to 1e-8.
func derivative<Point>(_ f: (Point) -> Double, at point: Point, by coordinate: WritableKeyPath<Point, Double>) -> Double
{
  let step = 1e-4
  var above = point, below = point
  above[keyPath: coordinate] += step
  below[keyPath: coordinate] -= step
  return (f(above) - f(below)) / (2 * step)
}
