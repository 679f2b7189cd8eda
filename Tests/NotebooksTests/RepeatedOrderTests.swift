import LabNotebooks
import Testing

/*:
 # Order

 Of seeds.
*/
private let claims = Experiment("order", title: "Order", summary: "What seeds claim and show.", run: essay)

private func essay(_ notebook: Notebook) throws {
  let seed = notebook.seed
  if seed == 1 { notebook.claim("The first seed is 1.", true) }
  notebook.claim("A seed is less than 2.", seed < 2)
  for part in seed == 1 ? ["a", "b"] : ["b", "a"] { notebook.claim("Part \(part) holds.", part == "a" || seed == 1) }
  notebook.claim("Seed \(seed) is odd.", seed % 2 == 1)
  if seed == 2 { notebook.claim("The second seed is 3.", seed == 3) }
  for part in seed == 1 ? ["c"] : ["d", "c"] { notebook.claim("Part \(part) is c.", part == "c") }
  if seed == 1 { notebook.claim("The first seed is odd.", seed % 2 == 1) }
  let scores: [(name: String, score: Double)] = [("a", Double(2 * seed - 1)), ("b", Double(2 * seed))]
  let rows = scores.map { [.text($0.name), .number($0.score, .fixed(0))] as [Table.Cell] }
  let columns = ["part", "score"]
  try notebook.show(Table(columns: columns, rows: seed == 2 ? rows.reversed() : rows), id: "parts")
  try notebook.show(Table(columns: columns, rows: [[.text("seed \(seed)"), .number(Double(seed))]]), id: "own")
}

/// Claims, and rows of tables, of several seeds that do not all have as many, or in the same order.
@Suite struct RepeatedOrderTests {
  private func repeated(_ count: Int) throws -> (record: RunRecord, report: String) {
    let sandbox = try Sandbox()
    var plan = sandbox.plan()
    plan.repetitions = count
    let record = try sandbox.run(claims, plan).record
    return (record, try #require(sandbox.text("Reports/order/README.md")))
  }

  @Test func aClaimThatFailsWithAnySeedFails() throws {
    let (record, report) = try repeated(2)
    let expected: [(String, Bool, [Bool])] = [
      ("The first seed is 1.", true, []), ("A seed is less than 2.", false, [true, false]),
      ("Part a holds.", true, [true, true]), ("Part b holds.", false, [true, false]),
      ("Seed 1 is odd.", false, [true, false]), ("Part c is c.", true, [true, true]),
      ("The first seed is odd.", true, []), ("The second seed is 3.", false, []), ("Part d is c.", false, []),
    ]
    #expect(record.claims.map(\.sentence) == expected.map(\.0))
    #expect(record.claims.map(\.held) == expected.map(\.1))
    #expect(record.claims.map(\.heldBySeed) == expected.map(\.2))
    #expect(report.contains("> **5 of 9 claims failed**; they are marked ❌."))
    #expect(report.contains("- ❌ **Held for 1 of 2 seeds:** A seed is less than 2."))
    #expect(report.contains("- ❌ **Failed:** The second seed is 3."))
  }

  /// Of scores 1 and 3 the mean is 2, and the half-width Student's t with one degree of freedom, 12.7062.
  @Test func aRowIsAveragedWithThoseOfItsName() throws {
    let report = try repeated(2).report
    #expect(report.contains("| a | 2 ± 13 |\n| b | 3 ± 13 |"))
    #expect(report.contains("| seed 1 | 1 |"), "of other names nothing can be averaged")
  }

  @Test func whatFollowsTheRunIsInTheOrderOfItsLines() throws {
    let lines = try repeated(3).record.claims.map(\.line)
    #expect(Set(lines).count == 7 && lines.prefix(7) == lines.prefix(7).sorted()[...])
  }
}
