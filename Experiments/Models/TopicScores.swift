import Laboratory

/// Topics that were found, by whatever means, and how documents share in them.
struct FoundTopics {
  /// The probability of each word in each topic, topics × words.
  let topics: [[Double]]
  /// The shares of the topics in documents of which a half was shown, documents × topics.
  let shares: [[Double]]

  /// e to the mean cost of a hidden word, −log Σ θₖ βₖ(w), where the shares θ are known from the words that were shown (Wallach et al.
  /// 2009).
  func perplexity(of hidden: Corpus) -> Double {
    var cost = 0.0
    for (shares, words) in zip(shares, hidden.documents) {
      for word in words { cost -= log(zip(shares, topics).reduce(0) { $0 + $1.0 * $1.1[word] }) }
    }
    return exp(cost / Double(hidden.wordCount))
  }

  /// The likeliest words of each topic, the likeliest first.
  func top(_ count: Int) -> [[Int]] {
    topics.map { topic in
      Array(topic.indices.sorted { (-topic[$0], $0) < (-topic[$1], $1) }.prefix(count))
    }
  }

  /// The largest topic of each document.
  var largest: [Int] { shares.map { shares in shares.indices.max { shares[$0] < shares[$1] } ?? 0 } }

  /// The share of all documents that each topic has.
  var weights: [Double] {
    topics.indices.map { topic in shares.reduce(0) { $0 + $1[topic] } / Double(shares.count) }
  }

  /// The cosine of each of some true topics and the one here that is nearest to it.
  func cosines(with truth: [[Double]]) -> [Double] {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return truth.map { topic in
      topics.map { dot($0, topic) / (dot($0, $0) * dot(topic, topic)).squareRoot() }.max() ?? 0
    }
  }
}

extension FoundTopics {
  /// The topic here that is nearest to each of some true topics.
  func nearest(to truth: [[Double]]) -> [[Double]] {
    truth.map { topic in
      topics.max { a, b in
        FoundTopics(topics: [a], shares: []).cosines(with: [topic])[0]
          < FoundTopics(topics: [b], shares: []).cosines(with: [topic])[0]
      } ?? topic
    }
  }

  /// The label that most of the documents have whose largest topic this is; nil where there is none.
  func commonLabel(of topic: Int, among labels: [Int]) -> Int? {
    var counts: [Int: Int] = [:]
    for (largest, label) in zip(largest, labels) where largest == topic { counts[label, default: 0] += 1 }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}

/// What a way to find topics came to with one seed after another.
struct TopicScores {
  let name: String
  let perplexities, coherences, informations: [Double]

  /// Scores of topics found with several seeds on texts: of hidden words, in all documents, and of the files that the test documents
  /// stand in.
  init(_ name: String, _ found: [FoundTopics], hidden: Corpus, all: Corpus) {
    self.name = name
    perplexities = found.map { $0.perplexity(of: hidden) }
    coherences = found.map { TopicCoherence(of: $0.top(10), in: all.documents).meanNPMI }
    informations = found.map { NormalizedMutualInformation(of: $0.largest, and: hidden.labels).value }
  }
}

extension Table {
  /// What several ways came to, mean ± standard error over the seeds.
  init(_ scores: [TopicScores], unigram: Double) {
    self.init(
      columns: ["topics by", "perplexity", "coherence (NPMI)", "information about the file (NMI)"],
      rows: scores.map { score in
        [
          .text(score.name), .number(Summary(of: score.perplexities), .fixed(0)),
          .number(Summary(of: score.coherences), .fixed(3)), .number(Summary(of: score.informations), .fixed(3)),
        ]
      } + [["one topic for all", .number(unigram, .fixed(0)), "", ""]])
  }
}

extension Table {
  /// The largest topics of two ways by their words.
  init(topicsOf first: FoundTopics, beside second: FoundTopics, of corpus: Corpus, labels: [Int], count: Int) {
    func rows(_ found: FoundTopics) -> [(words: String, file: String)] {
      let weights = found.weights, top = found.top(8)
      return weights.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }.prefix(count).map { topic in
        let words = top[topic].map { corpus.vocabulary.words[$0] }.joined(separator: " ")
        return (words, found.commonLabel(of: topic, among: labels).map { corpus.classNames[$0] } ?? "")
      }
    }
    self.init(
      columns: ["by Gibbs sampling", "file", "by the encoder", "file"],
      rows: zip(rows(first), rows(second)).map { a, b in
        [.text(a.words), .text(a.file), .text(b.words), .text(b.file)]
      })
  }
}

extension Corpus {
  /// The perplexity of the words by how often each stands in other documents, plus one.
  func perplexity(byFrequenciesIn other: Corpus) -> Double {
    var counts = [Double](repeating: 1, count: vocabulary.count)
    for word in other.documents.joined() { counts[word] += 1 }
    let total = counts.reduce(0, +)
    return exp(-documents.joined().reduce(0) { $0 + log(counts[$1] / total) } / Double(wordCount))
  }
}
