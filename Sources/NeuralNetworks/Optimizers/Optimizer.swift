import LabAutodiff
import LabRequirements
import LabTensors

/// A rule that moves parameters along their gradients; a value, whose state is a few arrays a parameter.
///
/// One of one's own keeps its arrays under names in `state`, and with that its trainings are kept in checkpoints and go on:
///
/// ```swift
/// /// AdaGrad (Duchi et al. 2011): s ← s + g², w ← w − rate · g/(√s + ε).
/// struct AdaGrad: Optimizer {
///   let learningRate: LearningRate
///   private(set) var stepCount = 0
///   private var sums: [Tensor] = []
///
///   init(_ learningRate: LearningRate) { self.learningRate = learningRate }
///
///   var state: OptimizerState {
///     get { OptimizerState(stepCount: stepCount, arrays: ["sum": sums]) }
///     set { (stepCount, sums) = (newValue.stepCount, newValue.arrays["sum"] ?? []) }
///   }
///
///   mutating func update(_ parameters: [Parameter], along gradients: [Tensor]) {
///     if stepCount == 0 { sums = zeros(like: parameters) }
///     let rate = learningRate.rate(at: stepCount)
///     stepCount += 1
///     for (index, gradient) in gradients.enumerated() {
///       sums[index] = sums[index] + gradient * gradient
///       let step = gradient / (sums[index].mapped(.sqrt) + 1e-8)
///       parameters[index].value = parameters[index].value - step * rate
///     }
///   }
/// }
/// ```
public protocol Optimizer: Sendable {
  /// The learning rate by step.
  var learningRate: LearningRate { get }

  /// The number of steps done.
  var stepCount: Int { get }

  /// The largest size of a gradient's element that it can take: one that keeps squares can take none whose square
  /// overflows, since an average that is infinite stays so. Infinite unless said otherwise.
  var largestGradient: Float { get }

  /// What it keeps from step to step.
  var state: OptimizerState { get set }

  /// One step. The parameters are the same, in the same order, at every step, and none is given twice.
  mutating func update(_ parameters: [Parameter], along gradients: [Tensor])
}

extension Optimizer {
  /// None too large.
  public var largestGradient: Float { .infinity }

  /// An array of zeros beside each parameter, which is how every optimiser's state begins. A parameter given twice is a
  /// mistake.
  public func zeros(like parameters: [Parameter]) -> [Tensor] {
    var known: Set<Parameter> = []
    for parameter in parameters {
      require(known.insert(parameter).inserted, "an optimiser was given the parameter “\(parameter.name)” twice")
    }
    return parameters.map { .zeros($0.value.shape) }
  }
}

/// What an optimiser keeps from step to step, so that a training can be taken up where it was left.
public struct OptimizerState: Sendable, Equatable {
  /// The number of steps done.
  public var stepCount: Int
  /// By a name of their own, such as `mean`, arrays beside the parameters: one for each, of its shape. Every name is there from
  /// the beginning, with no arrays before the first step.
  public var arrays: [String: [Tensor]]

  /// A state of so many steps.
  public init(stepCount: Int, arrays: [String: [Tensor]]) { (self.stepCount, self.arrays) = (stepCount, arrays) }
}
