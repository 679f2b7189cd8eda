import Testing

@testable import LabNotebooks

/// Records of other layouts than the present one.
@Suite struct RecordFormatTests {
  private static let first = """
    {
      "claims": [{"held": true, "line": 3, "sentence": "It holds."}],
      "experiment": "sample",
      "fingerprint": {
        "code": "c0de",
        "data": {"mnist/a": "1"},
        "environment": {"Swift": "6.3"},
        "machine": {"instructions": "AVX2"}
      },
      "format": 1,
      "metrics": {"bound": {"text": "1.5", "tolerance": {"relative": 0.001}, "unit": "nats", "value": 1.5}},
      "outputs": [],
      "seed": 18446744073709551615,
      "settings": [{"explanation": "weight", "isDefault": true, "name": "beta", "value": "4"}],
      "tier": "smoke",
      "title": "A sample"
    }
    """

  @Test func theFirstIsReadAsWhatIsKnownOfIt() throws {
    let record = try RunRecord(text: Self.first)
    #expect(record.format == 1)
    #expect(record.seeds == [.max])
    #expect(record.settings == [.init(name: "beta", value: "4", explanation: "weight", isDefault: true, group: nil)])
    #expect(record.trainings == [])
    #expect(
      record.fingerprint
        == .init(
          code: "c0de", data: ["mnist/a": "1"],
          circumstances: Circumstances(versions: ["Swift": "6.3"], machine: ["instructions": "AVX2"]))
    )
    #expect(
      record.metrics == ["bound": .init(value: 1.5, text: "1.5", unit: "nats", tolerance: .relative(1e-3), samples: [])]
    )
    #expect(record.claims == [.init(sentence: "It holds.", held: true, line: 3)])
    #expect(try RunRecord(text: record.text()) == record)
  }

  @Test func aLaterOneIsRefused() {
    #expect {
      try RunRecord(text: Self.first.replacing("\"format\": 1", with: "\"format\": 4"))
    } throws: { error in
      "\(error)" == "the record has layout 4, and this version reads up to 3; update the package"
    }
  }
}
