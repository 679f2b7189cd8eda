import Testing

@testable import LabComparison
@testable import LabNotebooks

/// A verdict rests on all digits, and is told with as many as a person reads.
@Suite struct PrecisionTests {
  private func change(
    _ before: Double, _ after: Double, _ tolerance: Tolerance, samples: ([Double], [Double]) = ([], []), format: Int = 3
  ) throws -> MetricChange? {
    func report(_ value: Double, _ samples: [Double]) -> SampleReport {
      var report = SampleReport()
      report.record.format = format
      report.record.seeds = (1...UInt64(max(samples.count, 1))).map { $0 }
      report.record.metrics = [
        "area": .init(
          value: value, text: NumberFormat.automatic.text(value), unit: "", tolerance: tolerance, samples: samples)
      ]
      return report
    }
    let other = report(after, samples.1)
    return try comparison(from: report(before, samples.0)) {
      $0 = other
      $0.prose.append("So that something differs.")
    }?.metrics.first
  }

  /// Two values, a tolerance, and whether they agree.
  private static let pairs: [(Double, Double, Tolerance, Bool)] = [
    (123_454.9, 123_455.1, Tolerance.absolute(1), true), (123_456.78, 123_464.9, .absolute(1), false),
    // At the edge, in decimals, and just beyond it.
    (0.3, 0.4, .absolute(0.1), true), (0.3, 0.400001, .absolute(0.1), false),
    (123_454.9, 123_455.9, .absolute(1), true),
    (123_454.9, 123_455.9001, .absolute(1), false), (-0.4, -0.3, .absolute(0.1), true),
    (1000, 1001, .relative(1e-3), true), (999, 1000, .relative(1e-3), true), (998.9999, 1000, .relative(1e-3), false),
    (0, 1e-30, .relative(1e-3), false), (1e15 + 1, 1e15 + 3, .absolute(2), true),
    (1e15 + 1, 1e15 + 4, .absolute(2), false),
    // An exact value must be the same to the last digit.
    (1.0, 1.0.nextUp, .exact, false), (123_456.78, 123_456.79, .exact, false),
    (0, Double.leastNonzeroMagnitude, .exact, false),
    (0, Double.leastNonzeroMagnitude, .absolute(1e-300), true),
  ]

  @Test(arguments: pairs)
  func aMetricIsJudgedByAllItsDigits(
    _ before: Double, _ after: Double, _ tolerance: Tolerance, _ isWithin: Bool
  ) throws {
    #expect(try #require(try change(before, after, tolerance)).agrees == isWithin)
    #expect(try #require(try change(after, before, tolerance)).agrees == isWithin)
  }

  @Test func samplesAreJudgedByAllTheirDigits() throws {
    // To five digits all are the same.
    let before = [123_456.1, 123_456.2, 123_456.3], after = before.map { $0 + 0.05 }
    let found = try #require(try change(123_456.2, 123_456.25, .exact, samples: (before, after)))
    #expect(found.noise == .changed)
  }

  @Test func aRecordThatRoundedIsComparedByWhatItHas() throws {
    #expect(try change(1.1401, 1.14009999, .exact, format: 2) == nil)
    #expect(try #require(try change(1.1401, 1.1402, .exact, format: 2)).agrees == false)
  }

  @Test func rankingsOfTablesAreOfAllDigits() throws {
    func report(_ values: [Double]) -> SampleReport {
      var report = SampleReport()
      let table = Table(
        columns: ["model", "bound"],
        rows: zip(["a", "b"], values).map { [.text($0), .number($1, standardError: 1e-4, .fixed(1))] })
      report.record.outputs = [Output(id: "bounds", caption: "", isFolded: false, line: 1, content: table.content)]
      return report
    }
    // All read 1.0 ± 0.0.
    let other = report([1.02, 1.01])
    let found = try #require(try comparison(from: report([1.01, 1.02])) { $0 = other })
    #expect(found.rankings.map(\.greaterBefore) == ["b"])
    #expect(found.tables.isEmpty)
  }

  @Test func aNumberIsToldByTheDigitsThatDiffer() throws {
    let found = try #require(try comparison { $0.record.metrics["area"]?.value = 1.1400000000000001 + 1e-9 })
    #expect(PlainText(.of(found)).text.contains("area 1.14 → 1.140000001 ("))
  }
}
