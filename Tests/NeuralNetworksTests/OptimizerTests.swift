import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// Every optimiser follows the same rules; their own formulas are held by the trajectories.
@Suite struct OptimizerTests {
  /// Ten steps along given gradients, among them zeros, huge and tiny ones. No parameter crosses zero there, so errors
  /// are relative to each element; PyTorch's own optimisers in single precision stay within 3e-7.
  @Test(arguments: try fixtureCases("optimizers").filter { $0.attributes["optimizer"] != nil })
  func followsThePublishedTrajectory(_ example: FixtureCase) throws {
    var optimizer = try #require(Self.makeOptimizer(of: example))
    let parameter = Parameter("w", try example.input("initial"))
    let gradients = try example.input("gradients")
    let expected = try #require(example.outputs["parameters"])
    var visited: [Tensor] = []
    for step in 0..<gradients.shape[0] {
      optimizer.update([parameter], along: [gradients.slice(step..<step + 1, along: 0).reshaped(to: [-1])])
      visited.append(parameter.value.reshaped(to: [1, -1]))
    }
    #expect(elementwiseError(.concatenate(visited, along: 0), expected) <= 1e-6)
  }

  static func makeOptimizer(of example: FixtureCase) -> (any Optimizer)? {
    let attributes = example.attributes
    func number(_ name: String) -> Float? { attributes[name]?.number }
    func flag(_ name: String) -> Bool { attributes[name]?.flag == true }
    guard let name = attributes["optimizer"]?.text, let rate = number("rate") else { return nil }
    switch name {
    case "sgd":
      return SGD(.constant(rate), momentum: number("momentum") ?? 0, nesterov: flag("nesterov"))
    case "adam":
      guard let betas = attributes["betas"]?.numbers, let epsilon = number("epsilon") else { return nil }
      return Adam(.constant(rate), beta1: betas[0], beta2: betas[1], epsilon: epsilon)
    case "rmsprop":
      guard let decay = number("alpha"), let epsilon = number("epsilon") else { return nil }
      return RMSProp(
        .constant(rate), decay: decay, momentum: number("momentum") ?? 0, centered: flag("centered"), epsilon: epsilon)
    default:
      return nil
    }
  }

  /// An optimiser under its name, made for any learning rate.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (LearningRate) -> any Optimizer

    static let all = [
      Kind(testDescription: "SGD") { SGD($0) },
      Kind(testDescription: "SGD with momentum") { SGD($0, momentum: 0.9) },
      Kind(testDescription: "SGD with Nesterov momentum") { SGD($0, momentum: 0.9, nesterov: true) },
      Kind(testDescription: "Adam") { Adam($0) },
      Kind(testDescription: "RMSProp") { RMSProp($0) },
      Kind(testDescription: "RMSProp with momentum") { RMSProp($0, momentum: 0.9) },
      Kind(testDescription: "RMSProp, centred") { RMSProp($0, centered: true) },
    ]
  }

  /// The values after each of some steps along fixed random gradients.
  private func trajectory(_ optimizer: inout any Optimizer, from value: Tensor, steps: Range<Int>) -> [Tensor] {
    let parameter = Parameter("w", value), noise = Random(seed: 5)
    return steps.map { step in
      var noise = noise[step]
      optimizer.update([parameter], along: [noise.normal(value.shape)])
      return parameter.value
    }
  }

  @Test(arguments: Kind.all) func countsItsSteps(_ kind: Kind) {
    var optimizer = kind.make(0.1)
    #expect(optimizer.stepCount == 0)
    _ = trajectory(&optimizer, from: .ones([3]), steps: 0..<4)
    #expect(optimizer.stepCount == 4)
  }

  /// The rate scales a step but not the state: each step of a schedule is the constant rate's, scaled. The values stay
  /// near 0, so that what rounding adds to a difference of two of them is below 1e-5 of it.
  @Test(arguments: Kind.all) func takesTheRateOfEachStepFromItsSchedule(_ kind: Kind) {
    let schedule = LearningRate.cosine(initial: 2, final: 0.5, over: 3)
    var constant = kind.make(1.0), scheduled = kind.make(schedule)
    let start = Tensor.zeros([4])
    let plain = [start] + trajectory(&constant, from: start, steps: 0..<5)
    let scaled = [start] + trajectory(&scheduled, from: start, steps: 0..<5)
    for step in 0..<5 {
      let expected = (plain[step + 1] - plain[step]) * schedule.rate(at: step)
      #expect(errorRelativeToLargest(scaled[step + 1] - scaled[step], expected) <= 1e-5, "step \(step)")
    }
  }

  @Test(arguments: Kind.all) func isAValue(_ kind: Kind) {
    var original = kind.make(0.1), undisturbed = kind.make(0.1)
    let middle = trajectory(&original, from: .ones([5]), steps: 0..<3)[2]
    _ = trajectory(&undisturbed, from: .ones([5]), steps: 0..<3)
    var copy = original
    _ = trajectory(&copy, from: .zeros([5]), steps: 10..<20)
    #expect(original.stepCount == 3)
    #expect(
      trajectory(&original, from: middle, steps: 3..<6) == trajectory(&undisturbed, from: middle, steps: 3..<6))
  }

  /// Elements are moved independently, whichever parameter they belong to and however many threads share it: 70,000
  /// elements are above the size where a loop is handed to several.
  @Test(arguments: Kind.all) func movesElementsIndependently(_ kind: Kind) {
    let repeats = 10_000
    func tiled(_ values: [Float]) -> Tensor { Tensor((0..<repeats).flatMap { _ in values }) }
    let starts: [Float] = [1, -2, 0.5, 3, 0, -0.25, 8], slopes: [Float] = [0.5, 1, -1, 0, 2, -3, 0.125]
    let few = Parameter("few", Tensor(starts)), many = Parameter("many", tiled(starts))
    let scalar = Parameter("scalar", Tensor(8))
    var optimizer = kind.make(0.1)
    for step in 1...3 {
      let gradient = slopes.map { $0 * Float(step) }
      optimizer.update([few, many, scalar], along: [Tensor(gradient), tiled(gradient), Tensor(gradient[6])])
    }
    #expect(many.value == tiled(few.value.elements))
    #expect(scalar.value.element == few.value.elements[6])
  }
}
