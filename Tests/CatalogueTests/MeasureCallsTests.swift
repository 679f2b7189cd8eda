import Testing

/// How the calls that keep measured values are read, by code that does what essays do.
@Suite struct MeasureCallsTests {
  struct Example: CustomTestStringConvertible {
    let testDescription: String
    let code: String
    /// Whether the last call keeps what comes of a training without saying how far another run's value may be.
    var isDefault = false
    /// Whether it writes a tolerance out and gives no reason.
    var isGuess = false
  }

  static let examples = [
    Example(
      testDescription: "what a training's log says",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training") { svi, step in
            try svi.step(batches[step.index])
          }
          try notebook.measure("loss", log.losses[0], unit: "nats")
        """, isDefault: true),
    Example(
      testDescription: "what was declared from something that was",
      code: """
          func trained(_ seed: Int) throws -> Double {
            try notebook.train(&svi, steps: steps, as: "training") { svi, step in try svi.step(x) }.losses[0]
          }
          let losses = try seeds.map { try trained($0) }
          let first = losses[0]
          try notebook.measure("loss", first, unit: "nats")
        """, isDefault: true),
    Example(
      testDescription: "a loop over it",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step)
          for (name, value) in [("loss", log.losses[0]), ("norm", log["gradient norm"][0])] {
            try notebook.measure(name, value)
          }
        """, isDefault: true),
    Example(
      testDescription: "its noise",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step)
          try notebook.measure(
            "loss", log.losses[0], tolerance: .noise(of: losses))
        """),
    Example(
      testDescription: "the mean of trainings",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step)
          try notebook.measure("loss", meanOf: [log.losses[0], 1])
        """),
    Example(
      testDescription: "a paired difference",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step)
          let gain = PairedDifference(of: log.losses, less: log.losses)
          try notebook.measure("gain", gain)
        """),
    Example(
      testDescription: "a paired difference that a function of another file finds",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step)
          try notebook.measure("gain", log.lead(over: log))
        """),
    Example(
      testDescription: "the same by a name of its own",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step)
          let gain = log.lead(over: log)
          try notebook.measure("gain", gain, unit: "nats")
        """),
    Example(
      testDescription: "what is declared beside it, or named as it is",
      code: """
          let log = try notebook.train(&svi, steps: steps, as: "training", step: step), exact = 2.0
          try notebook.measure("log", exact + other.log)
        """),
    Example(
      testDescription: "a tolerance that is a number",
      code: """
          try notebook.measure(
            "loss", 1.0, tolerance: .relative(0.1))
        """, isGuess: true),
    Example(
      testDescription: "one whose reason stands above it",
      code: """
          // A tenth, as the last digit is not computed.
          try notebook.measure(
            "loss", 1.0, tolerance: .absolute(1e-1))
        """),
    Example(
      testDescription: "one that is computed",
      code: """
          try notebook.measure("loss", 1.0, tolerance: .absolute(4 * error))
        """),
  ]

  @Test(arguments: examples) func aCallIsReadAsItIsMeant(_ example: Example) throws {
    let paired = MeasureCalls.paired(in: "  func lead(over other: Log) -> PairedDifference { .init(of: a, less: b) }")
    let call = try #require(MeasureCalls(in: example.code, paired: paired).all.last)
    #expect((call.isTrained && !call.hasTolerance) == example.isDefault)
    #expect((call.hasWrittenTolerance && !call.hasReason) == example.isGuess)
  }
}
