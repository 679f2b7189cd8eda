import Foundation
import Testing

@testable import LabNotebooks

/// What makes a report stale, from two records alone.
@Suite struct StaleReasonTests {
  private static let record: RunRecord = {
    var record = RunRecord.sample()
    record.fingerprint = .init(
      code: "c0de",
      data: ["mnist/a": "1", "mnist/b": "2", "fashion-mnist/a": "3", "data/a": "5", "data/b": "6"],
      circumstances: Circumstances(
        library: ["Tensors": "1", "Distributions": "2", "Figures": "3"],
        versions: ["Swift": "6.3", "Cairo": "1.16.0", "OpenBLAS": "0.3.21"], machine: ["instructions": "AVX2"]))
    return record
  }()

  private static let changes: [(change: @Sendable (inout RunRecord) -> Void, label: String, sentence: String)] = [
    ({ $0.fingerprint.code = "other" }, "code", "the experiment's code has changed"),
    (
      { $0.fingerprint.circumstances.library["Distributions"] = "4" }, "library (Distributions)",
      "the library has changed (Distributions)"
    ),
    (
      {
        $0.fingerprint.circumstances.library["Tensors"] = nil
        $0.fingerprint.circumstances.library["Arrays"] = "1"
      }, "library (Arrays, Tensors)", "the library has changed (Arrays, Tensors)"
    ),
    // A module that only draws counts, too: the bytes of the figures may be others.
    (
      { $0.fingerprint.circumstances.library["Figures"] = "4" }, "library (Figures)",
      "the library has changed (Figures)"
    ),
    (
      { $0.fingerprint.circumstances.library = [:] }, "library (no sources here)",
      "the library's sources are not here, so that nothing is known of them"
    ),
    (
      {
        $0.fingerprint.data["mnist/a"] = "4"
        $0.fingerprint.data["mnist/b"] = "4"
      }, "data (mnist)", "the data have changed (mnist)"
    ),
    (
      { $0.fingerprint.data["mnist/b"] = "4" }, "data (mnist/b)", "the data have changed (mnist/b)"
    ),
    (
      {
        $0.fingerprint.data["mnist/a"] = nil
        $0.fingerprint.data["mnist/b"] = nil
      }, "data (mnist is not here)", "the data have changed (mnist is not here)"
    ),
    (
      { $0.fingerprint.data["fashion-mnist/a"] = nil }, "data (fashion-mnist/a is not here)",
      "the data have changed (fashion-mnist/a is not here)"
    ),
    // Files that an experiment names itself are named each.
    (
      {
        $0.fingerprint.data["data/a"] = "9"
        $0.fingerprint.data["data/b"] = nil
      }, "data (data/a, data/b is not here)", "the data have changed (data/a, data/b is not here)"
    ),
    (
      {
        $0.fingerprint.circumstances.versions["Cairo"] = "1.18.0"
        $0.fingerprint.circumstances.versions["Swift"] = nil
      }, "versions (Cairo 1.16.0, now 1.18.0; Swift 6.3, now none)",
      "it was made with other versions (Cairo 1.16.0, now 1.18.0; Swift 6.3, now none)"
    ),
    // Of a library that has since been done without.
    (
      { $0.fingerprint.circumstances.versions["OpenBLAS"] = nil }, "versions (OpenBLAS 0.3.21, now none)",
      "it was made with other versions (OpenBLAS 0.3.21, now none)"
    ),
    (
      { $0.fingerprint.circumstances.machine["instructions"] = "AVX-512" }, "machine (instructions AVX2, now AVX-512)",
      "it was made on another machine (instructions AVX2, now AVX-512)"
    ),
    ({ $0.tier = .smoke }, "tier (standard, now smoke)", "it is of another tier (standard, now smoke)"),
    ({ $0.seeds = [1, 2] }, "seed (1, now 1 to 2)", "it is of another seed (1, now 1 to 2)"),
    ({ $0.settings[0].value = "2" }, "settings (beta 4, now 2)", "it is of other settings (beta 4, now 2)"),
    ({ $0.settings = [] }, "settings (beta 4, now none)", "it is of other settings (beta 4, now none)"),
  ]

  @Test(arguments: changes.indices) func aChangeIsAReason(_ index: Int) {
    let (change, label, sentence) = Self.changes[index]
    var now = Self.record
    change(&now)
    let reasons = StaleReason.reasons(between: Self.record, and: now, datasets: ["mnist", "fashion-mnist"])
    #expect(reasons.map(\.label) == [label])
    #expect(reasons.map(\.description) == [sentence])
  }

  @Test func whatARunFindsIsNoReason() throws {
    var record = Self.record
    record.metrics["a"] = .init(value: 1, text: "1", unit: "", tolerance: .exact)
    record.claims = [.init(sentence: "No.", held: false, line: 0)]
    record.settings[0].explanation = "in other words"
    record.settings[0].isDefault = false
    #expect(StaleReason.reasons(between: record, and: Self.record) == [])
  }

  @Test func aRecordThatDoesNotNameItsLibraryIsStale() {
    var record = Self.record
    record.fingerprint.circumstances.library = [:]
    #expect(StaleReason.reasons(between: record, and: Self.record) == [.unrecordedLibrary])
    #expect(StaleReason.reasons(between: record, and: record) == [.unknownLibrary])
  }

  /// Records of earlier versions do not name the C library, so that nobody knows whether it was another.
  @Test func anotherCLibraryIsAReasonWhereBothAreKnown() throws {
    func record(_ version: String?) -> RunRecord {
      var record = Self.record
      record.fingerprint.circumstances.versions["glibc"] = version
      return record
    }
    let label = "versions (glibc 2.36, now 2.41)"
    #expect(StaleReason.reasons(between: record("2.36"), and: record("2.41")).map(\.label) == [label])
    for (old, new) in [(nil, "2.41"), ("2.36", nil), ("2.36", "2.36"), (nil, nil)] as [(String?, String?)] {
      #expect(StaleReason.reasons(between: record(old), and: record(new)) == [])
    }
    #expect(try RunRecord(text: record("2.36").text()) == record("2.36"))
  }

  @Test func aFailedRunIsStale() {
    var record = Self.record
    record.failure = .init(message: "No.", line: nil)
    #expect(StaleReason.reasons(between: record, and: Self.record) == [.failure])
  }

  @Test func severalReasonsStandInOrderOfConsequence() {
    var now = Self.record
    for change in Self.changes { change.change(&now) }
    now.fingerprint.circumstances.library = ["Tensors": "9"]
    let labels = StaleReason.reasons(between: Self.record, and: now).map { $0.label.prefix { $0 != " " } }
    #expect(labels == ["code", "library", "data", "versions", "machine", "tier", "seed", "settings"])
  }
}
