import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// What a coupling or an autoregressive flow does to each number, with parameters that a network gives.
public enum ElementMap: Equatable, Sendable {
  /// y = x eˢ + t, with s = c tanh(r/c) of any number r, which cannot overflow: scales are from e⁻ᶜ to eᶜ.
  case affine(logScaleBound: Float = 3)
  /// A rational-quadratic spline of so many bins between −bound and bound, and the identity outside.
  case spline(bins: Int = 8, bound: Float = 5)

  /// How many numbers make the map of one.
  public var numberCount: Int {
    switch self {
    case .affine: 2
    case .spline(let bins, _): RationalQuadraticSplineBijection.numberCount(bins: bins)
    }
  }

  /// The map that raw numbers along the last axis make; of zeros it is the identity.
  public func bijection(_ numbers: Variable) -> any Bijection {
    switch self {
    case .affine(let bound):
      require(
        numbers.shape.rank > 0 && numbers.shape[-1] == 2 && bound > 0,
        "an affine map of numbers of shape \(numbers.shape), which should be two, and a bound of \(bound) above 0")
      let parts = numbers.parts(1, 1).map { $0.reshaped(to: numbers.shape.dropLast()) }
      return AffineBijection(shift: parts[0], logScale: tanh(parts[1] / bound) * bound)
    case .spline(let bins, let bound):
      return RationalQuadraticSplineBijection(numbers, bins: bins, bound: bound)
    }
  }
}

/// A map of each number for itself, whose parameters training moves, or an affine function of a context gives (amortised).
public struct ElementwiseFlow: Flow {
  private let size: Int
  private let map: ElementMap
  private let numbers: MapNumbers

  /// A map of vectors of so many numbers that begins as the identity.
  ///
  /// - Parameters:
  ///   - name: What its parameters' names begin with.
  ///   - size: The length of the vectors.
  ///   - map: What becomes of each number.
  ///   - contextSize: The length of the context; 0 for none.
  public init(_ name: String, size: Int, map: ElementMap, contextSize: Int = 0) {
    require(size > 0, "a map of vectors of \(size) numbers")
    (self.size, self.map) = (size, map)
    numbers = MapNumbers(name, start: .zeros([size * map.numberCount]), contextSize: contextSize)
  }

  /// The numbers that the maps are made of; of a context, the weights and the bias that give them.
  public var parameters: [Parameter] { numbers.parameters }
  /// As given.
  public var contextSize: Int { numbers.contextSize }

  /// The map of these numbers.
  public func bijection(in pass: Pass, context: Variable?) -> ComposedBijection {
    checkContext(context)
    let numbers = numbers(pass, context), shape = numbers.shape.dropLast() + [size, map.numberCount]
    return ComposedBijection([map.bijection(numbers.reshaped(to: shape))])
  }
}
