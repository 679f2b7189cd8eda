import Laboratory
import Outside
import Testing

/// An objective and an optimiser of one's own.
@Suite struct TrainingTests {
  /// z ~ N(0, 1) and each of the data N(z, 1): of n, the posterior is N(Σx/(n + 1), 1/(n + 1)).
  private func pair(total: Int? = nil) -> (pair: ModelAndGuide<Tensor>, mean: Parameter, logDeviation: Parameter) {
    let mean = Parameter("mean", Tensor(0)), logDeviation = Parameter("log deviation", Tensor(0))
    let pair = ModelAndGuide<Tensor>(
      model: { trace, x in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("data", size: x.shape[0], of: total) {
          _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
        }
      },
      guide: { trace, _ in
        try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: trace.pass[logDeviation]))
      }, parameters: [mean, logDeviation])
    return (pair, mean, logDeviation)
  }

  private let data = Tensor([0.5, 1.5, 2, 1])

  @Test func theObjectiveFindsThePosterior() throws {
    let (pair, mean, logDeviation) = pair()
    var svi = SVI(
      pair, objective: LogVariance(particles: 16), optimizer: Adam(.cosine(initial: 0.05, final: 0, over: 1_500)))
    var last: Float = .infinity
    for step in 0..<1_500 { last = try svi.step(data, using: Random(seed: 1)[step]).loss }
    // Where the guide is the posterior the weights do not vary: rounding is all that is left.
    #expect(abs(mean.value.element - 1) <= 1e-3 && abs(logDeviation.value.element + log(5) / 2) <= 1e-3)
    #expect(last < 1e-5)
  }

  /// Half of the data, of four, and each of them twice: log w is the same.
  @Test func aMiniBatchStandsForTheData() throws {
    func loss(_ x: Tensor, total: Int?) throws -> Float {
      try LogVariance(particles: 8).loss(
        of: pair(total: total).pair, on: x, pass: .evaluation, using: Random(seed: 3)
      ).terms[0].value.value.element
    }
    let batch = try loss(Tensor([0.5, 2]), total: 4), whole = try loss(Tensor([0.5, 2, 0.5, 2]), total: nil)
    #expect(abs(batch - whole) <= 1e-5 * whole)
  }

  /// Where every site stands in the plate, each datum has weights of its own, and what they make is scaled.
  @Test func commonPlatesCountAsOftenAsTheyStandFor() throws {
    func loss(total: Int?) throws -> Float {
      func draw(_ trace: Trace, _ x: Tensor, _ mean: Float, _ body: (Variable) throws -> Void) throws {
        try trace.plate("data", size: x.shape[0], of: total) {
          try body(trace.sample("z", Normal(mean: Variable(mean), logStandardDeviation: Variable(0))))
        }
      }
      let pair = ModelAndGuide<Tensor>(
        model: { trace, x in
          try draw(trace, x, 0) { z in
            _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)), x)
          }
        }, guide: { trace, x in try draw(trace, x, 0.5) { _ in } })
      return try LogVariance(particles: 8).loss(of: pair, on: data, pass: .evaluation, using: Random(seed: 3))
        .terms[0].value.value.element
    }
    #expect(abs(try loss(total: 12) - 3 * loss(total: nil)) <= 1e-4)
  }

  @Test func drawsWithoutAPathAreNamed() {
    let pair = ModelAndGuide<Tensor>(
      model: { trace, _ in try trace.sample("b", Bernoulli(logits: Variable(0))) },
      guide: { trace, _ in try trace.sample("b", Bernoulli(logits: Variable(0))) })
    let error = #expect(throws: ModelError.self) {
      try LogVariance(particles: 2).loss(of: pair, on: data, pass: .evaluation, using: Random(seed: 1))
    }
    #expect(error?.description.contains("which a log-variance needs") == true)
    #expect(throws: ModelError.self) {
      try LogVariance(particles: 1).loss(of: self.pair().pair, on: data, pass: .evaluation, using: Random(seed: 1))
    }
  }

  /// Two steps by hand: sign moves, and the momentum that they leave.
  @Test func theOptimiserIsItsRule() {
    let parameter = Parameter("w", Tensor([1, 1, 1]))
    var lion = Lion(0.5)
    lion.update([parameter], along: [Tensor([2, -3, 0])])
    #expect(parameter.value == Tensor([0.5, 1.5, 1]))
    // 0.9 · 0.02 − 0.1 · 1 is below 0, 0.9 · (−0.03) + 0 too, and 0 stays.
    lion.update([parameter], along: [Tensor([-1, 0, 0])])
    #expect(parameter.value == Tensor([1, 2, 1]))
    #expect(lion.stepCount == 2)
  }

  /// Its arrays are kept under their name beside each parameter, and from them a training goes on to the same bytes.
  @Test func itsTrainingGoesOn() throws {
    func step(_ training: inout Training<Lion>, _ parameters: [Parameter], _ index: Int) throws {
      _ = try training.step { pass in
        Loss(parameters.map { square(pass[$0] - Float(index)).sum() }.reduce(Variable(0)) { $0 + $1 })
      }
    }
    func trained(_ steps: Range<Int>, from state: TrainingState? = nil) throws -> TrainingState {
      let network = try Network("net", input: [3], using: Random(seed: 1), [Dense(4), Activation.selu, Dense(1)])
      var training = Training(network.parameters, Lion(0.01))
      if let state { try training.restore(state) }
      for index in steps { try step(&training, network.parameters, index) }
      return training.state
    }
    let half = try trained(0..<3)
    #expect(half.averages.map(\.name).first == "momentum/net/1 Dense/weights" && half.averages.count == 4)
    #expect(try trained(3..<6, from: half) == trained(0..<6))
    let foreign = TrainingState(weights: half.weights, averages: [], stepCount: 3)
    #expect(throws: StateMismatch.self) { try trained(3..<4, from: foreign) }
  }
}
