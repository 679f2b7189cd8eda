import LabAutodiff
import LabRequirements
import LabTensors

/// All that the next step of a training depends on besides its loss.
public struct TrainingState: Sendable, Equatable {
  /// A tensor by a name that stays the same from run to run.
  public struct Entry: Sendable, Equatable {
    /// The name: no two entries of a list have the same.
    public let name: String
    /// The tensor.
    public let value: Tensor

    /// A tensor under a name.
    public init(_ name: String, _ value: Tensor) { (self.name, self.value) = (name, value) }
  }

  /// The parameters, each with the statistics that its layer gathers: what is trained.
  public let weights: [Entry]
  /// What the optimiser keeps beside the parameters, as `mean/NAME`; nothing before the first step.
  public let averages: [Entry]
  /// The number of steps done.
  public let stepCount: Int

  /// A state of these parts.
  public init(weights: [Entry], averages: [Entry], stepCount: Int) {
    (self.weights, self.averages, self.stepCount) = (weights, averages, stepCount)
  }
}

/// A state is not one of the training that was to take it up.
public struct StateMismatch: Error, Equatable, CustomStringConvertible {
  /// What is missing, too much, or of another shape.
  public let description: String

  /// A mismatch in a clause about the state.
  public init(_ description: String) { self.description = description }
}

extension Training {
  /// All that the next step depends on besides the loss.
  public var state: TrainingState {
    let rule = optimizer.state
    let names = names
    let averages = rule.arrays.keys.sorted().flatMap { kind in
      let arrays = rule.arrays[kind, default: []]
      require(
        arrays.isEmpty || arrays.count == parameters.count,
        "the optimiser keeps \(arrays.count) arrays “\(kind)” of \(parameters.count) parameters; its state has one beside "
          + "each, or none before the first step")
      return zip(parameters, arrays).map { parameter, array in
        TrainingState.Entry("\(kind)/\(names[parameter, default: parameter.name])", array)
      }
    }
    let weights = kept.map { TrainingState.Entry(names[$0, default: $0.name], $0.value) }
    return TrainingState(weights: weights, averages: averages, stepCount: rule.stepCount)
  }

  /// Takes up a training where an equal one was; an error, and nothing changed, where the state is not one of its own.
  public mutating func restore(_ state: TrainingState) throws(StateMismatch) {
    guard state.stepCount >= 0 else { throw StateMismatch("it says that \(state.stepCount) steps are done") }
    let names = names, kinds = optimizer.state.arrays.keys.sorted()
    let weights = try Self.values(
      in: state.weights, of: kept.map { (names[$0, default: $0.name], $0.value.shape) })
    let expected = kinds.flatMap { kind in
      parameters.map { (name: "\(kind)/\(names[$0, default: $0.name])", shape: $0.value.shape) }
    }
    let averages = try Self.values(in: state.averages, of: state.stepCount == 0 ? [] : expected)
    for (parameter, value) in zip(kept, weights) { parameter.value = value }
    var remaining = averages[...]
    let arrays = kinds.map { kind in
      defer { remaining = remaining.dropFirst(parameters.count) }
      return (kind, Array(remaining.prefix(parameters.count)))
    }
    optimizer.state = OptimizerState(stepCount: state.stepCount, arrays: Dictionary(uniqueKeysWithValues: arrays))
  }

  /// The parameters, and beside each its statistics.
  private var kept: [Parameter] { parameters.flatMap { [$0] + $0.statistics } }

  /// Their names, with a number where two would have the same.
  private var names: [Parameter: String] {
    var names: [Parameter: String] = [:], counts: [String: Int] = [:]
    for parameter in kept where names[parameter] == nil {
      counts[parameter.name, default: 0] += 1
      let count = counts[parameter.name, default: 1]
      names[parameter] = count == 1 ? parameter.name : "\(parameter.name) (\(count))"
    }
    return names
  }

  /// The values of the entries in the order of what is expected, which must be all of them.
  private static func values(
    in entries: [TrainingState.Entry], of expected: [(name: String, shape: Shape)]
  ) throws(StateMismatch) -> [Tensor] {
    let byName = Dictionary(entries.map { ($0.name, $0.value) }) { first, _ in first }
    var values: [Tensor] = []
    for (name, shape) in expected {
      guard let value = byName[name] else { throw StateMismatch("it has no array “\(name)”") }
      guard value.shape == shape else {
        throw StateMismatch("its array “\(name)” has the shape \(value.shape), not \(shape)")
      }
      values.append(value)
    }
    guard entries.count == expected.count else {
      let names = Set(expected.map(\.name)), others = entries.map(\.name).filter { !names.contains($0) }
      let other = others.first.map { ": “\($0)” is none of this training’s" } ?? ""
      throw StateMismatch("it has \(entries.count) arrays, not \(expected.count)\(other)")
    }
    return values
  }
}
