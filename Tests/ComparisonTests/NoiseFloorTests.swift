import LabTestSupport
import Testing

@testable import LabComparison

@Suite struct NoiseFloorTests {
  struct Fixture: Decodable {
    struct Case: Decodable { let before, after: [Double], p: Double }
    let cases: [Case]
  }

  @Test func verdictsAreThoseOfSciPysPairedTest() throws {
    let cases = try fixture("paired-tests", as: Fixture.self).cases
    #expect(cases.count > 40)
    for entry in cases {
      let seeds = entry.before.indices.map { UInt64($0 + 1) }
      let differences = NoiseFloor.pairedDifferences((seeds, entry.before), (seeds, entry.after))
      #expect(NoiseFloor.verdict(of: differences) == (entry.p < 0.05 ? .changed : .withinNoise), "p = \(entry.p)")
    }
  }

  @Test func seedsArePairedByTheirNumber() {
    let differences = NoiseFloor.pairedDifferences(([1, 2, 3], [10, 20, 30]), ([3, 4, 1], [33, 40, 11]))
    #expect(differences == [3, 1])
  }

  @Test(arguments: [
    ([], NoiseVerdict.unknown), ([0], .unknown), ([0, 0], .same), ([1, 1], .changed), ([1, -1], .withinNoise),
  ])
  func fewSeedsSayLittle(_ differences: [Double], _ verdict: NoiseVerdict) {
    #expect(NoiseFloor.verdict(of: differences) == verdict)
  }

  @Test func samplesThatDoNotMatchTheSeedsAreNotUsed() {
    #expect(NoiseFloor.pairedDifferences(([1, 2], [10]), ([1, 2], [10, 20])).isEmpty)
  }
}
