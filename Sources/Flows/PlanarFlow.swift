import Foundation
import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// y = x + û tanh(w · x + b): space is pulled apart, or pushed together, along û at a plane (Rezende and Mohamed 2015,
/// equation 10).
///
/// û = u + (softplus(w · u) − 1 − w · u) w/‖w‖² has w · û > −1, which makes the map one to one (appendix A.1); with ψ the slope of
/// tanh times w, det ∂y/∂x = 1 + ψ · û (equation 12). There is no closed form of the inverse. But along w it is an equation of one
/// number, a + (w · û) tanh a = w · y + b, whose root is found to two units in the last place; its gradient is that of the
/// implicit function.
public struct PlanarBijection: Bijection {
  private let u, w, b: Variable
  /// softplus(w · u) = 1 + w · û: det ∂y/∂x where tanh is steepest, above 0.
  private let steepest: Variable

  /// From u and w, vectors along the last axis, and b, of which that axis has one. All of them broadcast to what is mapped.
  public init(u: Variable, w: Variable, b: Variable) {
    require(
      u.shape.rank > 0 && w.shape.rank > 0 && b.shape.rank > 0 && u.shape[-1] == w.shape[-1] && b.shape[-1] == 1,
      "a planar map of u of shape \(u.shape), w of \(w.shape) and b of \(b.shape): u and w are vectors of one length, b has one "
        + "number")
    let product = (u * w).sum(along: [-1], keepingAxes: true)
    steepest = softplus(product)
    self.u = u + w * ((steepest - 1 - product) / square(w).sum(along: [-1], keepingAxes: true))
    (self.w, self.b) = (w, b)
  }

  /// 1.
  public var eventRank: Int { 1 }
  /// Any numbers.
  public var support: Support { .real }
  /// With the axes of u, w and b.
  public func imageShape(of shape: Shape) -> Shape { shape.widened(by: u.shape, b.shape) }
  /// x + û tanh(w · x + b).
  public func callAsFunction(_ x: Variable) -> Variable { x + u * tanh(along(x)) }
  /// y − û tanh(a) at the root a.
  public func inverse(_ y: Variable) -> Variable { y - u * tanh(root(along(y))) }
  /// log(1 + ψ · û).
  public func logDeterminant(_ x: Variable) -> Variable { logSlope(tanh(along(x))) }

  /// Both by one tanh.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    let bent = tanh(along(x))
    return (x + u * bent, logSlope(bent))
  }

  /// Both by one root.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    let bent = tanh(root(along(y)))
    return (y - u * bent, logSlope(bent))
  }

  /// w · x + b, along a last axis of one.
  private func along(_ x: Variable) -> Variable { (x * w).sum(along: [-1], keepingAxes: true) + b }

  /// log(m (1 − t²) + t²) with m = 1 + w · û and t = tanh a: no difference of near numbers, whatever m.
  private func logSlope(_ bent: Variable) -> Variable {
    let squares = square(bent)
    return log(steepest * (1 - squares) + squares).sum(along: [-1])
  }

  /// The root a of a + (m − 1) tanh a = τ.
  private func root(_ target: Variable) -> Variable {
    let steepest = steepest.broadcast(to: target.shape)
    let root = Self.root(target.value, steepest.value), bent = root.mapped(.tanh), squares = bent * bent
    return .solution(
      root, residual: target - (Variable(root) + (steepest - 1) * Variable(bent)),
      slope: steepest.value * (1 - squares) + squares)
  }

  /// By Newton's method. Of positive a, the left side is concave where m > 1 and convex where m < 1; begun below the root or above
  /// it, as that is, each step goes towards the root and never past it. Negative a mirror that.
  static func root(_ target: Tensor, _ steepest: Tensor) -> Tensor {
    let targets = target.elements.map(Double.init), bends = steepest.elements.map { Double($0) - 1 }
    var roots = Tensor(
      zip(targets, bends).map { target, bend in
        let size = abs(target), start = bend < 0 ? size - bend : max(size - bend, size / (1 + bend))
        return Float(target < 0 ? -start : start)
      }, shape: target.shape)
    for _ in 0..<100 {
      let bent = roots.mapped(.tanh).elements
      var isMoving = false
      roots.withMutableElements { roots in
        for i in roots.indices {
          let root = Double(roots[i]), t = Double(bent[i])
          let slope = (1 + bends[i]) * (1 - t * t) + t * t
          let next = Float(root - (root + bends[i] * t - targets[i]) / slope)
          if abs(next - roots[i]) > 2 * roots[i].ulp { isMoving = true }
          roots[i] = next
        }
      }
      if !isMoving { break }
    }
    return roots
  }
}

/// A planar map whose u, w and b training moves, or an affine function of a context gives (amortised: Rezende and Mohamed 2015,
/// section 4).
public struct PlanarFlow: Flow {
  private let size: Int
  private let numbers: MapNumbers

  /// A map of vectors of so many numbers that begins as the identity, at a plane in a random direction.
  ///
  /// - Parameters:
  ///   - name: What its parameters' names begin with.
  ///   - size: The length of the vectors.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the direction is drawn from.
  public init(_ name: String, size: Int, contextSize: Int = 0, using random: Random) {
    require(size > 0, "a planar map of vectors of \(size) numbers")
    self.size = size
    let w = Tensor.normal([size], using: random["w"]), length = Float(max(w.sumOfSquares, 1e-6))
    // Here w · u = log(e − 1), whose softplus is 1, and û = 0.
    let u = w * (Float(0.541324854612918) / length)
    numbers = MapNumbers(
      name, start: Tensor.concatenate([u, w, .zeros([1])], along: 0), contextSize: contextSize)
  }

  /// u, w and b one after another; of a context, the weights and the bias that give them.
  public var parameters: [Parameter] { numbers.parameters }
  /// As given.
  public var contextSize: Int { numbers.contextSize }

  /// The map of these numbers.
  public func bijection(in pass: Pass, context: Variable?) -> PlanarBijection {
    checkContext(context)
    let parts = numbers(pass, context).parts(size, size, 1)
    return PlanarBijection(u: parts[0], w: parts[1], b: parts[2])
  }
}
