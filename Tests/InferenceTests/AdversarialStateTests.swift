import LabAutodiff
import LabNeuralNetworks
import LabTensors
import Testing

@testable import LabInference

/// Two games that are taken up from their state go on as if they had never stopped.
@Suite struct AdversarialStateTests {
  private struct Example {
    let toy: AdversarialToy
    var training: AdversarialVariationalBayes<Adam>

    init(units: Int = 5) throws {
      toy = try AdversarialToy(contrast: .adaptive(draws: 4), units: units)
      training = AdversarialVariationalBayes(
        toy.model, optimizer: Adam(.cosine(initial: 0.02, final: 0, over: 8)), discriminatorOptimizer: Adam(0.05),
        discriminatorSteps: 2, klWeight: .linear(from: 0, to: 1, over: 5), maximumGradientNorm: 1)
    }

    mutating func step(_ index: Int) throws -> [Float] {
      let noise = Random(seed: 3)[index]
      let found = try training.step(toy.data(6, using: noise["data"]), using: noise)
      return [found.model.loss, found.discriminator.loss]
    }

    var values: [Tensor] { (toy.model.parameters + toy.model.discriminator.parameters).map(\.value) }
  }

  @Test(arguments: [0, 2, 6]) func anotherOneGoesOnFromIt(_ stop: Int) throws {
    var undisturbed = try Example(), first = try Example(), second = try Example()
    let expected = try (0..<8).map { try undisturbed.step($0) }
    var losses = try (0..<stop).map { try first.step($0) }
    for parameter in second.toy.model.parameters { parameter.value = parameter.value * 0.5 }
    try second.training.restore(first.training.state)
    #expect(second.training.state == first.training.state)
    losses += try (stop..<8).map { try second.step($0) }
    #expect(losses == expected && second.values == undisturbed.values)
  }

  /// The state of a training with another discriminator changes nothing, in either game.
  @Test func aForeignStateChangesNothing() throws {
    var one = try Example(), other = try Example(units: 6)
    _ = try one.step(0)
    _ = try other.step(1)
    let before = one.training.state
    #expect(throws: StateMismatch.self) { try one.training.restore(other.training.state) }
    #expect(one.training.state == before)
  }
}
