import LabAutodiff
import LabRequirements
import LabTensors

/// The weighted sum of named terms that training lowers, each a scalar, such as a distortion and β times a rate.
public struct Loss: ExpressibleByDictionaryLiteral {
  /// One term.
  public struct Term {
    /// What reports and errors call it.
    public let name: String
    /// The term, without its weight.
    public let value: Variable
    /// What it counts for in the sum.
    public let weight: Float
    /// What the whole loss is multiplied by.
    fileprivate let scale: Float

    /// A term that counts as it is, unless a weight is given.
    public init(_ name: String, _ value: Variable, weight: Float = 1) {
      self.init(name, value, weight: weight, scale: 1)
    }

    fileprivate init(_ name: String, _ value: Variable, weight: Float, scale: Float) {
      (self.name, self.value, self.weight, self.scale) = (name, value, weight, scale)
    }

    /// As training reports it.
    fileprivate var scaledValue: Float { value.value.element * scale }
  }

  /// The terms.
  public let terms: [Term]

  /// A loss of several terms.
  public init(_ terms: [Term]) {
    require(!terms.isEmpty, "a loss has at least one term")
    self.terms = terms
  }

  /// A loss of terms that count as they are.
  public init(dictionaryLiteral elements: (String, Variable)...) { self.init(elements.map { Term($0, $1) }) }

  /// A loss of one term.
  public init(_ value: Variable) { self.init([Term("loss", value)]) }

  /// Every term times a number, when it is trained on.
  public func scaled(by scale: Float) -> Loss {
    Loss(terms.map { Term($0.name, $0.value, weight: $0.weight, scale: $0.scale * scale) })
  }
}

/// What a training step found before it moved the parameters.
public struct TrainingStep: Sendable {
  /// The loss.
  public let loss: Float
  /// The terms of the loss by name, without their weights.
  public let terms: [String: Float]
  /// The Euclidean norm of all gradients together, before clipping.
  public let gradientNorm: Float
}

/// Parameters, and the optimiser that moves them down a loss.
public struct Training<Rule: Optimizer> {
  let parameters: [Parameter]
  var optimizer: Rule
  private let maximumGradientNorm: Float?

  /// Trains the parameters, each once, though it may be given several times, as where two networks share a layer;
  /// gradients are scaled down together where their norm exceeds the maximum (Pascanu et al. 2013, algorithm 1).
  public init(_ parameters: [Parameter], _ optimizer: Rule, maximumGradientNorm: Float? = nil) {
    if let maximumGradientNorm { requireNorm(maximumGradientNorm) }
    var known: Set<Parameter> = []
    self.parameters = parameters.filter { known.insert($0).inserted }
    (self.optimizer, self.maximumGradientNorm) = (optimizer, maximumGradientNorm)
  }

  /// The number of steps done.
  public var stepCount: Int { optimizer.stepCount }

  /// One step: the loss, its gradients, and the optimiser's update. Where something is not finite, neither a parameter
  /// nor the optimiser moves, and running statistics are as they were before.
  ///
  /// - Parameters:
  ///   - random: Where layers such as `Dropout` draw from: another stream for each step.
  ///   - loss: What is lowered, evaluated in the pass that it is given.
  public mutating func step(using random: Random? = nil, _ loss: (Pass) throws -> Loss) throws -> TrainingStep {
    let tape = Tape()
    do {
      return try move(along: evaluated(on: tape, using: random, loss))
    } catch {
      tape.restoreStatistics()
      throw error
    }
  }

  /// The loss and its gradients, all finite but for the gradients.
  ///
  /// - Parameter whenFinal: Told of each parameter's gradient as soon as it is known, while others are still computed.
  func evaluated(
    on tape: Tape = Tape(), using random: Random?, whenFinal: ((Parameter, Tensor) -> Void)? = nil,
    _ loss: (Pass) throws -> Loss
  ) throws -> EvaluatedLoss {
    let number = optimizer.stepCount + 1
    let loss = try loss(Pass(.training, on: tape, using: random))
    if let objection = tape.objection { throw TrainingError.unsuitable(objection, step: number) }
    for term in loss.terms where !term.scaledValue.isFinite {
      throw TrainingError.nonFiniteTerm(term.name, value: term.scaledValue, step: number)
    }
    let total = loss.terms.reduce(0) { $0 + $1.scaledValue * $1.weight }
    guard total.isFinite else {
      let names = loss.terms.map(\.name).joined(separator: " + ")
      throw TrainingError.nonFiniteTerm(names, value: total, step: number)
    }
    let byParameter = tape.gradients(
      ofSum: loss.terms.map { ($0.value, $0.weight * $0.scale) }, whenFinal: whenFinal)
    let gradients = try parameters.map { parameter in
      guard let gradient = byParameter[parameter] else { throw TrainingError.noGradient(parameter.name) }
      return gradient
    }
    return EvaluatedLoss(loss: total, terms: loss.terms.map { ($0.name, $0.scaledValue) }, gradients: gradients)
  }

  /// Moves the parameters, unless a gradient is not finite or too large.
  mutating func move(along evaluated: EvaluatedLoss) throws -> TrainingStep {
    let number = optimizer.stepCount + 1
    var gradients = evaluated.gradients
    let norm = Tensor.norm(of: gradients)
    guard norm.isFinite else {
      let index = gradients.firstIndex { $0.firstNonFinite != nil } ?? 0
      throw TrainingError.nonFiniteGradient(parameters[index].name, step: number)
    }
    if let maximumGradientNorm { gradients = clipped(gradients, norm: norm, to: maximumGradientNorm) }
    let largest = optimizer.largestGradient
    if norm > Double(largest), let index = gradients.firstIndex(where: { $0.reaches(beyond: largest) }) {
      throw TrainingError.tooLargeGradient(parameters[index].name, step: number)
    }
    optimizer.update(parameters, along: gradients)
    return TrainingStep(
      loss: evaluated.loss, terms: Dictionary(evaluated.terms.map { ($0.name, $0.value) }) { $0 + $1 },
      gradientNorm: Float(norm))
  }
}

/// What one evaluation of a loss found, before anything moves.
struct EvaluatedLoss {
  /// The weighted sum of the terms.
  let loss: Float
  /// The terms as training reports them.
  let terms: [(name: String, value: Float)]
  /// The gradient of each parameter.
  let gradients: [Tensor]
}

extension Tensor {
  /// Whether an element lies further from 0 than a size.
  fileprivate func reaches(beyond size: Float) -> Bool { withElements { $0.contains { abs($0) > size } } }
}

/// The gradients, scaled by one factor so that their norm is at most the maximum, which is more than 0.
public func clipped(_ gradients: [Tensor], norm: Double, to maximum: Float) -> [Tensor] {
  requireNorm(maximum)
  guard norm > Double(maximum) else { return gradients }
  return gradients.map { $0 * Float(Double(maximum) / norm) }
}

/// To 0 nothing would move, and below it everything uphill; and no norm is more than NaN.
private func requireNorm(_ maximum: Float) {
  require(
    maximum > 0, "gradients cannot be scaled down to a norm of \(maximum): give more than 0, or .infinity for none")
}

/// Why training could not go on.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A term of the loss, or the sum of the terms, is infinite or NaN.
  case nonFiniteTerm(String, value: Float, step: Int)
  /// A gradient is infinite or NaN.
  case nonFiniteGradient(String, step: Int)
  /// A gradient is larger than the optimiser can take.
  case tooLargeGradient(String, step: Int)
  /// The loss was computed in a way that teaches nothing.
  case unsuitable(String, step: Int)
  /// The loss does not depend on a parameter.
  case noGradient(String)

  /// What happened, where, and what to try.
  public var description: String {
    switch self {
    case .nonFiniteTerm(let name, let value, let step):
      "at step \(step) the term “\(name)” of the loss is \(value); try a lower learning rate or gradient clipping"
    case .nonFiniteGradient(let parameter, let step):
      "at step \(step) the gradient of \(parameter) is not finite; try a lower learning rate or gradient clipping"
    case .tooLargeGradient(let parameter, let step):
      "at step \(step) the gradient of \(parameter) is so large that its square overflows, which the optimiser would never "
        + "forget; try a lower learning rate or gradient clipping"
    case .unsuitable(let reason, let step): "at step \(step) \(reason)"
    case .noGradient(let parameter):
      "the loss does not depend on \(parameter), so it cannot be trained; use it in the loss, or leave it out"
    }
  }
}
