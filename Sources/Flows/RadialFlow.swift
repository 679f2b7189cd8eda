import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// y = x + β̂ (x − z)/(α + r) with r = ‖x − z‖: space is pulled towards a point z, or pushed away from it (Rezende and Mohamed 2015,
/// equation 14).
///
/// α = softplus of a number, and β̂ = softplus of another − α, which makes the map one to one (appendix A.2). With γ = α + β̂ ≥ 0
/// distances from z become r (r + γ)/(r + α), of which the inverse is the positive root of a quadratic equation.
public struct RadialBijection: Bijection {
  private let centre, alpha, gamma: Variable

  /// From z, vectors along the last axis, and two numbers, of which that axis has one. All of them broadcast to what is mapped.
  public init(centre: Variable, alpha: Variable, beta: Variable) {
    require(
      centre.shape.rank > 0 && alpha.shape.rank > 0 && beta.shape.rank > 0 && alpha.shape[-1] == 1
        && beta.shape[-1] == 1,
      "a radial map of a centre of shape \(centre.shape), α of \(alpha.shape) and β of \(beta.shape): the centre is a vector, "
        + "α and β have one number")
    (self.centre, self.alpha, gamma) = (centre, softplus(alpha), softplus(beta))
  }

  /// 1.
  public var eventRank: Int { 1 }
  /// Any numbers.
  public var support: Support { .real }
  /// With the axes of z and the two numbers.
  public func imageShape(of shape: Shape) -> Shape { shape.widened(by: centre.shape, alpha.shape, gamma.shape) }
  /// x + β̂ (x − z)/(α + r).
  public func callAsFunction(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).image }
  /// y − β̂ (y − z)/(γ + r) at the root r.
  public func inverse(_ y: Variable) -> Variable { inverseWithLogDeterminant(of: y).argument }
  /// (D − 1) log((r + γ)/(r + α)) + log(1 + β̂ α/(r + α)²).
  public func logDeterminant(_ x: Variable) -> Variable { imageWithLogDeterminant(of: x).logDeterminant }

  /// Both by one distance.
  public func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    let offset = x - centre, r = offset.norm
    return (x + offset * ((gamma - alpha) / (r + alpha)), logDeterminant(r, size: x.shape[-1]))
  }

  /// Both by one root.
  public func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    let offset = y - centre, r = root(offset.norm)
    return (y - offset * ((gamma - alpha) / (r + gamma)), logDeterminant(r, size: y.shape[-1]))
  }

  private func logDeterminant(_ r: Variable, size: Int) -> Variable {
    let across = log((r + gamma) / (r + alpha))
    return (across * Float(size - 1) + log(slope(r))).sum(along: [-1])
  }

  /// (r² + 2 α r + α γ)/(r + α)², the slope of the distance: of parts that are not negative, and cannot overflow.
  private func slope(_ r: Variable) -> Variable {
    let whole = r + alpha, far = r / whole, near = alpha / whole
    return far * (far + near * 2) + near * (gamma / whole)
  }

  /// The root r ≥ 0 of r (r + γ)/(r + α) = ρ, which is that of r² + (α + β̂ − ρ) r − ρ α.
  private func root(_ distance: Variable) -> Variable {
    let alphas = alpha.value.broadcast(to: distance.shape).elements
    let gammas = gamma.value.broadcast(to: distance.shape).elements, distances = distance.value.elements
    let root = Tensor(
      distances.indices.map { i in
        let distance = Double(distances[i]), excess = distance - Double(gammas[i])
        let product = 4 * distance * Double(alphas[i]), discriminant = (excess * excess + product).squareRoot()
        // Of two forms, the one without a difference of near numbers.
        return Float(excess >= 0 ? (excess + discriminant) / 2 : product / 2 / (discriminant - excess))
      }, shape: distance.shape)
    let constant = Variable(root)
    return .solution(
      root, residual: distance - constant * ((constant + gamma) / (constant + alpha)), slope: slope(constant).value)
  }
}

extension Variable {
  /// The Euclidean length of each vector, along a last axis of one; its gradient at 0 is 0.
  fileprivate var norm: Variable {
    let vector = value, length = shape[-1], rows = shape.dropLast().count
    let norms = Tensor(uninitialized: shape.dropLast() + [1]) { result in
      vector.withElements { elements in
        for row in 0..<rows {
          var sum = 0.0
          for place in row * length..<(row + 1) * length { sum += Double(elements[place]) * Double(elements[place]) }
          result[row] = Float(sum.squareRoot())
        }
      }
    }
    return .operation(
      norms,
      (
        self,
        { gradient in
          let directions = Tensor(uninitialized: vector.shape) { result in
            vector.withElements { elements in
              norms.withElements { norms in
                for place in 0..<rows * length {
                  let norm = norms[place / length]
                  result[place] = norm > 0 ? elements[place] / norm : 0
                }
              }
            }
          }
          return directions * gradient
        }
      ))
  }
}

/// A radial map whose centre, α and β training moves, or an affine function of a context gives (amortised).
public struct RadialFlow: Flow {
  private let size: Int
  private let numbers: MapNumbers

  /// A map of vectors of so many numbers that begins as the identity, around a random point, with α = 1.
  ///
  /// - Parameters:
  ///   - name: What its parameters' names begin with.
  ///   - size: The length of the vectors.
  ///   - contextSize: The length of the context; 0 for none.
  ///   - random: Where the point is drawn from.
  public init(_ name: String, size: Int, contextSize: Int = 0, using random: Random) {
    require(size > 0, "a radial map of vectors of \(size) numbers")
    self.size = size
    let centre = Tensor.normal([size], using: random["centre"])
    // log(e − 1), whose softplus is 1.
    let numbers = Tensor(repeating: 0.541324854612918, shape: [2])
    self.numbers = MapNumbers(name, start: Tensor.concatenate([centre, numbers], along: 0), contextSize: contextSize)
  }

  /// The centre and two numbers one after another; of a context, the weights and the bias that give them.
  public var parameters: [Parameter] { numbers.parameters }
  /// As given.
  public var contextSize: Int { numbers.contextSize }

  /// The map of these numbers.
  public func bijection(in pass: Pass, context: Variable?) -> RadialBijection {
    checkContext(context)
    let parts = numbers(pass, context).parts(size, 1, 1)
    return RadialBijection(centre: parts[0], alpha: parts[1], beta: parts[2])
  }
}
