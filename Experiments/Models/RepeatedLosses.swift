import Laboratory

/// The losses of trainings that differ in their randomness alone, step by step.
struct RepeatedLosses {
  /// Those of each repetition, as many of each.
  let repetitions: [[Double]]

  /// What each of so many trainings, counted from 1, gives.
  init(_ count: Int, _ train: (Int) throws -> [Double]) rethrows { repetitions = try (1...count).map(train) }

  /// The number of steps.
  var steps: Int { repetitions[0].count }
  /// The least of all.
  var lowest: Double { repetitions.flatMap { $0 }.min()! }
  /// The greatest of all.
  var highest: Double { repetitions.flatMap { $0 }.max()! }

  /// The median loss of each repetition over ten steps up to the given one: now and then a single step leaps.
  func recent(_ step: Int) -> [Double] {
    repetitions.map { Summary(of: Array($0[max(0, step - 10)..<step])).median }
  }

  /// How many of the first losses are worse than those of the same repetition and step of others.
  func countBehind(_ others: RepeatedLosses, first steps: Int) -> Int {
    zip(repetitions, others.repetitions).map { zip($0, $1).prefix(steps).count { $0 > $1 } }.reduce(0, +)
  }
}

extension Mark {
  /// The median of repeated losses over the step, counted from 1, with a band from the least to the greatest.
  static func line(_ losses: RepeatedLosses, name: String) -> Mark {
    let bySteps = (0..<losses.steps).map { step in Summary(of: losses.repetitions.map { $0[step] }) }
    return .line(
      Array(1...losses.steps), bySteps.map(\.median), lower: bySteps.map(\.minimum), upper: bySteps.map(\.maximum),
      name: name)
  }
}
