import LabRequirements
import LabTensors

/// Latent Dirichlet allocation by collapsed Gibbs sampling (T. L. Griffiths and M. Steyvers: Finding scientific topics, PNAS
/// 101, 2004): every document has shares θ of the topics from a symmetric Dirichlet distribution of concentration α, every
/// topic probabilities φ of the words from one of concentration β, and every word a topic of its own. With θ and φ integrated
/// out, a sweep draws the topic of each word given all others', p(z = k) ∝ (n_dk + α)(n_kw + β)/(n_k + V β) (equation 5).
///
/// Exact in the limit of many sweeps: what approximations are held to. The same for the same random numbers, on any machine.
public struct CollapsedGibbs: Sendable {
  /// The number of topics K.
  public let topicCount: Int
  /// The number of words V.
  public let vocabularySize: Int
  /// The concentration of a document's shares.
  public let alpha: Double
  /// The concentration of a topic's words.
  public let beta: Double
  /// The topic of each word of each document now.
  public private(set) var assignments: [[Int]]
  /// The number of sweeps done.
  public private(set) var sweepCount = 0

  private let documents: [[Int]]
  private let random: Random
  private var documentCounts: [[Double]]
  /// By word and then by topic: what a step reads stands together.
  private var wordCounts: [Double]
  private var topicCounts: [Double]

  /// A sampler that begins with topics by lot.
  ///
  /// - Parameters:
  ///   - documents: The numbers of each document's words, in `0..<vocabularySize`.
  ///   - vocabularySize: V.
  ///   - topics: K.
  ///   - alpha: α, above 0.
  ///   - beta: β, above 0.
  ///   - random: Where topics are drawn from, another stream for each sweep.
  public init(
    documents: [[Int]], vocabularySize: Int, topics: Int, alpha: Double, beta: Double, using random: Random
  ) {
    require(topics > 0 && alpha > 0 && beta > 0, "\(topics) topics with concentrations of \(alpha) and \(beta)")
    require(
      documents.allSatisfy { $0.allSatisfy { (0..<vocabularySize).contains($0) } },
      "a word is outside a vocabulary of \(vocabularySize)")
    (self.documents, self.vocabularySize, topicCount) = (documents, vocabularySize, topics)
    (self.alpha, self.beta, self.random) = (alpha, beta, random)
    let first = [Int].integers(
      in: 0..<topics, count: documents.reduce(0) { $0 + $1.count }, using: random["first topics"])
    var rest = first[...]
    assignments = documents.map { words in
      defer { rest = rest.dropFirst(words.count) }
      return Array(rest.prefix(words.count))
    }
    documentCounts = documents.map { _ in [Double](repeating: 0, count: topics) }
    wordCounts = [Double](repeating: 0, count: vocabularySize * topics)
    topicCounts = [Double](repeating: 0, count: topics)
    for (document, words) in documents.enumerated() {
      for (place, word) in words.enumerated() {
        let topic = assignments[document][place]
        documentCounts[document][topic] += 1
        wordCounts[word * topics + topic] += 1
        topicCounts[topic] += 1
      }
    }
  }

  /// Draws the topic of every word once, document by document.
  public mutating func sweep() {
    let stream = random["sweeps"][sweepCount], smoothing = Double(vocabularySize) * beta
    var weights = [Double](repeating: 0, count: topicCount)
    for (document, words) in documents.enumerated() where !words.isEmpty {
      let uniforms = Tensor.uniform([words.count], using: stream[document]).elements
      for (place, word) in words.enumerated() {
        let old = assignments[document][place], row = word * topicCount
        documentCounts[document][old] -= 1
        wordCounts[row + old] -= 1
        topicCounts[old] -= 1
        var total = 0.0
        for topic in 0..<topicCount {
          total +=
            (documentCounts[document][topic] + alpha) * (wordCounts[row + topic] + beta)
            / (topicCounts[topic] + smoothing)
          weights[topic] = total
        }
        let new = Self.choice(weights, at: Double(uniforms[place]) * total)
        assignments[document][place] = new
        documentCounts[document][new] += 1
        wordCounts[row + new] += 1
        topicCounts[new] += 1
      }
    }
    sweepCount += 1
  }

  /// The probabilities of the words in each topic given the topics now, topics × words (equation 6).
  public var topics: [[Double]] {
    (0..<topicCount).map { topic in
      let total = topicCounts[topic] + Double(vocabularySize) * beta
      return (0..<vocabularySize).map { (wordCounts[$0 * topicCount + topic] + beta) / total }
    }
  }

  /// The shares of the topics in each document given the topics now, documents × topics (equation 7).
  public var shares: [[Double]] {
    documentCounts.map { counts in
      let total = counts.reduce(0, +) + Double(topicCount) * alpha
      return counts.map { ($0 + alpha) / total }
    }
  }

  /// The shares of the topics in other documents, the topics being what they are: the mean of `shares` over so many sweeps in
  /// which the topics' words stay as they are, after as many that are not counted.
  public func shares(of others: [[Int]], sweeps: Int, using random: Random) -> [[Double]] {
    Self.shares(of: others, topics: topics, alpha: alpha, sweeps: sweeps, using: random)
  }

  /// The shares of given topics, topics × words, in documents, by the same sampler.
  ///
  /// - Parameters:
  ///   - documents: The numbers of each document's words.
  ///   - topics: The probability of each word in each topic.
  ///   - alpha: The concentration of a document's shares.
  ///   - sweeps: How many are averaged, after as many that are not.
  ///   - random: Where topics are drawn from, another stream for each document.
  public static func shares(
    of documents: [[Int]], topics: [[Double]], alpha: Double, sweeps: Int, using random: Random
  ) -> [[Double]] {
    require(sweeps > 0 && !topics.isEmpty, "\(sweeps) sweeps over \(topics.count) topics; give at least one of each")
    require(alpha > 0, "a concentration of \(alpha)")
    let count = topics.count, vocabularySize = topics[0].count
    require(
      topics.allSatisfy { $0.count == vocabularySize }
        && documents.allSatisfy { $0.allSatisfy { (0..<vocabularySize).contains($0) } },
      "a word is outside a vocabulary of \(vocabularySize)")
    return documents.enumerated().map { document, words in
      let stream = random[document]
      var assignments = [Int].integers(in: 0..<count, count: words.count, using: stream["first topics"])
      var counts = [Double](repeating: 0, count: count), sums = counts, weights = counts
      for topic in assignments { counts[topic] += 1 }
      let uniforms = Tensor.uniform([2 * sweeps, words.count], using: stream["sweeps"]).elements
      for sweep in 0..<2 * sweeps {
        for (place, word) in words.enumerated() {
          counts[assignments[place]] -= 1
          var total = 0.0
          for topic in 0..<count {
            total += (counts[topic] + alpha) * topics[topic][word]
            weights[topic] = total
          }
          let new = choice(weights, at: Double(uniforms[sweep * words.count + place]) * total)
          assignments[place] = new
          counts[new] += 1
        }
        if sweep >= sweeps { for topic in 0..<count { sums[topic] += counts[topic] } }
      }
      let total = Double(words.count) + Double(count) * alpha
      return sums.map { ($0 / Double(sweeps) + alpha) / total }
    }
  }

  /// The first place whose running sum is above a number; the last, where rounding lets none be.
  private static func choice(_ sums: [Double], at number: Double) -> Int {
    sums.firstIndex { number < $0 } ?? sums.count - 1
  }
}
