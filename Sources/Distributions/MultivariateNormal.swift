import Foundation
import LabAutodiff
import LabRequirements
import LabTensors

/// The normal distribution of vectors of D numbers, N(μ, L Lᵀ), kept by its mean and the lower-triangular Cholesky
/// factor L of its covariance.
public struct MultivariateNormal: ReparameterizedDistribution, ClosedFormDivergence {
  /// μ, batch × D.
  public let mean: Variable
  /// L, D × D or with a batch that broadcasts to the distribution's before these axes; 0 above the diagonal.
  public let choleskyFactor: Variable
  /// The logarithm of L's diagonal.
  public let logDiagonal: Variable

  /// From μ, the logarithm of L's diagonal, and a matrix of which L takes what is below the diagonal: any numbers give
  /// a distribution.
  public init(mean: Variable, logDiagonal: Variable, lowerTriangle: Variable) {
    let size = Self.size(mean, lowerTriangle)
    require(logDiagonal.shape.rank >= 1 && logDiagonal.shape[-1] == size, "a diagonal of \(logDiagonal.shape)")
    let diagonal =
      exp(logDiagonal.clamped(to: Self.logarithms)).reshaped(to: logDiagonal.shape + [1]) * Variable(.identity(size))
    self.init(mean, diagonal + lowerTriangle * Variable(.strictLowerTriangle(size)), logDiagonal)
  }

  /// From μ and L, whose diagonal is above 0; what stands above the diagonal is not used.
  public init(mean: Variable, choleskyFactor: Variable) {
    let size = Self.size(mean, choleskyFactor)
    let logDiagonal = log((choleskyFactor * Variable(.identity(size))).sum(along: [-1]))
    self.init(mean, choleskyFactor * Variable(.identity(size) + .strictLowerTriangle(size)), logDiagonal)
  }

  /// Between these the diagonal of L is kept where it is to be divided by: a distance of 0 is then 0 of any scale.
  private static let logarithms: ClosedRange<Float> = -87...87

  private init(_ mean: Variable, _ factor: Variable, _ logDiagonal: Variable) {
    guard let batch = Shape.broadcast(mean.shape.dropLast(), factor.shape.dropLast(2)) else {
      brokenRule("means of shape \(mean.shape) and Cholesky factors of \(factor.shape) do not broadcast")
    }
    self.mean = mean.broadcast(to: batch + [mean.shape[-1]])
    (choleskyFactor, self.logDiagonal) = (factor, logDiagonal)
  }

  private static func size(_ mean: Variable, _ matrix: Variable) -> Int {
    let (mean, matrix) = (mean.shape, matrix.shape)
    require(
      mean.rank >= 1 && matrix.rank >= 2 && matrix[-1] == matrix[-2] && matrix[-1] == mean[-1],
      "a mean of shape \(mean) and a matrix of \(matrix) make no multivariate normal distribution")
    return mean[-1]
  }

  /// The mean's shape without the last axis.
  public var batchShape: Shape { mean.shape.reduced(along: [-1]) }
  /// D.
  public var eventShape: Shape { [mean.shape[-1]] }
  /// Any numbers.
  public var support: Support { .real }
  /// The diagonal of L Lᵀ.
  public var variance: Variable { square(choleskyFactor).sum(along: [-1]).broadcast(to: mean.shape) }
  /// ½ D log 2πe + log det L.
  public var entropy: Variable? {
    (logDeterminant + 0.5 * (log(2 * Float.pi) + 1) * Float(mean.shape[-1])).broadcast(to: batchShape)
  }

  /// −½ |z|² − log det L − ½ D log 2π with L z = x − μ; −∞ where a number is infinite.
  public func logDensity(_ x: Variable) -> Variable {
    checkEvent(of: x)
    guard x.value.firstNonFinite == nil else {
      let finite = Tensor(x.value.elements.map { $0.isFinite ? 1 : 0 }, shape: x.shape)
      return logProduct(
        logDensity(x.zeroed(where: finite, isNotAbove: 0)), Variable(support.logIndicator(of: x.value)))
    }
    let constant = -0.5 * log(2 * Float.pi) * Float(mean.shape[-1])
    func formula(_ distance: Variable) -> Variable {
      let standardized = Variable.triangularSolve(choleskyFactor, distance)
      return logProduct(square(standardized).sum(along: [-1]).scaled(by: -0.5, offset: constant), -logDeterminant)
    }
    let distance = x - mean, density = formula(distance)
    let logarithms = density.value.elements
    guard logarithms.contains(-.infinity) else { return density }
    // Where it is so far away that this overflows, no gradient passes.
    let size = mean.shape[-1], shape = density.shape + [size], place = distance.broadcast(to: shape)
    let near = Tensor((0..<shape.count).map { logarithms[$0 / size] == -.infinity ? 0 : 1 }, shape: shape)
    let indicator = Tensor(logarithms.map { $0 == -.infinity ? $0 : 0 }, shape: density.shape)
    return logProduct(formula(place.zeroed(where: near, isNotAbove: 0)), Variable(indicator))
  }

  /// μ + L ε with standard normal ε.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    let noise = Variable(random.normal(mean.shape)), size = mean.shape[-1]
    if choleskyFactor.shape.rank == 2 {
      let rows = noise.reshaped(to: [-1, size]).matrixProduct(choleskyFactor.transposed([1, 0]))
      return mean + rows.reshaped(to: mean.shape)
    }
    let rows = noise.reshaped(to: batchShape + [1, size])
    return mean + (choleskyFactor * rows).sum(along: [-1])
  }

  /// KL(p ‖ q) = ½ (|M|² − D + |z|²) − log det M with M = Lq⁻¹ Lp and Lq z = μp − μq.
  ///
  /// The squares of M's diagonal are computed, less 1, as one function of its logarithm, and the rest of M from the difference
  /// of the factors, so that a small divergence keeps its digits.
  public func klDivergence(to other: MultivariateNormal) -> Variable {
    let size = mean.shape[-1]
    require(other.mean.shape[-1] == size, "\(size) dimensions against \(other.mean.shape[-1])")
    // The difference of a finite logarithm and an infinite one is infinite still when it is doubled, that of two infinite ones 0.
    let finite: ClosedRange<Float> = -2e38...2e38
    let logRatio = logDiagonal.clamped(to: finite) - other.logDiagonal.clamped(to: finite)
    let squares = (logRatio * 2).mapped(.expm1Excess).sum(along: [-1])
    // Off its diagonal M is Lq⁻¹ (Lp − Lq), which is small where the two are near; on the diagonal Lp − Lq is Lq's times
    // (ratio − 1), which exponentials, rounded, would not tell. Past e⁴⁴ the squares are infinite.
    let excess = logRatio.clamped(to: -100...45).mapped(.expm1).reshaped(to: logRatio.shape + [1])
    let difference =
      (choleskyFactor - other.choleskyFactor) * Variable(.strictLowerTriangle(size))
      + other.choleskyFactor * Variable(.identity(size)) * excess
    // The columns become the vectors of systems that share a matrix.
    let axes = Array(0..<difference.shape.rank)
    let columns = difference.transposed(axes.dropLast(2) + axes.suffix(2).reversed())
    let matrices = other.choleskyFactor.shape
    let shared = other.choleskyFactor.reshaped(to: matrices.dropLast(2) + [1] + matrices.suffix(2))
    let quotient = Variable.triangularSolve(shared, columns)
    let belowDiagonal = Tensor.strictLowerTriangle(size).transposed([1, 0]).broadcast(to: quotient.shape)
    let mixing = square(quotient.zeroed(where: belowDiagonal, isNotAbove: 0)).sum(along: [-2, -1])
    let distance = Variable.triangularSolve(other.choleskyFactor, mean - other.mean)
    // Where scales are too far apart for floats, nothing more can be told of the rest.
    let rest = square(distance).sum(along: [-1]) + mixing, total = rest + squares
    guard total.value.firstNonFinite != nil else { return total * 0.5 }
    let known = Tensor(
      (squares.value + .zeros(total.shape)).elements.map { $0 < .infinity ? 1 : 0 }, shape: total.shape)
    return (rest.zeroed(where: known, isNotAbove: 0) + squares) * 0.5
  }

  /// The same, repeated; the factor stays as it is.
  public func expanded(to batchShape: Shape) -> MultivariateNormal {
    MultivariateNormal(
      mean.broadcast(to: batchShape + eventShape), choleskyFactor, logDiagonal)
  }

  private var logDeterminant: Variable { logDiagonal.sum(along: [-1]) }
}

extension Tensor {
  /// 1 on the diagonal.
  fileprivate static func identity(_ size: Int) -> Tensor { matrix(size) { $0 == $1 } }

  /// 1 below the diagonal.
  fileprivate static func strictLowerTriangle(_ size: Int) -> Tensor { matrix(size) { $0 > $1 } }

  private static func matrix(_ size: Int, _ isOne: (Int, Int) -> Bool) -> Tensor {
    Tensor((0..<size * size).map { isOne($0 / size, $0 % size) ? 1 : 0 }, shape: [size, size])
  }
}
