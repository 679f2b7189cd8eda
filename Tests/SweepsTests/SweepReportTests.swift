import Foundation
import LabNotebooks
import LabTestSupport
import Testing

@testable import LabSweeps

/// What a sweep's report says of the records of its points.
@Suite struct SweepReportTests {

  /// Points whose metric `height` has these values for each seed, as many as the first; of fewer it has that of the first alone.
  private func results(_ heights: KeyValuePairs<String, [Double]>, isMaximum: Bool = true) throws -> SweepResults {
    let folder = try TemporaryFolder()
    let points = heights.map { SweepPoint(values: [.init(name: "beta", text: $0.key)]) }
    let count = heights.first?.value.count ?? 1
    let plan = SweepPlan(
      of: "towers", tier: .standard, seed: 1, repetitions: count, shared: [:], dataDirectory: nil, names: ["beta"],
      points: points, goal: SweepGoal(metric: "height", isMaximum: isMaximum))
    let source = try folder.write("//: # Towers\nlet x = 1\n", to: "Towers.swift")
    let experiment = Experiment(
      "towers", title: "Towers", summary: "They stand.", settings: [Setting("beta", 4.0, "weight")], source: source
    ) { notebook in
      _ = try notebook["beta"] as Double
      try notebook.measure("height", 0, unit: "m")
    }
    return SweepResults(
      plan: plan,
      points: try zip(points, heights).map { point, entry in
        let run = RunPlan(
          overrides: point.overrides, data: .files(in: folder.path), reports: folder.path + "/Reports",
          stateFolder: folder.path + "/state")
        var record = try experiment.run(run, progress: ProgressDisplay(.silent, columns: { 80 }, write: { _ in }))
          .record
        record.seeds = (0..<count).map { UInt64($0) + 1 }
        let isWhole = count > 1 && entry.value.count == count
        record.metrics["height"]?.samples = isWhole ? entry.value : []
        record.metrics["height"]?.value = isWhole ? entry.value.reduce(0, +) / Double(count) : entry.value[0]
        return .init(point: point, record: record)
      }, missing: [])
  }

  @Test func theTableHasAllDigitsAndIntervals() throws {
    // The 97.5% quantile of Student's t with one degree of freedom is 12.7062047; the standard error of (1, 2) is 1/2.
    let lines = try SweepTable(results: results(["0.5": [1, 2], "2": [3, 3]])).csv.split(separator: "\n")
    #expect(lines[0] == "beta,seeds,height,height half-width,claims held,claims")
    let fields = lines[1].split(separator: ",")
    #expect(fields.prefix(3) == ["0.5", "2", "1.5"])
    #expect(abs((Double(fields[3]) ?? 0) - 6.353102368) < 1e-6)
    #expect(lines[2] == "2,2,3,0,0,0")
  }

  @Test func theBestIsToldFromOthersByItsSeeds() throws {
    let results = try results(["1": [1, 2, 3], "2": [5, 6, 7.5], "3": [4.9, 6.2, 7.4]])
    let best = try #require(results.plan.goal.flatMap { BestPoint(of: results, by: $0) })
    #expect(best.point.point.label == "beta=2")
    #expect(best.rivals.map(\.point.label) == ["beta=3"])
    #expect(best.text.hasPrefix("The most of `height` is at `beta=2`: 6.167 ± "))
    #expect(best.text.hasSuffix("Its seeds do not tell it from 1 of the 2 others: `beta=3`."))
  }

  @Test func theLeastMayBeTheBestAndOfOneSeedNothingIsDecided() throws {
    let results = try results(["1": [1], "2": [5]], isMaximum: false)
    let best = try #require(results.plan.goal.flatMap { BestPoint(of: results, by: $0) })
    #expect(best.text.hasPrefix("The least of `height` is at `beta=1`: 1 m. The next is `beta=2` with 5 m."))
  }

  /// A value that only some seeds measure has no interval, and least of all one without width.
  @Test func whatOneSeedAloneMeasuredIsNoAgreementOfAll() throws {
    let results = try results(["1": [2, 2, 2], "2": [7], "3": [2]])
    let lines = SweepTable(results: results).csv.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1...3] == ["1,3,2,0,0,0", "2,3,7,,0,0", "3,3,2,,0,0"])
    #expect(try SweepTable(results: self.results(["1": [2, 2, 2], "2": [2]])).constants == nil)
    let best = try #require(results.plan.goal.flatMap { BestPoint(of: results, by: $0) })
    #expect(
      best.text
        == "The most of `height` is at `beta=2`: 7 m. The next is `beta=1` with 2 m. Not all of its seeds measured it "
        + "there, and nothing says whether that is more than chance.")
  }

  @Test func whatIsTheSameAtAllPointsStandsApart() throws {
    let results = try results(["1": [2, 2, 2], "2": [2, 2, 2]])
    let best = try #require(results.plan.goal.flatMap { BestPoint(of: results, by: $0) })
    #expect(best.text == "`height` is the same at all points, 2 m: what they differ in does not move it.")
    let table = SweepTable(results: results)
    #expect(table.table.columns == ["beta", "claims held"])
    #expect(table.constants?.columns == ["at all points", ""])
    #expect(try SweepTable(results: self.results(["1": [1], "2": [2]])).constants == nil)
  }

  /// Sentences are told for all points that make them, with what these have in common.
  @Test(arguments: [
    (["The {height} is right."], ["The {height} is right."], ["The ‹height› is right. Held at all 2 points."]),
    (["A {beta:value}, {x}."], ["A {beta:value}, {x}."], ["A ‹beta›, {x}. Held at all 2 points."]),
    // Braces of a formula are its own, and what is cited stands in a point's report.
    (
      [#"It is $\hat{k}_{height}$ [@somebody]."#], [#"It is $\hat{k}_{height}$ [@somebody]."#],
      [#"It is $\hat{k}_{height}$. Held at all 2 points."#]
    ),
    // One line may claim it of several things.
    (["It is.", "It is."], ["It is.", "!It is."], ["It is. Held at 1 of 2 points; not at `beta=2`."]),
    (["It is 3."], ["It is 4."], ["It is 3. Held at `beta=1`.", "It is 4. Held at `beta=2`."]),
  ])
  func claimsAreToldOverThePoints(_ first: [String], _ second: [String], _ told: [String]) throws {
    let folder = try TemporaryFolder(), results = try results(["1": [1], "2": [2]])
    let points = zip(results.points, [first, second]).map { point, sentences in
      var record = point.record
      record.claims = sentences.map {
        .init(sentence: $0.hasPrefix("!") ? String($0.dropFirst()) : $0, held: !$0.hasPrefix("!"), line: 3)
      }
      return SweepResults.Point(point: point.point, record: record)
    }
    try SweepReport(of: SweepResults(plan: results.plan, points: points, missing: [])).write(into: folder.path)
    let record = try RunRecord(text: try #require(folder.text("towers.sweep/record.json")))
    #expect(record.claims.map(\.sentence) == told)
  }

  /// What differs between two sweeps is put down to their settings, so these must say which points there were.
  @Test func theSettingsOfASweepTellItsPoints() throws {
    let folder = try TemporaryFolder(), record = try results(["1": [1]]).points[0].record
    func told(_ points: [(beta: Int, size: Int)]) throws -> String {
      let points = points.map {
        SweepPoint(values: [.init(name: "beta", text: "\($0.beta)"), .init(name: "size", text: "\($0.size)")])
      }
      let plan = SweepPlan(
        of: "towers", tier: .standard, seed: 1, repetitions: 1, shared: [:], dataDirectory: nil,
        names: ["beta", "size"], points: points, goal: nil)
      let results = SweepResults(plan: plan, points: points.map { .init(point: $0, record: record) }, missing: [])
      try SweepReport(of: results).write(into: folder.path)
      return try RunRecord(text: try #require(folder.text("towers.sweep/record.json"))).settings[0].value
    }
    #expect(try told([(2, 5), (2, 6), (1, 5), (1, 6)]) == "1; 2")
    // Of these, each setting has the same values.
    let (straight, crossed) = (try told([(1, 5), (2, 6)]), try told([(2, 5), (1, 6)]))
    #expect(straight == "1; 2" && crossed == "2; 1")
    // These are too many to be listed, and begin and end alike.
    let many = try [40, 50].map { middle in try told(((1...20) + [middle, 60]).map { ($0, 5) }) }
    #expect(many.allSatisfy { $0.hasPrefix("22 values, 1 to 60 (") } && many[0] != many[1], "\(many)")
  }

  @Test func theSameResultsGiveTheSameFolder() throws {
    let folder = try TemporaryFolder(), results = try results(["0.5": [1, 2], "2": [3, 4], "8": [2, 2]])
    #expect(try SweepReport(of: results).write(into: folder.path).isChanged)
    #expect(try !SweepReport(of: results).write(into: folder.path).isChanged)
    let record = try RunRecord(text: try #require(folder.text("towers.sweep/record.json")))
    #expect(record.experiment == "towers.sweep" && record.settings[0].value == "0.5; 2; 8")
    #expect(record.metrics.keys.sorted() == ["best.height"])
    #expect(record.outputs.map(\.id) == ["parallel-coordinates", "points", "over.height"])
  }
}
