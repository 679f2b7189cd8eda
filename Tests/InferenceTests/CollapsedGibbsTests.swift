import Foundation
import LabDatasets
import LabInference
import LabTensors
import Testing

/// The sampler of latent Dirichlet allocation against the sum over all assignments, and what it owes itself.
@Suite struct CollapsedGibbsTests {
  /// log p(w, z) up to a constant: Π B(n_d + α) Π B(n_k + β) (Griffiths and Steyvers 2004, equations 2 and 3).
  private func logJoint(
    _ documents: [[Int]], _ topics: [[Int]], _ vocabulary: Int, _ count: Int, _ alpha: Double, _ beta: Double
  ) -> Double {
    func logBeta(_ counts: [Int], _ concentration: Double) -> Double {
      counts.reduce(0) { $0 + lgamma(Double($1) + concentration) }
        - lgamma(Double(counts.reduce(0, +)) + Double(counts.count) * concentration)
    }
    var byTopic = [[Int]](repeating: [Int](repeating: 0, count: vocabulary), count: count), sum = 0.0
    for (words, topics) in zip(documents, topics) {
      var counts = [Int](repeating: 0, count: count)
      for (word, topic) in zip(words, topics) {
        counts[topic] += 1
        byTopic[topic][word] += 1
      }
      sum += logBeta(counts, alpha)
    }
    return byTopic.reduce(sum) { $0 + logBeta($1, beta) }
  }

  /// Two documents of six words in all and two topics: 64 assignments, of which half mirror the others. How often the first two
  /// words of a document share a topic, in 40,000 sweeps, of which each is worth a tenth of an independent draw at least: 4 ·
  /// ½/√4000 = 0.03.
  @Test func sweepsVisitAssignmentsAsOftenAsTheyAreLikely() {
    let documents = [[0, 1, 0], [2, 2, 1]], alpha = 0.5, beta = 0.3
    var weights = [Double](), pairs: [[Bool]] = []
    for code in 0..<64 {
      let z = (0..<6).map { code >> $0 & 1 }, topics = [Array(z[..<3]), Array(z[3...])]
      weights.append(exp(logJoint(documents, topics, 3, 2, alpha, beta)))
      pairs.append([z[0] == z[1], z[0] == z[2], z[3] == z[4], z[4] == z[5], z[0] == z[3]])
    }
    var gibbs = CollapsedGibbs(
      documents: documents, vocabularySize: 3, topics: 2, alpha: alpha, beta: beta, using: Random(seed: 1))
    var counts = [Double](repeating: 0, count: 5)
    for _ in 0..<40_000 {
      gibbs.sweep()
      let z = Array(gibbs.assignments.joined())
      for (index, same) in [z[0] == z[1], z[0] == z[2], z[3] == z[4], z[4] == z[5], z[0] == z[3]].enumerated()
      where same {
        counts[index] += 1
      }
    }
    for index in 0..<5 {
      let exact = zip(weights, pairs).reduce(0) { $0 + ($1.1[index] ? $1.0 : 0) } / weights.reduce(0, +)
      #expect(abs(counts[index] / 40_000 - exact) < 0.03, "pair \(index)")
    }
  }

  /// What it keeps of counts is what the assignments say, and depends on the seed alone.
  @Test func topicsAndSharesAreThoseOfTheAssignments() {
    let documents = [[0, 1, 0, 4], [], [2, 2, 1]]
    func run() -> CollapsedGibbs {
      var gibbs = CollapsedGibbs(
        documents: documents, vocabularySize: 5, topics: 3, alpha: 0.5, beta: 0.1, using: Random(seed: 4))
      for _ in 0..<7 { gibbs.sweep() }
      return gibbs
    }
    let gibbs = run()
    #expect(gibbs.assignments == run().assignments && gibbs.sweepCount == 7)
    for (words, (topics, shares)) in zip(documents, zip(gibbs.assignments, gibbs.shares)) {
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      for topic in 0..<3 {
        let count = Double(topics.count { $0 == topic })
        #expect(abs(shares[topic] - (count + 0.5) / (Double(words.count) + 1.5)) < 1e-12)
      }
    }
    for topic in 0..<3 {
      let words = zip(documents.joined(), gibbs.assignments.joined()).filter { $0.1 == topic }.map(\.0)
      for word in 0..<5 {
        let exact = (Double(words.count { $0 == word }) + 0.1) / (Double(words.count) + 0.5)
        #expect(abs(gibbs.topics[topic][word] - exact) < 1e-12)
      }
    }
  }

  /// The bars of Griffiths and Steyvers: every topic is found, with a cosine above 0.95.
  @Test func itFindsTheBars() {
    let bars = BarTopics(), corpus = bars.documents(500, using: Random(seed: 5)["documents"]).corpus
    var gibbs = CollapsedGibbs(
      documents: corpus.documents, vocabularySize: 25, topics: 10, alpha: 1, beta: 1, using: Random(seed: 5))
    for _ in 0..<150 { gibbs.sweep() }
    func cosine(_ a: [Double], _ b: [Double]) -> Double {
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }
    for bar in bars.topics { #expect(gibbs.topics.map { cosine($0, bar) }.max() ?? 0 > 0.95) }
  }

  /// Shares of held-out documents: of topics that have no word in common, those of the words.
  @Test func sharesOfOthersFollowTheirWords() {
    let topics = [[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]]
    let shares = CollapsedGibbs.shares(
      of: [[0, 1, 0, 2], []], topics: topics, alpha: 0.5, sweeps: 3, using: Random(seed: 1))
    #expect(shares[0] == [3.5 / 5, 1.5 / 5] && shares[1] == [0.5, 0.5])
  }

  /// The words of held-out documents are those of the topics.
  @Test func wordsThatNoTopicHas() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = CollapsedGibbs.shares(
        of: [[0, 2]], topics: [[0.5, 0.5]], alpha: 0.5, sweeps: 3, using: Random(seed: 1))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("a word is outside a vocabulary of 2"))
  }
}
