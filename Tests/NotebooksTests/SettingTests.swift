import Testing

@testable import LabNotebooks

@Suite struct SettingTests {
  @Test func aDefaultMayDependOnTheTier() {
    let steps = Setting("steps", 1_875, smoke: 20, paper: 18_750, "optimiser steps")
    #expect(Tier.allCases.map { steps.default(for: $0) } == [.whole(20), .whole(1_875), .whole(18_750)])
    let beta = Setting("beta", 4.0, "weight")
    #expect(Tier.allCases.map { beta.default(for: $0) } == [.number(4), .number(4), .number(4)])
  }

  @Test(arguments: [
    (Setting("s", 1, ""), "1_875", SettingContent.whole(1_875)),
    (Setting("s", 1, ""), "-3", .whole(-3)),
    (Setting("s", 1.0, ""), "2", .number(2)),
    (Setting("s", 1.0, ""), "1e-3", .number(0.001)),
    (Setting("s", Float(0.1), ""), "0.3", .number(0.3)),
    (Setting("s", true, ""), "false", .flag(false)),
    (Setting("s", "adam", ""), "a=b c", .text("a=b c")),
    (Setting("s", [1.0], ""), "1, 2.5,4", .list([1, 2.5, 4])),
    (Setting("s", [5.0, 10.0], ""), "2", .list([2])),
    (Setting("s", [5, 10], ""), "2", .wholeList([2])),
    (Setting("s", [5, 10], ""), "50, 1_000,-2,50", .wholeList([50, 1_000, -2, 50])),
    (Setting("s", [5, 10], ""), "1000000000,-1000000000", .wholeList([1_000_000_000, -1_000_000_000])),
    (Setting("s", 1, ""), " -12_345_678 ", .whole(-12_345_678)),
    (Setting("s", 1.0, ""), " +.5e1", .number(5)),
    (Setting("s", [1.0], ""), " 0 ,0.5 , -0.25, 1e-300", .list([0, 0.5, -0.25, 1e-300])),
  ])
  func aTextIsReadAsTheDefaultsType(_ setting: Setting, _ text: String, _ expected: SettingContent) throws {
    #expect(try setting.value(from: text) == expected)
  }

  @Test(arguments: [
    (Setting("s", 1, ""), "1.5", "must be a whole number, such as 1"),
    (Setting("s", 1, ""), "", "must be a whole number, such as 1"),
    (Setting("s", 1, ""), "99999999999999999999", "must be a whole number, such as 1"),
    (Setting("s", 1, ""), "9223372036854775807", "must be at most 1,000,000,000"),
    (Setting("s", [1], "", limits: .atLeast(0)), "1,1000000001", "must be at most 1,000,000,000"),
    (Setting("s", [1, 2], "", fewest: 2), "3,3", "must have at least 2 different items"),
    (Setting("s", [1.5, 2], "", fewest: 2), "3", "must have at least 2 different items"),
    (Setting("s", 4.0, ""), "abc", "must be a number, such as 4"),
    (Setting("s", 4.0, ""), "nan", "must be a number, such as 4"),
    (Setting("s", 4.0, ""), "inf", "must be a number, such as 4"),
    (Setting("s", true, ""), "yes", "must be true or false, such as true"),
    (Setting("s", "a", ""), "", "must be a text, such as a"),
    (Setting("s", [1.0, 0.5], ""), "1,,2", "must be a list of numbers, such as 1,0.5"),
    (Setting("s", [1.0], ""), "", "must be a list of numbers, such as 1"),
    (Setting("s", [5, 10], ""), "2.7", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "2.0", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "1e3x", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "1e3", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "5,,10", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "5,10,", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], ""), "5,9223372036854775808", "must be a list of whole numbers, such as 5,10"),
    (Setting("s", [5, 10], "", limits: .between(2, 1_000)), "5,1", "must be from 2 to 1000"),
    (Setting("s", 1, "", limits: .atLeast(1)), "0", "must be at least 1"),
    (Setting("s", 0.1, "", limits: .above(0)), "0", "must be more than 0"),
    (Setting("s", 0.5, "", limits: .between(0, 1)), "1.01", "must be from 0 to 1"),
    (Setting("s", [0.5], "", limits: .between(0, 1)), "0.1,2", "must be from 0 to 1"),
    (Setting("s", "a", "", limits: .oneOf(["a", "b"])), "c", "must be one of a, b"),
  ])
  func aMalformedTextIsRefused(_ setting: Setting, _ text: String, _ expected: String) {
    #expect(throws: SettingError.malformed(name: "s", text: text, expected: expected)) {
      try setting.value(from: text)
    }
  }

  /// Nothing within a number groups its digits, but underscores those of a whole one by three: what is no number in one kind of
  /// setting is none in the others.
  @Test(arguments: [
    "1 2 4", "1 000", "1\u{202F}000", "1\u{A0}000", "1\t000", "1'000", "1.000.000", "1_2_4", "_100", "1000_", "1__000",
    "1_0000",
    "1000_000", "0x10", "0x1p4", "1e400", "-1e400", "1e-400", "nan", "-inf", "infinity", "١٢", "１２", "½", "²", "−1",
    "--1", "+-1",
    "1e", "e5", "1,000", "1,050.5", "0,05", "1;2", "[1", "1]", "\u{FEFF}1", "1\u{200B}", " ", "",
  ])
  func whatIsNoNumberIsNoneInAnySetting(_ text: String) {
    for setting in [Setting("s", 1, ""), Setting("s", 1.0, ""), Setting("s", [1], ""), Setting("s", [1.0], "")] {
      #expect(throws: SettingError.self, "\(setting.default(for: .smoke).kind)") { try setting.value(from: text) }
    }
    for setting in [Setting("s", [1], ""), Setting("s", [1.0], "")] {
      for list in ["2,\(text)", "\(text),2"] {
        #expect(throws: SettingError.self, "\(list)") { try setting.value(from: list) }
      }
    }
  }

  /// The sign of 0 decides what is divided by it, and no report shows it.
  @Test func thereIsOneZero() throws {
    for text in ["-0", "-0.0", "0e7", "-.0e-9"] {
      let values = try [Double](Setting("s", [1.0], "").value(from: "1,\(text)"))
      #expect(values?.last?.sign == .plus && values?.last == 0)
      #expect(try Double(Setting("s", 1.0, "").value(from: text))?.sign == .plus)
    }
  }

  @Test(
    arguments: [
      (SettingContent.wholeList([5, 5]), [5, 5], nil), (.list([5]), nil, [5]), (.whole(5), nil, nil),
    ] as [(SettingContent, [Int]?, [Double]?)])
  func aListIsReadAsItsOwnTypeAlone(_ content: SettingContent, _ wholes: [Int]?, _ numbers: [Double]?) {
    #expect([Int](content) == wholes)
    #expect([Double](content) == numbers)
    #expect([Float](content) == numbers?.map(Float.init))
  }

  @Test func aGroupNamesItsSettingsAndARecordKeepsIt() throws {
    let settings = [Setting("beta", 4.0, "weight")] + Setting.group("Images", Setting("steps", 100, ""))
    #expect(settings.map(\.group) == [nil, "Images"])
    let sandbox = try Sandbox()
    let experiment = Experiment("grouped", title: "", summary: "", settings: settings) { notebook in
      let _: Double = try notebook["beta"], _: Int = try notebook["steps"]
    }
    let record = try sandbox.run(experiment).record
    #expect(record.settings.map(\.group) == [nil, "Images"])
    #expect(try RunRecord(text: record.text()) == record)
  }

  @Test func overridesReplaceTheTiersValues() throws {
    let experiment = Experiment(
      "a", title: "A", summary: "",
      settings: [Setting("beta", 4.0, "weight"), Setting("steps", 100, smoke: 2, "optimiser steps")]
    ) { _ in }
    let settings = try experiment.settings(at: .smoke, overrides: ["beta": "2", "elsewhere": "1"])
    #expect(settings.map(\.value) == [.number(2), .whole(2)])
    #expect(settings.map(\.isDefault) == [false, true])
  }

  @Test func anOverrideMustNameASettingOfSomeExperiment() throws {
    let one = Experiment("one", title: "", summary: "", settings: [Setting("beta", 4.0, "")]) { _ in }
    let two = Experiment("two", title: "", summary: "", settings: [Setting("gamma", 4.0, "")]) { _ in }
    try Experiment.checkNames(of: ["beta": "1", "gamma": "2"], among: [one, two])
    let unknown = SettingError.unknown(name: "bta", experiments: ["one"], declared: ["beta"])
    #expect(throws: unknown) { try Experiment.checkNames(of: ["bta": "2"], among: [one]) }
    #expect("\(unknown)" == "“one” has no setting “bta”. Did you mean “beta”?")
    #expect(throws: SettingError.unknown(name: "x", experiments: ["one", "two"], declared: ["beta", "gamma"])) {
      try Experiment.checkNames(of: ["x": "2", "y": "3"], among: [one, two])
    }
  }

  @Test func anUnknownSettingWithoutAnythingNearListsAll() {
    #expect(
      "\(SettingError.unknown(name: "depth", experiments: ["one"], declared: ["beta", "steps"]))"
        == "“one” has no setting “depth”. It has beta, steps.")
    #expect(
      "\(SettingError.unknown(name: "depth", experiments: ["one"], declared: []))"
        == "“one” has no setting “depth”. It has none.")
  }

  @Test(arguments: [
    ("beta-vea", "beta-vae"), ("betavae", "beta-vae"), ("bta", "beta"), ("beta", "beta"),
    ("normal", "normalizing-flow"),
    ("ebta", "beta"),
  ])
  func theNearestNameIsSuggested(_ typed: String, _ expected: String) {
    #expect(Suggestion.nearest(to: typed, among: ["iwae", "beta-vae", "beta", "normalizing-flow"]) == expected)
  }

  @Test func nothingIsSuggestedForSomethingElse() {
    #expect(Suggestion.nearest(to: "xyz", among: ["beta", "iwae"]) == nil)
    #expect(Suggestion.nearest(to: "xyz", among: []) == nil)
  }
}
