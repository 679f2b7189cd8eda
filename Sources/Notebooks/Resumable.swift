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

extension Snapshot {
  /// How far the weights are from those of another moment of the same training: the square root of the sum of squares.
  func distance(from other: Snapshot) -> Double {
    zip(weights, other.weights).reduce(0.0) { sum, pair in
      switch (pair.0.elements, pair.1.elements) {
      case (.floats(let ours), .floats(let theirs)):
        // By index: the module is compiled without optimisation, and there may be millions.
        var sum = sum
        for index in 0..<min(ours.count, theirs.count) {
          let difference = Double(ours[index] - theirs[index])
          sum += difference * difference
        }
        return sum
      case (.doubles(let ours), .doubles(let theirs)):
        return zip(ours, theirs).reduce(sum) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      default: return sum
      }
    }.squareRoot()
  }
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
