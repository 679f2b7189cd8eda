import LabInference
import LabNeuralNetworks
import LabNotebooks
import LabTensors

// What the library trains, as notebooks keep it: notebooks know arrays, and the library knows no notebooks.

extension Training: Resumable {
  /// The parameters, their layers' statistics, and the optimiser's state.
  public var snapshot: Snapshot { Snapshot(state) }

  /// Takes up a training of the same parameters.
  public mutating func restore(_ snapshot: Snapshot) throws { try restore(TrainingState(snapshot)) }
}

extension SVI: Resumable {
  /// The parameters, their layers' statistics, and the optimiser's state.
  public var snapshot: Snapshot { Snapshot(state) }

  /// Takes up a training of the same parameters.
  public mutating func restore(_ snapshot: Snapshot) throws { try restore(TrainingState(snapshot)) }
}

extension AdversarialVariationalBayes: Resumable {
  /// The parameters and the state of both optimisers, those of the model and the guide under `model`, those of the
  /// discriminator under `discriminator`.
  public var snapshot: Snapshot {
    let state = state, parts = [("model", Snapshot(state.model)), ("discriminator", Snapshot(state.discriminator))]
    func named(_ arrays: (Snapshot) -> [NamedArray]) -> [NamedArray] {
      parts.flatMap { name, part in arrays(part).map { $0.renamed("\(name)/\($0.name)") } }
    }
    return Snapshot(weights: named(\.weights), progress: named(\.progress))
  }

  /// Takes up a training of the same parameters.
  public mutating func restore(_ snapshot: Snapshot) throws {
    func part(_ name: String) throws -> TrainingState {
      func inside(_ arrays: [NamedArray]) -> [NamedArray] {
        arrays.filter { $0.name.hasPrefix("\(name)/") }.map { $0.renamed(String($0.name.dropFirst(name.count + 1))) }
      }
      return try TrainingState(Snapshot(weights: inside(snapshot.weights), progress: inside(snapshot.progress)))
    }
    try restore(AdversarialState(model: part("model"), discriminator: part("discriminator")))
  }
}

extension TrainingStep: StepFindings {
  /// The loss, each of its terms, and the gradient norm.
  public var findings: [String: Double] {
    terms.mapValues(Double.init).adding("loss", loss).adding("gradient norm", gradientNorm)
  }
}

extension AdversarialStep: StepFindings {
  /// Those of model and guide, and of the discriminator its loss and the norm of its gradient.
  public var findings: [String: Double] {
    model.findings.adding("discriminator loss", discriminator.loss)
      .adding("discriminator gradient norm", discriminator.gradientNorm)
  }
}

extension Snapshot {
  fileprivate static let steps = "steps", averages = "averages/"

  fileprivate init(_ state: TrainingState) {
    func array(_ name: String, _ tensor: Tensor) -> NamedArray {
      NamedArray(name, shape: tensor.shape.dimensions, .floats(tensor.elements))
    }
    let count = NamedArray(Self.steps, shape: [], .integers([Int64(state.stepCount)]))
    self.init(
      weights: state.weights.map { array($0.name, $0.value) },
      progress: [count] + state.averages.map { array(Self.averages + $0.name, $0.value) })
  }
}

extension TrainingState {
  fileprivate init(_ snapshot: Snapshot) throws {
    func entries(_ arrays: some Collection<NamedArray>, droppingFirst prefix: Int = 0) throws -> [Entry] {
      try arrays.map { array in
        guard case .floats(let elements) = array.elements else { throw UnusableArray(name: array.name) }
        return Entry(String(array.name.dropFirst(prefix)), Tensor(elements, shape: Shape(array.shape)))
      }
    }
    let counts = snapshot.progress.filter { $0.name == Snapshot.steps }
    guard case .integers(let steps)? = counts.first?.elements, steps.count == 1 else {
      throw UnusableArray(name: Snapshot.steps)
    }
    let averages = snapshot.progress.filter { $0.name.hasPrefix(Snapshot.averages) }
    self.init(
      weights: try entries(snapshot.weights),
      averages: try entries(averages, droppingFirst: Snapshot.averages.count), stepCount: Int(steps[0]))
  }
}

/// An array of a snapshot is not there, or not of the right type.
private struct UnusableArray: Error, CustomStringConvertible {
  let name: String
  var description: String { "its array “\(name)” is missing, or of another type" }
}
