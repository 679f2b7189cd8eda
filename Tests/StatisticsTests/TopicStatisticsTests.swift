import Foundation
import LabStatistics
import Testing

/// What words of a topic, and two labellings, have to do with each other.
@Suite struct TopicStatisticsTests {
  /// Of four documents, words 0 and 1 share two of theirs: p = ½, ¾ and ½.
  @Test func coherenceIsThatOfTheDocuments() {
    let documents = [[0, 1, 1], [1, 0], [2, 1], [2]]
    let coherence = TopicCoherence(of: [[1, 0], [1, 2], [0, 2], [1, 0, 2]], in: documents)
    let pairs: [Double] = [log(0.5 / (0.75 * 0.5)) / -log(0.5), log(0.25 / (0.75 * 0.5)) / -log(0.25), -1]
    for (found, exact) in zip(coherence.npmi, pairs + [pairs.reduce(0, +) / 3]) { #expect(abs(found - exact) < 1e-12) }
    let masses: [Double] = [log(3.0 / 3), log(2.0 / 3), log(1.0 / 2)]
    for (found, exact) in zip(coherence.uMass, masses + [masses.reduce(0, +) / 3]) {
      #expect(abs(found - exact) < 1e-12)
    }
    #expect(abs(coherence.meanNPMI - coherence.npmi.reduce(0, +) / 4) < 1e-12)
  }

  @Test func coherenceHasItsLimits() {
    let always = TopicCoherence(of: [[0, 1]], in: [[0, 1], [1, 0]])
    #expect(always.npmi == [1])
    let together = TopicCoherence(of: [[0, 1], [0, 7]], in: [[0, 1], [1, 0], [2]])
    #expect(abs(together.npmi[0] - 1) < 1e-12 && together.npmi[1] == -1)
  }

  /// Against the sums that define it, and its ends.
  @Test func mutualInformationIsNormalised() {
    let whole = NormalizedMutualInformation(of: [0, 0, 1, 1, 2, 2], and: [5, 5, 9, 9, 7, 7])
    #expect(abs(whole.value - 1) < 1e-12 && abs(whole.information - log(3)) < 1e-12)
    let none = NormalizedMutualInformation(of: [0, 0, 1, 1], and: [0, 1, 0, 1])
    #expect(abs(none.value) < 1e-12)
    #expect(NormalizedMutualInformation(of: [3, 3], and: [1, 1]).value == 1)
    #expect(NormalizedMutualInformation(of: [3, 3], and: [1, 2]).value == 0)
    // p = ½, ¼, ¼ and 0 of the four pairs.
    let some = NormalizedMutualInformation(of: [0, 0, 0, 1], and: [0, 0, 1, 0])
    let information: Double = 0.5 * log(0.5 / 0.5625) + 0.5 * log(0.25 / 0.1875)
    let entropy: Double = -(0.75 * log(0.75) + 0.25 * log(0.25))
    #expect(abs(some.information - information) < 1e-12 && abs(some.value - information / entropy) < 1e-12)
  }
}
