import LabFigures
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
