import Foundation
import LabFigures
import LabNotebooks
import Testing

/*:
 # Squares

 The square is {square}, the count {count}, the varying count {varying}.
*/
private let squares = Experiment(
  "squares", title: "Squares", summary: "What a seed decides, and what it does not.", run: essay)

private func essay(_ notebook: Notebook) throws {
  let seed = Double(notebook.seed)
  try notebook.show(
    Panels([
      Figure([.line([1.0, seed, 9]), .points([seed], [seed]), .horizontalLine(at: 2)], x: "step", y: "square"),
      Figure(.bars([seed, 2 * seed]), y: "height"),
      Figure(.connectedPoints([1.0, 10], [seed, seed * seed]), y: Axis("square", scale: .log)),
    ]), id: "curves", caption: "Squares.")
  try notebook.show(
    Table(columns: ["what", "value"], rows: [["square", .number(seed * seed, .fixed(2))], ["fixed", .number(7)]]),
    id: "table")
  try notebook.measure("square", seed * seed, unit: "nats", format: .fixed(2))
  try notebook.measure("count", 42)
  try notebook.measure("varying", notebook.seed == 1 ? 3 : 5)
  notebook.claim("A square is positive.", seed * seed > 0)
  notebook.claim("A square is less than eight.", seed * seed < 8)
}

/// Several seeds in one report. Of the values 1, 4 and 9 the mean is 14/3 and the variance 49/3; Student's t at 0.975 with two
/// degrees of freedom is 4.30265, so that the half-width is 4.30265 · 7/3 = 10.0395.
@Suite struct RepetitionTests {
  private func repeated(_ count: Int, seed: UInt64 = 1) throws -> (record: RunRecord, report: String) {
    let sandbox = try Sandbox()
    var plan = sandbox.plan(seed: seed)
    plan.repetitions = count
    let record = try sandbox.run(squares, plan).record
    return (record, try #require(sandbox.text("Reports/squares/README.md")))
  }

  @Test func aMetricIsAMeanWithAnInterval() throws {
    let (record, report) = try repeated(3)
    #expect(record.seed == 1 && record.seeds == [1, 2, 3])
    let metric = try #require(record.metrics["square"])
    #expect(metric.samples == [1, 4, 9] && metric.value == 14.0 / 3 && metric.text == "4.67 ± 10.04")
    #expect(report.contains("The square is 4.67 ± 10.04 nats, the count 42, the varying count 4 ± 3."))
  }

  @Test func aMetricThatNoSeedChangesStaysExact() throws {
    let metric = try #require(try repeated(3).record.metrics["count"])
    #expect(metric.samples == [42, 42, 42] && metric.text == "42" && metric.value == 42)
  }

  @Test func aClaimHoldsWhereItHoldsForEverySeed() throws {
    let (record, report) = try repeated(3)
    #expect(record.claims.map(\.held) == [true, false])
    #expect(record.claims.map(\.heldBySeed) == [[true, true, true], [true, true, false]])
    #expect(report.contains("- ❌ **Held for 2 of 3 seeds:** A square is less than eight."))
  }

  @Test func aTablesNumbersAreAveraged() throws {
    let report = try repeated(3).report
    #expect(report.contains("| square | 4.67 ± 10.04 |") && report.contains("| fixed | 7 |"))
  }

  @Test func curvesHaveBandsBarsAndPointsHaveErrors() throws {
    let output = try #require(try repeated(3).record.outputs.first { $0.id == "curves" })
    guard case .figure(_, _, _, let plot) = output.content else {
      Issue.record("a figure is a figure")
      return
    }
    let series = plot.panels.map(\.series)
    // 1, 2, 3: the mean is 2, the half-width 4.30265/√3.
    #expect(
      series[0][0].y == .all([1, 2, 9]) && series[0][0].lower == .all([1, -0.48414, 9])
        && series[0][0].upper == .all([1, 4.4841, 9]))
    #expect(series[0][1].y == .all([1]), "a cloud of points is of the first seed")
    #expect(series[1][0].y == .all([2, 4]) && series[1][0].upper == .all([4.4841, 8.9683]))
    // On a logarithmic axis the geometric mean, of 1, 2, 3 and of their squares, and ends above 0.
    let cubeRoot = pow(6, 1.0 / 3)
    guard case .all(let middle) = series[2][0].y, case .all(let low) = series[2][0].lower else {
      Issue.record("so few numbers are kept")
      return
    }
    #expect(zip(middle, [cubeRoot, cubeRoot * cubeRoot]).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(low.allSatisfy { $0 > 0 } && zip(low, middle).allSatisfy { $0 < $1 })
  }

  @Test func theReportSaysWhatItAverages() throws {
    let report = try repeated(3, seed: 5).report
    #expect(report.contains("> Repeated with the seeds 5 to 7. A number is the mean"))
    #expect(report.contains("swift run experiments run squares --seed 5 --seeds 3\n"))
  }

  @Test func aSingleSeedIsTheRunItself() throws {
    let (record, report) = try repeated(1, seed: 2)
    #expect(record.seeds == [2] && record.metrics["square"]?.samples == [] && record.claims[0].heldBySeed == [])
    #expect(report.contains("The square is 4.00 nats") && !report.contains("\n> Repeated"))
  }

  @Test func aRepeatGivesTheSameBytes() throws {
    #expect(try repeated(3).report == repeated(3).report)
    #expect(try repeated(3).record == repeated(3).record)
  }
}
