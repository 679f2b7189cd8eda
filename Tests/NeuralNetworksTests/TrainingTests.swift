import LabAutodiff
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// What one step of training reports, and where it stops.
@Suite struct TrainingTests {
  /// A parameter w at [3, −4], and a loss of two terms: |w|² = 25 and Σw = −1.
  let w = Parameter("w", Tensor([3, -4]))
  func terms(_ pass: Pass) -> Loss { ["square": square(pass[w]).sum(), "sum": pass[w].sum()] }

  @Test func reportsTheLossItsTermsAndTheGradientBeforeTheMove() throws {
    var training = Training([w], SGD(0.5))
    let step = try training.step(terms)
    #expect(step.terms == ["square": 25, "sum": -1])
    #expect(step.loss == 24)
    // The gradient is 2w + 1 = [7, −7].
    #expect(step.gradientNorm == Float(98).squareRoot())
    #expect(w.value == Tensor([-0.5, -0.5]))
    #expect(try training.step(terms).terms == ["square": 0.5, "sum": -1])
  }

  @Test func aLossOfOneTermIsCalledLoss() throws {
    var training = Training([w], SGD(0.5))
    #expect(try training.step { Loss(square($0[w]).sum()) }.terms == ["loss": 25])
  }

  /// The norm is reported before clipping; the move is clipped, the gradient [7, −7] to a norm of √2.
  @Test func clipsTheMove() throws {
    var training = Training([w], SGD(1.0), maximumGradientNorm: Float(2).squareRoot())
    #expect(try training.step(terms).gradientNorm == Float(98).squareRoot())
    #expect(errorRelativeToLargest(w.value, [2, -3]) <= 1e-7)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func aTermThatIsNotFiniteIsNamed(_ value: Float) throws {
    var training = Training([w], Adam(0.1))
    _ = try training.step(terms)
    let before = w.value
    let error = #expect(throws: TrainingError.self) {
      try training.step { ["square": square($0[w]).sum(), "KL": $0[w].sum() * value] }
    }
    guard case .nonFiniteTerm("KL", let found, step: 2)? = error else {
      Issue.record("not the term KL at step 2, but \(String(describing: error))")
      return
    }
    #expect(!found.isFinite)
    #expect(
      error?.description
        == "at step 2 the term “KL” of the loss is \(found); try a lower learning rate or gradient clipping")
    #expect(w.value == before)
  }

  /// Two finite terms whose sum is not.
  @Test func aSumThatOverflowsIsAnError() throws {
    let huge = Parameter("huge", Tensor([3e38]))
    var training = Training([huge], SGD(0.1))
    #expect(throws: TrainingError.nonFiniteTerm("a + b", value: .infinity, step: 1)) {
      try training.step { ["a": $0[huge].sum(), "b": $0[huge].sum()] }
    }
    #expect(huge.value == Tensor([3e38]))
  }

  /// √Σv² is finite at 0, and its gradient is 0/0.
  @Test func aGradientThatIsNotFiniteIsNamed() throws {
    let v = Parameter("layer/v", Tensor([0, 0]))
    var training = Training([w, v], SGD(0.1))
    _ = try training.step { ["w": square($0[w]).sum(), "v": ($0[v] * 0).sum()] }
    let before = w.value
    let error = #expect(throws: TrainingError.self) {
      try training.step { ["w": square($0[w]).sum(), "v": sqrt(square($0[v]).sum())] }
    }
    #expect(error == .nonFiniteGradient("layer/v", step: 2))
    #expect(
      error?.description
        == "at step 2 the gradient of layer/v is not finite; try a lower learning rate or gradient clipping")
    #expect(w.value == before && v.value == Tensor([0, 0]))
  }

  @Test func aParameterThatTheLossDoesNotUseIsNamed() throws {
    let other = Parameter("decoder/unused", Tensor([1]))
    var training = Training([w, other], SGD(0.1))
    let error = #expect(throws: TrainingError.noGradient("decoder/unused")) { try training.step(terms) }
    #expect(
      error?.description
        == "the loss does not depend on decoder/unused, so it cannot be trained; use it in the loss, or leave it out")
    #expect(w.value == Tensor([3, -4]))
  }

  /// As where two networks share a layer: 1 − 0.1 · 2.
  @Test func aParameterGivenTwiceIsMovedOnce() throws {
    let shared = Parameter("shared", Tensor([1]))
    var training = Training([shared, w, shared], SGD(0.1))
    _ = try training.step { ["shared": square($0[shared]).sum(), "w": $0[w].sum()] }
    #expect(abs(shared.value.element - 0.8) <= 1e-7)
    #expect(Set(training.state.weights.map(\.name)) == ["shared", "w"] && training.state.weights.count == 2)
  }

  @Test func anOptimizerRefusesAParameterTwice() async throws {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let w = Parameter("layer/w", Tensor([1]))
      var optimizer = SGD(0.1)
      optimizer.update([w, w], along: [Tensor([1]), Tensor([1])])
    }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("an optimiser was given the parameter “layer/w” twice"))
  }

  /// A square that overflows would stay in the averages for good; nothing moves, and what comes then goes on.
  @Test(arguments: [Float(1e21), -1e30, 2e19]) func aGradientTooLargeForItsSquareIsNamed(_ slope: Float) throws {
    func trained(_ rule: some Optimizer) throws {
      let w = Parameter("layer/w", Tensor([1, 1])), other = Parameter("other", Tensor([1]))
      var training = Training([other, w], rule)
      #expect(throws: TrainingError.tooLargeGradient("layer/w", step: 1)) {
        try training.step { ["w": $0[w].sum() * slope, "other": $0[other].sum()] }
      }
      #expect(w.value == Tensor([1, 1]) && training.stepCount == 0)
      for _ in 0..<200 { _ = try training.step { ["w": square($0[w]).sum(), "other": square($0[other]).sum()] } }
      #expect(w.value.elements.allSatisfy { abs($0) < 0.2 })
    }
    try trained(Adam(0.1))
    try trained(RMSProp(0.1))
    try trained(RMSProp(0.01, momentum: 0.9, centered: true))
  }

  /// Clipping comes first, and plain gradient descent squares nothing.
  @Test func aHugeGradientThatIsClippedOrNotSquaredIsTaken() throws {
    var clipped = Training([w], Adam(0.1), maximumGradientNorm: 1)
    _ = try clipped.step { Loss($0[w].sum() * 1e21) }
    var plain = Training([w], SGD(1e-21))
    _ = try plain.step { Loss($0[w].sum() * 1e21) }
    #expect(w.value.firstNonFinite == nil)
  }

  /// A loss that depends on nothing at all, such as one of detached values.
  @Test func aConstantLossNamesTheFirstParameter() {
    var training = Training([w], SGD(0.1))
    #expect(throws: TrainingError.noGradient("w")) { try training.step { Loss(square($0[w]).sum().detached) } }
  }

  struct Interruption: Error {}

  /// After an error, of the training's or of the loss's own, the next good step is the one that would have come anyway:
  /// neither the parameters nor the optimiser's averages and count have moved.
  @Test func aFailedStepLeavesNoTrace() throws {
    func twoSteps(between: (inout Training<Adam>, Parameter) -> Void) throws -> [Tensor] {
      let w = Parameter("w", Tensor([3, -4]))
      var training = Training([w], Adam(.cosine(initial: 0.5, final: 0, over: 4)))
      return try (0..<2).map { _ in
        _ = try training.step { Loss(square($0[w]).sum()) }
        between(&training, w)
        return w.value
      }
    }
    let undisturbed = try twoSteps { _, _ in }
    let disturbed = try twoSteps { training, w in
      #expect(throws: TrainingError.self) { try training.step { Loss(log($0[w]).sum()) } }
      #expect(throws: TrainingError.self) { try training.step { Loss(sqrt($0[w] * 0).sum()) } }
      #expect(throws: TrainingError.self) { try training.step { Loss(Variable(1) + $0[Parameter("x", Tensor(1))]) } }
      #expect(throws: Interruption.self) { try training.step { _ in throw Interruption() } }
    }
    #expect(disturbed == undisturbed)
  }
}
