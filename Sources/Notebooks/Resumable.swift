/// What a training changes from step to step, and what a checkpoint therefore keeps.
public protocol Resumable {
  /// All that the next step depends on besides the step itself.
  var snapshot: Snapshot { get }

  /// Takes up the training where a snapshot of an equal one was made.
  ///
  /// - Throws: where the snapshot is not one of such a training.
  mutating func restore(_ snapshot: Snapshot) throws
}

/// A training between two steps, as arrays whose names stay the same from run to run.
public struct Snapshot: Equatable, Sendable {
  /// What is trained, and what follows it, such as running statistics: the trained model.
  public let weights: [NamedArray]
  /// What else the next step depends on, such as an optimiser's averages and counts.
  public let progress: [NamedArray]

  /// A snapshot of these arrays; no two of a list have the same name.
  public init(weights: [NamedArray], progress: [NamedArray]) { (self.weights, self.progress) = (weights, progress) }
}

/// Trainings that go hand in hand are one; their arrays' names begin with their numbers, from 1.
extension Array: Resumable where Element: Resumable {
  /// All of their arrays.
  public var snapshot: Snapshot {
    let snapshots = enumerated().map { ("\($0 + 1)", $1.snapshot) }
    return Snapshot(
      weights: snapshots.flatMap { $1.weights.prefixed($0) }, progress: snapshots.flatMap { $1.progress.prefixed($0) })
  }

  /// Takes up each of them.
  public mutating func restore(_ snapshot: Snapshot) throws {
    for index in indices {
      let name = "\(index + 1)"
      try self[index].restore(
        Snapshot(weights: snapshot.weights.inside(name), progress: snapshot.progress.inside(name)))
    }
  }
}
