import LabFigures
import LabStatistics
import Testing

@testable import LabNotebooks

/// What an experiment may not do, and what it is told.
@Suite struct NotebookTests {
  /// The error that stops an experiment with one setting, `beta`, which it has read.
  private func failure(_ body: @escaping @Sendable (Notebook) throws -> Void) throws -> String {
    let experiment = Experiment(
      "test", title: "Test", summary: "", settings: [Setting("beta", 4.0, "weight")]
    ) { notebook in
      let _: Double = try notebook["beta"]
      try body(notebook)
    }
    do {
      try Sandbox().run(experiment)
      return "no error"
    } catch let error as RunFailure {
      return "\(error)"
    }
  }

  @Test func anUndeclaredSettingIsNamed() throws {
    #expect(
      try failure { notebook in let _: Double = try notebook["bta"] }
        == "The experiment reads the setting “bta”, which it does not declare. Did you mean “beta”?")
  }

  @Test func aSettingHasOneType() throws {
    #expect(
      try failure { notebook in let _: Int = try notebook["beta"] }
        == "The setting “beta” is declared as a number and read as Int."
        + " Give it a default of the type that the experiment reads.")
  }

  @Test func aNumberIsReadInEitherPrecision() throws {
    let experiment = Experiment("test", title: "Test", summary: "", settings: [Setting("rate", 0.1, "")]) { notebook in
      let double: Double = try notebook["rate"]
      let float: Float = try notebook["rate"]
      #expect(double == 0.1)
      #expect(float == 0.1)
    }
    try Sandbox().run(experiment)
  }

  /// 1e39 is infinite in single precision, and 1e-46 is 0.
  @Test(arguments: ["1e39", "-1e300", "1e-46", "-1e-300"])
  func aNumberThatSinglePrecisionHasNotIsRefusedWhereItIsReadInThat(_ text: String) throws {
    let experiment = Experiment(
      "test", title: "Test", summary: "", settings: [Setting("rate", 0.1, ""), Setting("rates", [0.1], "")]
    ) { notebook in
      let double: Double = try notebook["rate"], doubles: [Double] = try notebook["rates"]
      #expect([double] == doubles && double == Double(text))
      let refusal = NotebookError.settingBeyondSinglePrecision(name: "rate", value: NumberFormat.shortest(double))
      #expect(throws: refusal) { let _: Float = try notebook["rate"] }
      #expect(throws: NotebookError.self) { let _: [Float] = try notebook["rates"] }
    }
    let sandbox = try Sandbox()
    try sandbox.run(experiment, sandbox.plan(overrides: ["rate": text, "rates": text]))
  }

  /// A record has no number that is not finite: it could not be read again.
  @Test(arguments: [Tolerance.absolute(.nan), .absolute(.infinity), .relative(.nan), .relative(-1), .absolute(-0.1)])
  func aToleranceIsADistance(_ tolerance: Tolerance) throws {
    let told = try failure { try $0.measure("one", 1.5, tolerance: tolerance) }
    #expect(
      told == "The tolerance of the measured value “one” is no distance: it is negative, infinite or not a number.")
  }

  @Test func twoThingsOfOneNameAreRefused() throws {
    let taken =
      ": outputs, measured values and settings of an experiment share their names. Rename one."
    #expect(
      try failure { notebook in
        try notebook.show("1", id: "one")
        try notebook.show("2", id: "one")
      } == "There are two of “one”\(taken)")
    #expect(
      try failure { notebook in
        try notebook.measure("one", 1)
        try notebook.show(["a": "b"], id: "one")
      } == "There are two of “one”\(taken)")
    #expect(try failure { notebook in try notebook.measure("beta", 1) } == "There are two of “beta”\(taken)")
  }

  @Test(arguments: ["", "Loss", "a b", "../a", "-a", ".a", "é", "a/b"])
  func aMalformedNameIsRefused(_ name: String) throws {
    let expected = "“\(name)” is not a name: use \(Name.rule)."
    #expect(try failure { notebook in try notebook.show("1", id: name) } == expected)
    #expect(try failure { notebook in try notebook.measure(name, 1) } == expected)
  }

  @Test func aMeasuredValueMustBeFinite() throws {
    #expect(
      try failure { notebook in try notebook.measure("one", Double.nan) }
        == "The measured value “one” is not a number.")
    #expect(
      try failure { notebook in try notebook.measure("one", -Float.infinity) } == "The measured value “one” is −∞.")
  }

  @Test func anOutputFromAnotherFileIsRefused() throws {
    #expect(
      try failure { notebook in try notebook.show("1", id: "one", file: "Elsewhere.swift") }
        == "“one” is output by Elsewhere.swift, which is not the experiment's own file, so it has no place in the"
        + " report. Return it from there and output it in the experiment.")
  }

  @Test func aFigureThatCannotBeDrawnStopsTheRun() throws {
    let message = try failure { notebook in
      try notebook.show(Figure(.line([1.0, .nan])), id: "bad", caption: "")
    }
    #expect(message.contains("is nan") || message.contains("NaN"))
  }

  @Test func aCountIsExactAndANumberHasATolerance() throws {
    let experiment = Experiment("test", title: "Test", summary: "") { notebook in
      try notebook.measure("count", 115_568)
      try notebook.measure("value", 1125.3712, unit: "nats", tolerance: .absolute(2))
      try notebook.measure("default", 0.5)
    }
    let metrics = try Sandbox().run(experiment).record.metrics
    #expect(metrics["count"] == .init(value: 115_568, text: "115,568", unit: "", tolerance: .exact))
    #expect(metrics["value"] == .init(value: 1125.3712, text: "1,125", unit: "nats", tolerance: .absolute(2)))
    #expect(metrics["default"]?.tolerance == .relative(1e-3))
  }

  @Test func whatTrainingsComeToIsKeptWithEachOfThem() throws {
    let (wide, narrow) = ([3.0, 5, 4], [1.0, 2, 3])
    let experiment = Experiment("test", title: "Test", summary: "") { notebook in
      let gain = PairedDifference(of: wide, less: narrow)
      try notebook.measure("gain", gain, unit: "nats", format: .fixed(1))
      try notebook.measure("open", PairedDifference(of: wide, less: [3, 4, 5]), unit: "nats", format: .fixed(1))
      try notebook.measure("bound", meanOf: wide, unit: "nats", format: .fixed(1))
      try notebook.measure("final", 6, tolerance: .noise(of: wide), format: .fixed(1))
    }
    let metrics = try Sandbox().run(experiment).record.metrics
    // Differences of 2, 3 and 1; of 0, 1 and −1.
    #expect(
      metrics["gain"]
        == .init(
          value: 2, text: "2.0 ± 0.6", unit: "nats",
          tolerance: .seeds(SeedNoise(values: wide, less: narrow, measured: .mean))))
    #expect(metrics["open"]?.text == "undecided (0.0 ± 0.6)")
    #expect(
      metrics["bound"]
        == .init(
          value: 4, text: "4.0 ± 0.6", unit: "nats", tolerance: .seeds(SeedNoise(values: wide, measured: .mean))))
    #expect(metrics["final"] == .init(value: 6, text: "6.0", unit: "", tolerance: .noise(of: wide)))
  }

  @Test(arguments: [
    ([], "is taken from no training. Give it three or more"),
    ([1.0], "is taken from one training. Give it three or more"),
    ([1, .nan], "The measured value “bound” is not a number."),
  ])
  func noiseTakesSeveralTrainings(_ trainings: [Double], _ told: String) throws {
    let mean = try failure { try $0.measure("bound", meanOf: trainings) }
    let one = try failure { try $0.measure("bound", 1.5, tolerance: .noise(of: trainings)) }
    #expect(mean.contains(told) && one.contains(told), "\(mean) \(one)")
    if !trainings.isEmpty {
      let difference = PairedDifference(of: trainings, less: trainings.map { _ in 0 })
      #expect(try failure { try $0.measure("bound", difference) }.contains(told))
    }
  }

  /// Twice the variance of one training, and of a mean over three of them; Student's t at 0.975 with two degrees of freedom is
  /// 4.30265.
  @Test func noiseReachesAsFarAsTwoDrawsAreApart() {
    let one = SeedNoise(values: [1, 2, 3], measured: .one), mean = SeedNoise(values: [1, 2, 3], measured: .mean)
    #expect(abs(one.distance - 4.302_652_729_7 * 2.squareRoot()) < 1e-9)
    #expect(abs(mean.distance - 4.302_652_729_7 * (2.0 / 3).squareRoot()) < 1e-9)
  }

  @Test func severalNumbersAreKeptAsEachWouldBe() throws {
    let together = Experiment("test", title: "Test", summary: "") { notebook in
      try notebook.measure(["first": 1.25, "second": -2], unit: "nats", tolerance: .absolute(2), format: .fixed(1))
    }
    let oneByOne = Experiment("test", title: "Test", summary: "") { notebook in
      try notebook.measure("first", 1.25, unit: "nats", tolerance: .absolute(2), format: .fixed(1))
      try notebook.measure("second", -2.0, unit: "nats", tolerance: .absolute(2), format: .fixed(1))
    }
    #expect(try Sandbox().run(together).record.metrics == Sandbox().run(oneByOne).record.metrics)
  }
}
