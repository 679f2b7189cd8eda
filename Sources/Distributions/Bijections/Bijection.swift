import LabAutodiff
import LabTensors

/// A smooth one-to-one map of unconstrained numbers onto a support, with the logarithm of its volume change.
///
/// It takes each number for itself, or vectors along the last axis, or more axes together: that is its event rank. With a
/// base it makes a distribution, `Transformed`, and of a draw a site of a guide, `Delta(imageOf:under:)`. One of one's own is a
/// type with these functions; its parameters are variables that it keeps, and broadcast to what it maps. Two that are
/// `Equatable` and equal leave divergences as they are.
///
/// All of it should be finite however far out the argument lies: where rounding would put a value on the edge of its support, it
/// is the nearest number inside, as it is here.
public protocol Bijection {
  /// The number of last axes that one application takes together: 0 where each number is mapped for itself, 1 of vectors.
  var eventRank: Int { get }

  /// Where the images of all numbers lie.
  var support: Support { get }

  /// The image of unconstrained numbers.
  func callAsFunction(_ x: Variable) -> Variable

  /// The numbers whose image this is; values on the edge of the support count as the nearest inside.
  func inverse(_ y: Variable) -> Variable

  /// log |det ∂y/∂x|, of the argument's shape without the last axes of an event.
  func logDeterminant(_ x: Variable) -> Variable

  /// The image and log |det ∂y/∂x|: by the two functions, unless a map has both from one computation, such as an evaluation of
  /// a network.
  func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable)

  /// The numbers x whose image this is, and log |det ∂y/∂x| at x: by the two functions, unless a map has both from one
  /// computation.
  func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable)

  /// The shape of the numbers that a value of this shape is the image of: the same unless said otherwise.
  func unconstrainedShape(of shape: Shape) -> Shape

  /// The shape of the image of numbers of this shape: the same unless said otherwise.
  ///
  /// A map whose parameters may have more axes than what it maps, or longer ones, gives the shape that both broadcast to: by that
  /// `Transformed` knows how many distributions it has, and draws for each of them.
  func imageShape(of shape: Shape) -> Shape

  /// The mean and the variance of the images of draws from a distribution, where a closed form is known; nil unless said
  /// otherwise.
  func moments(under base: any Distribution) -> (mean: Variable, variance: Variable)?

  /// The mean of log |det ∂y/∂x| over a distribution, of its batch's shape, where a closed form is known: what the entropy of
  /// the images is greater by. Nil unless said otherwise.
  func meanLogDeterminant(under base: any Distribution) -> Variable?
}

extension Bijection {
  /// The one, and then the other.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    let image = callAsFunction(x)
    return (image, logDeterminant(x))
  }

  /// The one, and then the other.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    let x = inverse(y)
    return (x, logDeterminant(x))
  }

  /// The same.
  public func unconstrainedShape(of shape: Shape) -> Shape { shape }

  /// The same.
  public func imageShape(of shape: Shape) -> Shape { shape }

  /// Not known.
  public func moments(under base: any Distribution) -> (mean: Variable, variance: Variable)? { nil }

  /// Not known.
  public func meanLogDeterminant(under base: any Distribution) -> Variable? { nil }
}

extension Support {
  /// The map of all numbers onto the support, by which automatic guides draw a site; nil where its values are discrete.
  public var bijection: (any Bijection)? {
    switch self {
    case .real: .identity
    case .positive: .exponential
    case .unitInterval: .logistic
    case .interval(let low, let high): .interval(low: low, high: high)
    case .simplex: .stickBreaking
    case .binary, .counts, .categories, .oneHot: nil
    }
  }
}

extension ClosedRange<Float> {
  /// The numbers between 0 and 1 whose logarithms, and those of what is left to 1, are ordinary.
  static let insideUnitInterval = Float.leastNormalMagnitude...Float(1).nextDown
}
