import Foundation
import LabNotebooks
import LabStatistics
import LabTestSupport
import Testing

/// Means, standard errors and paired tests of what reports have recorded by seed agree with SciPy's. Whoever makes reports again
/// runs `python3 Tests/ComparisonTests/Fixtures/make-recorded-samples.py` after it.
@Suite struct RecordedSampleTests {
  struct Entry: Decodable {
    let report, metric: String
    let count: Int
    let mean, standardError: Double
    let probability: Double?
  }

  /// What a record holds by seed, in the order of the fixture.
  private struct Recorded {
    let report, name: String
    let metric: RunRecord.Metric
    let values: [Double]
    var others: [Double]?
    /// Whether the measured value is the mean of the values, or of their differences.
    let isMean: Bool
  }

  private static func recorded() throws -> [Recorded] {
    let fixtures = fixtureFolder(), files = FileManager.default
    let folders = [fixtures, fixtures.appending(path: "../../..")].map { $0.appending(path: "Reports").standardized }
    return try folders.flatMap { folder in
      try files.contentsOfDirectory(atPath: folder.path).sorted().flatMap { report -> [Recorded] in
        let file = folder.appending(path: "\(report)/record.json")
        guard files.fileExists(atPath: file.path) else { return [] }
        let record = try RunRecord(text: String(contentsOf: file, encoding: .utf8))
        return record.metrics.sorted { $0.key < $1.key }.flatMap { name, metric in
          var all: [Recorded] = []
          if case .seeds(let noise) = metric.tolerance {
            all.append(
              Recorded(
                report: report, name: name, metric: metric, values: noise.values, others: noise.less,
                isMean: noise.measured == .mean && metric.samples.isEmpty))
          }
          if !metric.samples.isEmpty {
            all.append(Recorded(report: report, name: name, metric: metric, values: metric.samples, isMean: true))
          }
          return all
        }
      }
    }
  }

  @Test func theFixtureIsOfTheCommittedReports() throws {
    let entries = try fixture("recorded-samples", as: [Entry].self)
    let names = try Self.recorded().map { "\($0.report): \($0.name), \($0.values.count)" }
    #expect(
      entries.map { "\($0.report): \($0.metric), \($0.count)" } == names,
      "run python3 Tests/ComparisonTests/Fixtures/make-recorded-samples.py")
    #expect(entries.contains { $0.probability != nil })
  }

  @Test func theyAreThoseOfSciPy() throws {
    for (entry, recorded) in zip(try fixture("recorded-samples", as: [Entry].self), try Self.recorded()) {
      let difference = recorded.others.map { PairedDifference(of: recorded.values, less: $0) }
      let summary = difference?.summary ?? Summary(of: recorded.values)
      let place: Comment = "\(entry.report): \(entry.metric)"
      // What differences of numbers so large leave of the sixteenth digit.
      let largest = (recorded.values + (recorded.others ?? [])).map(abs).max() ?? 0
      #expect(abs(summary.mean - entry.mean) <= 1e-14 * largest, place)
      #expect(abs(summary.standardError - entry.standardError) <= 1e-14 * largest + 1e-12 * entry.standardError, place)
      if recorded.isMean { #expect(abs(recorded.metric.value - entry.mean) <= 1e-14 * largest, place) }
      guard let difference, let probability = entry.probability else { continue }
      #expect(abs(difference.probability - probability) <= 1e-8 * probability, place)
      let isDecided = entry.count >= 3 && abs(entry.mean) >= 2 * entry.standardError
      #expect(recorded.metric.text.hasPrefix("undecided (") == !isDecided, place)
    }
  }
}
