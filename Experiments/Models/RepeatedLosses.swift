import Laboratory

/// The losses of trainings that differ in their randomness alone, step by step.
struct RepeatedLosses {
  /// Those of each repetition, as many of each.
  let repetitions: [[Double]]

  /// Those of trainings.
  init(_ trainings: [TrainedImages]) { repetitions = trainings.map(\.log.losses) }

  /// The number of steps.
  var steps: Int { repetitions[0].count }
  /// The least of all.
  var lowest: Double { repetitions.flatMap { $0 }.min()! }
  /// The greatest of each repetition.
  var highest: [Double] { repetitions.map { $0.max()! } }

  /// The median loss of each repetition over ten steps up to the given one: now and then a single step leaps.
  func recent(_ step: Int) -> [Double] {
    repetitions.map { Summary(of: Array($0[max(0, step - 10)..<step])).median }
  }

  /// How far the losses after a step are above those of others, repetition by repetition.
  func gap(to others: RepeatedLosses, after step: Int) -> PairedDifference {
    PairedDifference(of: recent(step), less: others.recent(step))
  }

  /// The percentage of the first losses of each repetition that are worse than those of the same step of others.
  func percentageBehind(_ others: RepeatedLosses, first steps: Int) -> [Double] {
    zip(repetitions, others.repetitions).map {
      100 * Double(zip($0, $1).prefix(steps).count { $0 > $1 }) / Double(steps)
    }
  }

  /// Both sides by side after some steps, and the gap.
  func table(beside others: RepeatedLosses, after marks: [Int]) -> Table {
    Table(
      columns: ["after step", "steps counted", "steps not counted", "gap", "which is"],
      rows: marks.map { step in
        let gap = gap(to: others, after: step), losses = [others, self].map { Summary(of: $0.recent(step)) }
        return [.number(step)] + (losses + [gap.summary]).map { .number($0, .fixed(1)) } + [.text(gap.verdict)]
      })
  }

  /// Both over the steps; leaps are cut off.
  func figure(beside others: RepeatedLosses) -> Figure {
    let bottom = min(lowest, others.lowest), top = others.repetitions.flatMap { $0.prefix(3) }.max()!
    return Figure(
      [.line(others, name: "step counted"), .line(self, name: "step not counted")], x: Axis("step", scale: .log),
      y: Axis("loss", unit: "nats", limits: bottom...top + 0.1 * (top - bottom)), title: "Adam")
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

extension Notebook {
  /// Keeps the greatest loss of each kind as `NAME-spike`, with the noise of its repetitions.
  func measureSpikes(
    _ kinds: KeyValuePairs<String, RepeatedLosses>, file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, losses) in kinds {
      try measure(
        "\(name)-spike", losses.highest.max()!, unit: "nats", tolerance: .noise(of: losses.highest),
        format: .significant(2), file: file, line: line)
    }
  }
}
