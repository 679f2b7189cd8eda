import Foundation
import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// A rising curve of quotients of quadratics through knots, for each number, between −B and B; the identity outside
/// (Durkan et al. 2019, section 3.1).
///
/// Of the raw numbers, K become the widths of the bins between the knots and K their heights, each by a softmax and at least a
/// thousandth of 2B, and K − 1 the slopes at the knots between them, by a softplus and at least a thousandth; at the ends the slope is
/// 1. Raw numbers of 0 are the identity. With ξ from 0 to 1 along a bin from (x₀, y₀) to (x₁, y₁), whose mean slope is s and whose
/// slopes at the ends are d₀ and d₁ (equations 4 and 5),
///
///     y = y₀ + (y₁ − y₀) (s ξ² + d₀ ξ (1 − ξ))/q,   q = s + (d₀ + d₁ − 2s) ξ (1 − ξ)
///     ∂y/∂x = s² (d₁ ξ² + 2s ξ (1 − ξ) + d₀ (1 − ξ)²)/q²
public struct RationalQuadraticSplineBijection: Bijection {
  /// B.
  public let bound: Float
  /// The knots and the slopes there, … × (K + 1).
  let xs, ys, slopes: Variable

  /// From the raw numbers, 3K − 1 along the last axis; the axes before it broadcast to what is mapped.
  public init(_ numbers: Variable, bins: Int, bound: Float) {
    require(bins >= 2 && bins < 500 && bound > 0, "a spline of \(bins) bins between −\(bound) and \(bound)")
    require(
      numbers.shape.rank > 0 && numbers.shape[-1] == Self.numberCount(bins: bins),
      "a spline of \(bins) bins is made of \(Self.numberCount(bins: bins)) numbers, not of \(numbers.shape)")
    self.bound = bound
    let parts = numbers.parts(bins, bins, bins - 1), ends = Variable(.ones(numbers.shape.dropLast() + [1]))
    (xs, ys) = (Self.knots(parts[0], bound), Self.knots(parts[1], bound))
    let inner = softplus(parts[2] + Self.slopeOffset) + Self.leastSlope
    slopes = Variable.concatenate([ends, inner, ends], along: -1)
  }

  /// 3K − 1.
  public static func numberCount(bins: Int) -> Int { 3 * bins - 1 }

  /// The least part of the interval that a bin takes, and the least slope at a knot.
  private static let leastPart: Float = 1e-3, leastSlope: Float = 1e-3
  /// Where softplus is 1 less the least slope: log(e^0.999 − 1).
  private static let slopeOffset: Float = 0.5397424172369522

  /// −B, the sums of the first parts of the interval, and B.
  private static func knots(_ raw: Variable, _ bound: Float) -> Variable {
    let bins = raw.shape[-1], rows = raw.shape.dropLast(), rest = 1 - leastPart * Float(bins)
    let summing = Tensor(
      (0..<bins * (bins - 1)).map { $0 / (bins - 1) <= $0 % (bins - 1) ? 2 * bound * rest : 0 },
      shape: [bins, bins - 1])
    let least = Tensor((1..<bins).map { 2 * bound * leastPart * Float($0) - bound })
    let inner = raw.softmax(along: -1).reshaped(to: [-1, bins]).affine(Variable(summing), bias: Variable(least))
    func end(_ x: Float) -> Variable { Variable(Tensor(repeating: x, shape: rows + [1])) }
    return Variable.concatenate([end(-bound), inner.reshaped(to: rows + [bins - 1]), end(bound)], along: -1)
  }

  /// 0.
  public var eventRank: Int { 0 }
  /// Any number.
  public var support: Support { .real }
  /// With the axes of the curves.
  public func imageShape(of shape: Shape) -> Shape { shape.widened(by: xs.shape.dropLast()) }
  /// The height of the curve.
  public func callAsFunction(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).image }
  /// Where the curve has this height: the root of a quadratic in its bin.
  public func inverse(_ y: Variable) -> Variable { inverseWithLogDeterminant(of: y).argument }
  /// The logarithm of the curve's slope.
  public func logDeterminant(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).logDeterminant }

  /// Both in one bin.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    let (x, bin, inside) = located(x, among: xs)
    // What is outside stands at the first knot, where everything is finite.
    let middle = x.chosen(where: inside, otherwise: Variable(Tensor(repeating: -bound, shape: x.shape)))
    let (y, slope) = bin(at: middle)
    return (y.chosen(where: inside, otherwise: x), change(slope, inside))
  }

  /// Both in one bin. The derivative of the root is that of the implicit function.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    let (y, bin, inside) = located(y, among: ys)
    let middle = y.chosen(where: inside, otherwise: Variable(Tensor(repeating: -bound, shape: y.shape)))
    let root = bin.root(of: middle.value), (image, slope) = bin(at: Variable(root))
    let x = Variable.solution(root, residual: middle - image, slope: slope.value)
    return (x.chosen(where: inside, otherwise: y), change(bin(at: x).slope, inside))
  }

  private func change(_ slope: Variable, _ inside: [Bool]) -> Variable {
    log(slope).chosen(where: inside, otherwise: Variable(.zeros(slope.shape)))
  }

  /// The value, as often as there are curves; the bin that it falls in among knots, the first where it falls in none; and whether
  /// it does.
  private func located(
    _ value: Variable, among knots: Variable
  ) -> (value: Variable, bin: SplineBin, inside: [Bool]) {
    guard let shape = Shape.broadcast(value.shape, knots.shape.dropLast()) else {
      brokenRule("a spline of knots of shape \(knots.shape) cannot map numbers of shape \(value.shape)")
    }
    let value = value.broadcast(to: shape), count = xs.shape[-1], whole = shape + [count]
    let elements = value.value.elements, inside = elements.map { $0 > -bound && $0 < bound }
    let positions = knots.value.broadcast(to: whole).withElements { knots in
      elements.indices.map { i in
        // The last knot that is not above the number.
        inside[i] ? (1..<count - 1).last { knots[i * count + $0] <= elements[i] } ?? 0 : 0
      }
    }
    let (xs, ys, slopes) = (xs.broadcast(to: whole), ys.broadcast(to: whole), slopes.broadcast(to: whole))
    return (value, SplineBin(xs: xs, ys: ys, slopes: slopes, at: positions), inside)
  }
}

/// For each number the bin of its spline: between two knots.
private struct SplineBin {
  private let left, width, bottom, height, meanSlope, firstSlope, lastSlope: Variable

  init(xs: Variable, ys: Variable, slopes: Variable, at positions: [Int]) {
    let next = positions.map { $0 + 1 }
    (left, bottom) = (xs.element(at: positions), ys.element(at: positions))
    // From the rounded knots, so that bins meet.
    (width, height) = (xs.element(at: next) - left, ys.element(at: next) - bottom)
    meanSlope = height / width
    (firstSlope, lastSlope) = (slopes.element(at: positions), slopes.element(at: next))
  }

  /// The height of the curve, and its slope.
  func callAsFunction(at x: Variable) -> (height: Variable, slope: Variable) {
    let part = (x - left) / width, rest = 1 - part, product = part * rest
    let quotient = meanSlope + (firstSlope + lastSlope - meanSlope * 2) * product
    let relative = part * (meanSlope * part + firstSlope * rest) / quotient
    let bent = lastSlope * square(part) + meanSlope * product * 2 + firstSlope * square(rest)
    return (bottom + height * relative, bent * square(meanSlope / quotient))
  }

  /// Where the curve has a height within the bin (Durkan et al. 2019, section 3.1): ξ = 2c/(−b − √(b² − 4ac)), which loses no
  /// digits where a is near 0.
  func root(of y: Tensor) -> Tensor {
    let y = y.elements, left = left.value.elements, width = width.value.elements
    let bottom = bottom.value.elements, height = height.value.elements
    let first = firstSlope.value.elements, last = lastSlope.value.elements
    return Tensor(
      y.indices.map { i in
        let above = Double(y[i]) - Double(bottom[i]), height = Double(height[i]), width = Double(width[i])
        let s = height / width, excess = Double(first[i]) + Double(last[i]) - 2 * s
        let a = height * (s - Double(first[i])) + above * excess
        let b = height * Double(first[i]) - above * excess, c = -s * above
        let part = 2 * c / (-b - max(b * b - 4 * a * c, 0).squareRoot())
        return Float(Double(left[i]) + width * min(max(part, 0), 1))
      }, shape: meanSlope.shape)
  }
}
