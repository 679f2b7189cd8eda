import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// The weights of the rate, free bits, and what an objective does beside its gradient.
@Suite struct ObjectiveTests {
  /// A code of two units from N(0, 1), whose rates under the guide N((0.3, 2), 1) are 0.045 and 2, in a plate of 3; nothing
  /// observed.
  private let mean = Parameter("mean", Tensor([0.3, 2]))

  private func model(_ trace: Trace, _ total: Int) throws {
    _ = try trace.plate("images", size: 3, of: total) { try trace.sample("z", Normal.standard([2]).toEvent(1)) }
  }

  private func guide(_ trace: Trace, _ total: Int) throws {
    _ = try trace.plate("images", size: 3, of: total) {
      try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: .zero).toEvent(1))
    }
  }

  private func loss(_ objective: EvidenceLowerBound, step: Int = 0, of total: Int = 3) throws -> Loss {
    try objective.loss(
      of: ModelAndGuide(model: model, guide: guide), on: total, pass: .evaluation, using: Random(seed: 1), step: step)
  }

  @Test func theWeightWarmsUp() {
    let weight = KLWeight.linear(from: 0.2, to: 1, over: 4)
    #expect((0..<7).map(weight.value) == [0.2, 0.4, 0.6, 0.8, 1, 1, 1])
    #expect([0, 5].map(KLWeight.constant(3).value) == [3, 3])
    for steps in [0, -2] { #expect([0, 1].map(KLWeight.linear(from: 0.2, to: 1, over: steps).value) == [1, 1]) }
  }

  @Test(arguments: 0..<6) func theRateIsWeightedByStep(_ step: Int) throws {
    let weight = KLWeight.linear(from: 0, to: 2, over: 4)
    let terms = try loss(EvidenceLowerBound(klWeight: weight), step: step).terms
    #expect(terms.map(\.name) == ["rate"])
    #expect(terms.map(\.weight) == [weight.value(at: step)])
    #expect(abs(terms[0].value.value.element - 3 * 2.045) < 1e-5)
  }

  /// The optimiser's steps are counted from 0: the first finds the first weight.
  @Test func trainingWarmsUp() throws {
    let objective = EvidenceLowerBound(klWeight: .linear(from: 0.5, to: 1, over: 1))
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide, parameters: [mean]), objective: objective, optimizer: SGD(0.0))
    let losses = try (0..<3).map { try svi.step(3, using: Random(seed: 1)[$0]).loss }
    for (loss, weight) in zip(losses, [0.5, 1, 1] as [Float]) { #expect(abs(loss - weight * 3 * 2.045) < 1e-5) }
  }

  /// A unit's rate counts λ where it is less than that, for every image, in or outside a mini-batch; and has no slope there.
  @Test(arguments: [(0, 2.045), (0.01, 2.045), (0.5, 2.5), (3, 6)] as [(Float, Float)])
  func freeBitsCostNothing(_ free: Float, _ rate: Float) throws {
    for (particles, total) in [(nil, 3), (nil, 60), (4, 3), (4, 60)] as [(Int?, Int)] {
      let objective = EvidenceLowerBound(particles: particles, freeBits: free)
      #expect(abs(try loss(objective, of: total).terms[0].value.value.element / Float(total) - rate) < 1e-5)
      let slopes = try gradients([mean]) {
        try objective.loss(of: ModelAndGuide(model: model, guide: guide), on: total, pass: $0, using: Random(seed: 1))
      }[mean]!
      let expected = zip([0.045, 2], [0.3, 2]).map { $0 > free ? $1 * Float(total) : 0 }
      for (slope, expected) in zip(slopes.elements, expected) { #expect(abs(slope - expected) <= 1e-5 * Float(total)) }
    }
  }

  /// A unit's rate is averaged over the plate before it is compared: images may share what is free.
  @Test func freeBitsAreSharedByThePlate() throws {
    let means = Variable(Tensor([0, 2], shape: [2, 1]))
    let loss = try EvidenceLowerBound(freeBits: 0.9).loss(
      of: ModelAndGuide(
        model: { trace, _ in
          _ = try trace.plate("images", size: 2) { try trace.sample("z", Normal.standard([1]).toEvent(1)) }
        },
        guide: { trace, _ in
          _ = try trace.plate("images", size: 2) {
            try trace.sample("z", Normal(mean: means, logStandardDeviation: .zero).toEvent(1))
          }
        }), on: (), pass: .evaluation, using: Random(seed: 1))
    // Rates of 0 and 2: a mean of 1, above 0.9, for each of the two.
    #expect(loss.terms[0].value.value.element == 2)
  }

  /// What goes with the gradient of a guide that is run twice: running statistics follow the data once.
  @Test(arguments: [GuideGradient.pathwise, .stickingTheLanding, .doublyReparameterized])
  func runningStatisticsMoveOnceAStep(_ gradient: GuideGradient) throws {
    let random = Random(seed: 2)
    let encoder = try Network(
      "encoder", input: [3], using: random, [BatchNormalization(momentum: 0.1), Dense(2)])
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("images", size: 4) {
        let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
        try trace.observe("x", Normal(mean: z.sum(along: [-1]), logStandardDeviation: .zero), Tensor([1, 2, 3, 4]))
      }
    }
    func guide(_ trace: Trace, _ x: Tensor) throws {
      _ = try trace.plate("images", size: 4) {
        try trace.sample("z", Normal(mean: encoder(Variable(x), trace.pass), logStandardDeviation: .zero).toEvent(1))
      }
    }
    let x = Tensor((0..<12).map { Float($0) }, shape: [4, 3])
    var svi = SVI(
      ModelAndGuide(model: model, guide: guide, parameters: encoder.parameters),
      objective: ImportanceWeightedBound(particles: 5, guideGradient: gradient), optimizer: SGD(0.01))
    _ = try svi.step(x, using: random)
    let running = try #require(encoder.state.first { $0.name.hasSuffix("running mean") })
    // The columns' means are 4.5, 5.5 and 6.5.
    for (found, mean) in zip(running.value.elements, [4.5, 5.5, 6.5] as [Float]) {
      #expect(abs(found - 0.1 * mean) < 1e-6)
    }
  }
}
