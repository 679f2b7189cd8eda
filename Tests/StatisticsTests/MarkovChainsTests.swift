import LabStatistics
import LabTestSupport
import Testing

/// R̂ and effective sample sizes against ArviZ, among them the cases of its own tests.
@Suite struct MarkovChainsTests {
  struct Reference: Decodable, CustomTestStringConvertible {
    let name: String
    let chains: [[Double?]]
    let rHat, splitRHat, bulk, tail, mean, standardError: Double?
    var testDescription: String { name }

    var draws: MarkovChains { MarkovChains(chains.map { chain in chain.map { $0 ?? .nan } }) }

    static func all() throws -> [Self] { try fixture("chains") }
  }

  /// NaN where ArviZ has NaN; else within a millionth, though the correlations are added up in another order.
  private func agree(_ found: Double, _ expected: Double?) -> Bool {
    expected.map { relativeError(found, $0) < 1e-6 } ?? found.isNaN
  }

  @Test(arguments: try Reference.all()) func theFiguresAreArviZs(_ reference: Reference) {
    let draws = reference.draws
    #expect(agree(draws.rHat, reference.rHat), "R̂ \(draws.rHat)")
    #expect(agree(draws.splitRHat, reference.splitRHat), "split R̂ \(draws.splitRHat)")
    #expect(agree(draws.bulkEffectiveSampleSize, reference.bulk), "bulk \(draws.bulkEffectiveSampleSize)")
    #expect(agree(draws.tailEffectiveSampleSize, reference.tail), "tail \(draws.tailEffectiveSampleSize)")
    #expect(agree(draws.effectiveSampleSizeOfMean, reference.mean), "mean \(draws.effectiveSampleSizeOfMean)")
    #expect(agree(draws.standardErrorOfMean, reference.standardError), "error \(draws.standardErrorOfMean)")
  }

  /// Ranks do not see a change of scale, nor do the distances from the median.
  @Test(arguments: try Reference.all().filter { $0.rHat != nil && $0.chains[0].count > 20 })
  func ranksKnowNoScale(_ reference: Reference) {
    let draws = reference.draws, moved = MarkovChains(draws.chains.map { chain in chain.map { 3 * $0 + 8 } })
    #expect(relativeError(moved.bulkEffectiveSampleSize, draws.bulkEffectiveSampleSize) < 1e-9)
    #expect(relativeError(moved.splitRHat, draws.splitRHat) < 1e-9)
  }

  /// No figure knows the unit: in one 2⁷⁰ times as large all are the same to the last bit. ArviZ's sizes of draws within 10⁻¹⁵ of
  /// each other are those of constants.
  @Test(arguments: try Reference.all()) func noFigureKnowsTheUnit(_ reference: Reference) {
    let draws = reference.draws, small = MarkovChains(draws.chains.map { chain in chain.map { $0 * 0x1p-70 } })
    for figure in [
      \.rHat, \.splitRHat, \.bulkEffectiveSampleSize, \.tailEffectiveSampleSize, \.effectiveSampleSizeOfMean,
    ] as [KeyPath<MarkovChains, Double>] {
      let (found, expected) = (small[keyPath: figure], draws[keyPath: figure])
      #expect(found == expected || found.isNaN && expected.isNaN, "\(figure): \(found), not \(expected)")
    }
  }

  /// An infinite draw has a rank, but no mean, and no distance from a median that is infinite, too: nothing can be said.
  @Test func infiniteDrawsLeaveNothingToSay() throws {
    let chains = try #require(try Reference.all().first { $0.name == "independent" }).draws.chains
    for value in [Double.infinity, -.infinity, .nan] {
      let odd = MarkovChains(chains.enumerated().map { $0.offset == 1 ? $0.element.dropLast() + [value] : $0.element })
      #expect(odd.rHat.isNaN && odd.splitRHat.isNaN && odd.bulkEffectiveSampleSize.isNaN)
      #expect(odd.tailEffectiveSampleSize.isNaN && odd.effectiveSampleSizeOfMean.isNaN && odd.standardErrorOfMean.isNaN)
    }
  }

  /// A chain that jumps between two values: the middle is known as in independent draws, whatever the order of chains.
  @Test func theOrderOfChainsDoesNotCount() throws {
    let draws = try #require(try Reference.all().first { $0.name == "slow" }).draws
    let turned = MarkovChains(draws.chains.reversed())
    #expect(relativeError(turned.rHat, draws.rHat) < 1e-12)
    #expect(relativeError(turned.tailEffectiveSampleSize, draws.tailEffectiveSampleSize) < 1e-12)
    #expect(turned.values.count == draws.values.count && draws.drawsPerChain == 151)
  }

  @Test func chainsOfDifferentLengthsAreAMistake() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = MarkovChains([[1, 2, 3], [1, 2]])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("different lengths: [3, 2]"))
  }
}
