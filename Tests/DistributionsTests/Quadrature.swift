import Foundation
import LabAutodiff
import LabDistributions
import LabTensors

/// Points and weights with which a sum stands for an integral over (nearly) all of a distribution, or for the sum over
/// its values.
struct Quadrature {
  /// N × event; in rising order where the event is a number.
  let points: Tensor
  let weights: [Double]
  /// Whether the points are all the values there are.
  let isDiscrete: Bool

  /// Simpson's rule between neighbouring knots, which stand at kinks and jumps of the density or of its derivative: the
  /// points there lie just beside them.
  ///
  /// The steepest density of the examples, e^(1000 x) on [0, 1], changes by a factor of 1.06 in one of 2¹⁴ intervals:
  /// the rule's error is 0.061⁴/180 = 8e-8 of the integral.
  static func interval(_ knots: Double..., intervals: Int = 1 << 14) -> Quadrature {
    mapped(knots, intervals: intervals) { ($0, 1) }
  }

  /// Simpson's rule over t for points eᵗ.
  static func exponential(from low: Double, to high: Double, intervals: Int = 1 << 14) -> Quadrature {
    mapped([low, high], intervals: intervals) { (exp($0), exp($0)) }
  }

  /// Simpson's rule over t for a function of t, given with its derivative.
  static func mapped(
    _ knots: [Double], intervals: Int, _ map: (Double) -> (value: Double, derivative: Double)
  ) -> Quadrature {
    var points = [Float](), weights = [Double]()
    for (piece, (low, high)) in zip(knots, knots.dropFirst()).enumerated() {
      let width = (high - low) / Double(intervals)
      for index in 0...intervals {
        let (value, derivative) = map(index == intervals ? high : low + width * Double(index))
        let isAfterKnot = index == 0 && piece > 0, isBeforeKnot = index == intervals && piece < knots.count - 2
        points.append(isAfterKnot ? beside(value, 1) : isBeforeKnot ? beside(value, -1) : Float(value))
        weights.append(width / 3 * (index == 0 || index == intervals ? 1 : index % 2 == 1 ? 4 : 2) * derivative)
      }
    }
    return Quadrature(points: Tensor(points), weights: weights, isDiscrete: false)
  }

  private static func beside(_ value: Double, _ sign: Float) -> Float {
    value == 0 ? sign * 0x1p-100 : sign > 0 ? Float(value).nextUp : Float(value).nextDown
  }

  /// A grid of pairs, by the trapezoidal rule: for a smooth density that has died away at the borders its error falls
  /// faster than any power of the spacing.
  static func plane(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, side: Int = 256) -> Quadrature {
    let steps = [x, y].map { ($0.upperBound - $0.lowerBound) / Double(side) }
    var points = [Float]()
    for i in 0...side {
      for j in 0...side {
        points.append(Float(x.lowerBound + steps[0] * Double(i)))
        points.append(Float(y.lowerBound + steps[1] * Double(j)))
      }
    }
    return Quadrature(
      points: Tensor(points, shape: [(side + 1) * (side + 1), 2]),
      weights: [Double](repeating: steps[0] * steps[1], count: (side + 1) * (side + 1)), isDiscrete: false)
  }

  /// A sum over values: numbers, or vectors along the first axis.
  static func values(_ points: Tensor) -> Quadrature {
    Quadrature(points: points, weights: [Double](repeating: 1, count: points.shape[0]), isDiscrete: true)
  }

  /// The probabilities that the density gives to the points' weights.
  func probabilities(_ distribution: any Distribution) -> [Double] {
    zip(weights, distribution.logDensity(Variable(points)).value.elements).map { $0 * exp(Double($1)) }
  }

  /// The points as vectors; numbers are vectors of one element.
  var vectors: [[Double]] { Quadrature.vectors(points) }

  static func vectors(_ points: Tensor) -> [[Double]] {
    let elements = points.elements.map(Double.init), length = max(elements.count / max(points.shape[0], 1), 1)
    return stride(from: 0, to: elements.count, by: length).map { Array(elements[$0..<$0 + length]) }
  }
}

/// The sums of the rows' elements, column by column, and of their magnitudes and squares.
func columnSums(_ rows: Tensor) -> [(total: Double, size: Double, squares: Double)] {
  let vectors = Quadrature.vectors(rows)
  return (vectors.first ?? []).indices.map { i in
    vectors.reduce(into: (0.0, 0.0, 0.0)) { sums, vector in
      sums.0 += vector[i]
      sums.1 += abs(vector[i])
      sums.2 += vector[i] * vector[i]
    }
  }
}
