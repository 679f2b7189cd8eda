import LabTensors
import Laboratory
import Testing

@testable import LabCatalogue

/// The standard error of a share, as an essay states it.
@Suite struct ShareTests {
  @Test func ofIndependentNumbers() {
    let share = Share(of: Array(1...300)) { $0 <= 30 }
    #expect(share.value == 0.1 && share.count == 300)
    // √(p (1 − p)/n) is 0.0173; two more of either kind move it by some per cent.
    let plain = (0.09 / 300.0).squareRoot(), exact = (32.0 * 272.0).squareRoot() / 304 / 304.0.squareRoot()
    #expect(abs(share.standardError - plain) < 1e-3 && abs(share.standardError - exact) < 1e-15)
  }

  /// None of a hundred is no certainty: one or two may be as likely.
  @Test(arguments: [0.0, 1]) func noneOrAllHasAnError(_ value: Double) {
    let error = Share(value: value, count: 100).standardError
    #expect(error > 0.01 && error < 0.02)
  }

  /// Draws that come in runs of ten are worth about a tenth of their number, and independent ones all of it: the error is then
  /// three times as large. An effective sample size of a thousand draws is uncertain by a tenth or two.
  @Test func ofDrawsThatDependOnEachOther() {
    let uniform = Tensor.uniform([4_000], using: Random(seed: 1)).elements.map(Double.init)
    let loose = MarkovChains((0..<4).map { chain in Array(uniform[chain * 1_000..<(chain + 1) * 1_000]) })
    let sticky = MarkovChains((0..<4).map { chain in (0..<1_000).map { uniform[chain * 1_000 + $0 / 10] } })
    let shares = [loose, sticky].map { draws in Share(of: draws) { $0 < 0.3 } }
    #expect(abs(shares[0].value - 0.3) < 4 * shares[0].standardError)
    #expect(abs(shares[1].value - 0.3) < 4 * shares[1].standardError)
    #expect(abs(shares[0].count / 4_000 - 1) < 0.3 && abs(shares[1].count / 400 - 1) < 0.3)
  }
}
