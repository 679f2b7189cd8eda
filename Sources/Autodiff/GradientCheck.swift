import LabTensors

/// Whether the gradients of a function are those of finite differences, at a point and along a random direction.
///
/// ```swift
/// let check = GradientCheck(at: [x, weights], using: random["check"]) { $0[0].affine($0[1], bias: bias) }
/// #expect(check.disagreements.isEmpty)
/// ```
///
/// With c random weights of the result's elements, the function checked is L(x) = Σ c f(x), added up in double precision. Two
/// central differences, with steps h = 2⁻⁵ and h/2, combined as (4 D(h/2) − D(h))/3 (Richardson 1911), leave an error of order
/// h⁴ ≈ 1e-6 times fifth derivatives; the rounding of f, 2⁻²⁴/h ≈ 2e-6 of its values, is as small. The tolerance of 1e-4 of
/// Σ |c f′ d| is above both, and below what one wrong element among a hundred would show. It wants numbers of the order of 1
/// and a function that is smooth for 1/32 around them.
public struct GradientCheck: Sendable {
  /// What was found of one argument.
  public struct Finding: Sendable {
    /// The derivative along the direction by the tape, and by differences.
    public let byTape, byDifferences: Double
    /// The largest difference of the two that rounding and the step explain.
    public let tolerance: Double

    /// Whether the two agree; a derivative that is not finite agrees with none.
    public var agrees: Bool { byTape.isFinite && abs(byTape - byDifferences) <= tolerance }
  }

  /// One for each argument.
  public let findings: [Finding]

  /// Checks a function of one or more arguments at a point.
  public init(at arguments: [Tensor], using random: Random, _ function: ([Variable]) -> Variable) {
    func value(_ arguments: [Tensor]) -> Tensor { function(arguments.map { Variable($0) }).value }
    var random = random
    let cotangent = random.normal(value(arguments).shape), tape = Tape(), variables = arguments.map(tape.variable)
    let gradients = tape.gradients(of: (function(variables) * Variable(cotangent)).sum())
    findings = arguments.enumerated().map { position, argument in
      // −1, −¾, … 1: a step along it is exact. Never 0, in which direction every derivative is right.
      let direction = Tensor(
        random.integers(in: -4..<4, count: argument.count).map { Float($0 < 0 ? $0 : $0 + 1) / 4 },
        shape: argument.shape)
      func loss(_ step: Float) -> Double {
        var moved = arguments
        moved[position] = argument + direction * step
        return zip(value(moved).elements, cotangent.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      func difference(_ step: Float) -> Double { (loss(step) - loss(-step)) / (2 * Double(step)) }
      let gradient = gradients[variables[position]] ?? .zeros(argument.shape)
      // One of another shape is no gradient of the argument.
      let slopes = gradient.shape == argument.shape ? gradient.elements : argument.elements.map { _ in .nan }
      let terms = zip(slopes, direction.elements).map { Double($0) * Double($1) }
      return Finding(
        byTape: terms.reduce(0, +), byDifferences: (4 * difference(0x1p-6) - difference(0x1p-5)) / 3,
        tolerance: 1e-4 * (terms.map(abs).reduce(0, +) + 0.1))
    }
  }

  /// Where the two do not agree, in words; empty where all is well.
  public var disagreements: [String] {
    findings.enumerated().filter { !$0.element.agrees }.map {
      "argument \($0.offset): \($0.element.byTape) by the tape, \($0.element.byDifferences) by differences"
    }
  }
}
