import Foundation
import LabAutodiff
import LabTensors

/// Student's t distribution with ν degrees of freedom about a location m, kept by the logarithm of its scale s; with
/// growing ν it becomes N(m, s²).
public struct StudentT: ReparameterizedDistribution {
  /// ν > 0.
  public let degreesOfFreedom: Variable
  /// m.
  public let location: Variable
  /// log s.
  public let logScale: Variable

  /// From ν > 0, m and log s.
  public init(degreesOfFreedom: Variable, location: Variable, logScale: Variable) {
    let parameters = broadcastTogether(degreesOfFreedom, location, logScale, of: "Student's t distribution")
    (self.degreesOfFreedom, self.location, self.logScale) = (parameters[0], parameters[1], parameters[2])
  }

  /// From ν, m and s, with ν and s above 0.
  public init(degreesOfFreedom: Variable, location: Variable, scale: Variable) {
    self.init(degreesOfFreedom: degreesOfFreedom, location: location, logScale: log(scale))
  }

  /// The parameters' common shape.
  public var batchShape: Shape { location.shape }
  /// A number.
  public var eventShape: Shape { [] }
  /// Any number.
  public var support: Support { .real }
  /// s.
  public var scale: Variable { exp(logScale) }
  /// m where ν > 1, else NaN.
  public var mean: Variable { location + replacement(upTo: 1) { _ in .nan } }
  /// s² ν/(ν − 2) where ν > 2; ∞ from there to 1, and NaN where there is no mean.
  public var variance: Variable {
    exp(logScale * 2) * (1 + 2 / (degreesOfFreedom - 2)) + replacement(upTo: 2) { $0 > 1 ? .infinity : .nan }
  }

  /// ½(ν + 1) (ψ(½(ν + 1)) − ψ(½ν)) + log √ν B(½ν, ½) + log s, by differences of gamma functions that do not cancel.
  public var entropy: Variable? { RowFunction.studentEntropy(degreesOfFreedom, logScale) }

  /// log Γ(½(ν + 1)) − log Γ(½ν) − ½ log πν − log s − ½(ν + 1) log(1 + z²/ν) with z = (x − m)/s; of infinite ν the normal one.
  ///
  /// The first three terms are one function of ν, and z² is not formed: neither a large ν nor a large z loses digits.
  public func logDensity(_ x: Variable) -> Variable {
    let arguments = broadcastTogether(
      x - location, logScale, degreesOfFreedom, of: "Student's t distribution and its values")
    return RowFunction.studentLogDensity(arguments[0], arguments[1], arguments[2])
  }

  /// m + s ε √(ν/2G) with standard normal ε and gamma numbers G of concentration ½ν; of infinite ν m + s ε.
  ///
  /// The root is kept from exceeding e⁷⁸, which for ν = 0.7 it would once in 10²⁴ draws, so that draws are finite; for
  /// ν = 0.01 nearly half of them would.
  public func reparameterizedSample(using random: inout Random) -> Variable {
    // Where ν is infinite, the root is 1: a number takes ν's place, and the logarithm of the root becomes 0.
    let isFinite = Tensor(degreesOfFreedom.value.elements.map { $0 == .infinity ? 0 : 1 }, shape: batchShape)
    let nu = degreesOfFreedom.zeroed(where: isFinite, isNotAbove: 0) + Variable(1 - isFinite)
    let logGamma = reparameterizedLogGamma(nu / 2, using: &random)
    let logRoot = ((log(nu / 2) - logGamma) / 2).clamped(to: -.infinity...78).zeroed(where: isFinite, isNotAbove: 0)
    return location + exp(logScale + logRoot) * Variable(random.normal(batchShape))
  }

  /// The same, repeated.
  public func expanded(to batchShape: Shape) -> StudentT {
    StudentT(
      degreesOfFreedom: degreesOfFreedom.broadcast(to: batchShape), location: location.broadcast(to: batchShape),
      logScale: logScale.broadcast(to: batchShape))
  }

  /// 0, or what replaces a moment for degrees of freedom up to a number.
  private func replacement(upTo bound: Float, _ value: (Float) -> Float) -> Variable {
    Variable(
      Tensor(degreesOfFreedom.value.elements.map { $0 > bound ? 0 : value($0) }, shape: degreesOfFreedom.shape))
  }
}
