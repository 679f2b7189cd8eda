import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// What can be wrong between a model, its guide and the data, and that the error says so, and where.
@Suite struct ModelMistakeTests {
  @Test(arguments: Mistake.all) func isCaughtAndNamed(_ mistake: Mistake) throws {
    let location = Parameter("location", Tensor(0))
    var svi = SVI(
      ModelAndGuide(model: mistake.model, guide: mistake.guide, parameters: [location]), objective: mistake.objective,
      optimizer: SGD(100.0), lossScale: .total)
    let thrown = #expect(throws: (any Error).self) {
      for step in 0..<40 {
        _ = try svi.step(Mistake.Given(x: mistake.x, location: location), using: Random(seed: 1)[step])
      }
    }
    let error = try #require(thrown)
    let message = String(describing: error)
    for fragment in mistake.fragments { #expect(message.contains(fragment), "\(message)") }
    if let error = error as? ModelError {
      #expect(error.name == mistake.name)
      #expect(message.hasPrefix("at step \(try #require(error.step)): "), "\(message)")
    } else {
      #expect(error is TrainingError)
    }
  }

  /// The programs that the mistakes are made in have none.
  @Test(arguments: Mistake.objectives) func theRestIsRight(_ objective: any Objective) throws {
    let location = Parameter("location", Tensor(0))
    var svi = SVI(
      ModelAndGuide(model: Mistake.model, guide: Mistake.guide, parameters: [location]), objective: objective,
      optimizer: SGD(0.01), lossScale: .total)
    let before = try svi.step(Mistake.Given(x: Mistake.x, location: location), using: Random(seed: 1))
    #expect(before.loss.isFinite && location.value.element != 0)
  }
}

/// A model, a guide or data with something wrong, and what the error says.
struct Mistake: Sendable, CustomTestStringConvertible {
  /// What a program is given: data, and the parameter that is trained.
  struct Given {
    let x: Tensor
    let location: Parameter
  }
  typealias Statements = @Sendable (Trace, Given) throws -> Void

  let testDescription: String
  let model, guide: Statements
  let x: Tensor
  let objective: any Objective
  /// The site or plate that the error is about.
  let name: String
  let fragments: [String]

  /// A mistake in an otherwise right program; the error quotes the name, unless it is empty.
  init(
    _ title: String, model: @escaping Statements = Mistake.model, guide: @escaping Statements = Mistake.guide,
    x: Tensor = Mistake.x, objective: any Objective = EvidenceLowerBound(), at name: String, says fragments: String...
  ) {
    (testDescription, self.model, self.guide, self.x, self.objective) = (title, model, guide, x, objective)
    (self.name, self.fragments) = (name, fragments + (name.isEmpty ? [] : ["“\(name)”"]))
  }

  /// A mistake that only the training sees.
  init(_ title: String, guide: @escaping Statements, trainingSays fragment: String) {
    (testDescription, model, self.guide, x, objective) = (title, Mistake.model, guide, Mistake.x, EvidenceLowerBound())
    (name, fragments) = ("", [fragment])
  }

  static let x = Tensor([0.5, -1, 2])
  static let objectives: [any Objective] = [
    EvidenceLowerBound(), EvidenceLowerBound(particles: 3, guideGradient: .stickingTheLanding),
    ImportanceWeightedBound(particles: 3), RenyiBound(alpha: 0.5, particles: 3),
  ]

  static let model: Statements = { trace, given in
    let z = try trace.sample("z", Normal.standard())
    try trace.plate("data", size: 3) {
      _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), given.x)
    }
  }

  static let guide: Statements = { trace, given in try trace.sample("z", normal(trace, given)) }

  /// N(location, 1).
  static func normal(_ trace: Trace, _ given: Given) -> Normal {
    Normal(mean: trace.pass[given.location], logStandardDeviation: .zero)
  }
}

extension Variable {
  /// The constant scalar 0.
  static var zero: Variable { Variable(0) }
}
