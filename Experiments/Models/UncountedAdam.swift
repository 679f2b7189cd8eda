import Laboratory

/// Adam (Kingma and Ba 2015) as a caller gets it who tells it at every step that it is the first: both running means are for
/// ever corrected by 1/(1 − β), in place of 1/(1 − βᵗ).
struct UncountedAdam: Optimizer {
  private static let beta1: Float = 0.9, beta2: Float = 0.999
  let learningRate: LearningRate
  private(set) var stepCount = 0
  private var means: [Tensor] = []
  private var squares: [Tensor] = []

  /// The paper's settings but for the learning rate.
  init(_ learningRate: LearningRate) { self.learningRate = learningRate }

  /// The number of steps, which only the learning rate heeds, and the running means of the gradient and of its square.
  var state: OptimizerState {
    get { OptimizerState(stepCount: stepCount, arrays: ["mean": means, "square": squares]) }
    set {
      (stepCount, means, squares) = (newValue.stepCount, newValue.arrays["mean"] ?? [], newValue.arrays["square"] ?? [])
    }
  }

  /// One step, as if it were the first.
  mutating func update(_ parameters: [Parameter], along gradients: [Tensor]) {
    if stepCount == 0 {
      let zeros = parameters.map { Tensor.zeros($0.value.shape) }
      (means, squares) = (zeros, zeros)
    }
    let rate = learningRate.rate(at: stepCount)
    stepCount += 1
    for (index, parameter) in parameters.enumerated() {
      parameter.value.stepAdam(
        along: gradients[index], mean: &means[index], square: &squares[index], rate: rate, beta1: Self.beta1,
        beta2: Self.beta2, epsilon: 1e-8, corrections: (1 / (1 - Self.beta1), 1 / (1 - Self.beta2)))
    }
  }
}

extension Optimizer {
  /// The length of the move along each of the gradients, steps × numbers, where every move begins at 0.
  func lengthsOfMoves(along gradients: Tensor) -> [Double] {
    var optimizer = self
    let start = Tensor.zeros(gradients.shape.dropFirst()), probe = Parameter("probe", start)
    return (0..<gradients.shape[0]).map { step in
      probe.value = start
      optimizer.update([probe], along: [gradients.slice(step..<step + 1, along: 0).reshaped(to: start.shape)])
      return probe.value.sumOfSquares.squareRoot()
    }
  }
}

/// How fast an Adam that never counts its steps goes, in learning rates of one that does: by the algebra of the corrections, and
/// as measured.
struct EffectiveRate {
  /// The lengths of the moves of the one over those of the other, step by step.
  private let measured: [Double]

  /// Measures it along gradients, steps × numbers.
  init(along gradients: Tensor, at rate: Float) {
    let uncounted = UncountedAdam(.constant(rate)).lengthsOfMoves(along: gradients)
    let counted = Adam(.constant(rate)).lengthsOfMoves(along: gradients)
    measured = zip(uncounted, counted).map { $0 / $1 }
  }

  /// What the corrections of the first step make of the learning rate at a later one: α_t/α.
  static func factor(_ step: Int) -> Double {
    let t = Double(step)
    return (1 - pow(0.9, t)) / (1 - 0.9) * ((1 - 0.999) / (1 - pow(0.999, t))).squareRoot()
  }

  private var steps: ClosedRange<Int> { 1...measured.count }

  /// The largest difference of measured and computed, in shares of the latter.
  var mismatch: Double { steps.map { abs(measured[$0 - 1] / Self.factor($0) - 1) }.max()! }
  /// The step at which it is fastest.
  var peak: Int { steps.max { Self.factor($0) < Self.factor($1) }! }

  /// Both over the steps.
  var figure: Figure {
    let marked = (0...16).map { Int(pow(Double(measured.count), Double($0) / 16).rounded()) }
    return Figure(
      [
        .line(Array(steps), steps.map(Self.factor), name: "by the formula"),
        .points(marked, marked.map { measured[$0 - 1] }, name: "measured", size: 3.5),
        .horizontalLine(at: 1, name: "step counted"),
      ], x: Axis("step", scale: .log), y: "effective learning rate / learning rate")
  }
}
