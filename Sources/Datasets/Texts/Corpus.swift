import LabRequirements
import LabTensors

/// Documents as the numbers of their words, in order, each with a label.
///
/// ```swift
/// let corpus = Corpus(texts, minimumWords: 5) { Vocabulary(of: $0, minimumCount: 20, maximumShare: 0.1) }
/// let (train, test) = corpus.split(testShare: 0.2, using: random["split"])
/// let counts = train.counts(of: 0..<200)  // 200 × vocabulary
/// ```
public struct Corpus: Equatable, Sendable {
  /// The words by number.
  public let vocabulary: Vocabulary
  /// The numbers of each document's words, in its order; words outside the vocabulary are left out.
  public let documents: [[Int]]
  /// The class of each document.
  public let labels: [Int]
  /// What each label means.
  public let classNames: [String]

  /// Documents of a vocabulary, with labels.
  public init(vocabulary: Vocabulary, documents: [[Int]], labels: [Int], classNames: [String]) {
    require(documents.count == labels.count, "\(documents.count) documents cannot have \(labels.count) labels")
    require(
      documents.allSatisfy { $0.allSatisfy { (0..<vocabulary.count).contains($0) } },
      "a word is outside a vocabulary of \(vocabulary.count)")
    (self.vocabulary, self.documents) = (vocabulary, documents)
    (self.labels, self.classNames) = (labels, classNames)
  }

  /// The words of texts, those texts left out that have too few in the vocabulary.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - minimumLength: The least number of letters of a word.
  ///   - minimumWords: The least number of a text's words in the vocabulary.
  ///   - vocabulary: From the words of all texts, the vocabulary.
  public init(
    _ texts: LabelledTexts, minimumLength: Int = 3, minimumWords: Int = 1,
    vocabulary: (_ words: [[String]]) -> Vocabulary
  ) {
    let words = texts.texts.map { $0.words(ofAtLeast: minimumLength) }, known = vocabulary(words)
    let documents = words.map { $0.compactMap { known.number(of: $0) } }
    let kept = documents.indices.filter { documents[$0].count >= minimumWords }
    self.init(
      vocabulary: known, documents: kept.map { documents[$0] }, labels: kept.map { texts.labels[$0] },
      classNames: texts.classNames)
  }

  /// Number of documents.
  public var count: Int { documents.count }

  /// Number of words in all documents.
  public var wordCount: Int { documents.reduce(0) { $0 + $1.count } }

  /// How often each word stands in some documents: documents × vocabulary.
  public func counts(of positions: some Collection<Int>) -> Tensor {
    let width = vocabulary.count
    var counts = Tensor.zeros([positions.count, width])
    counts.withMutableElements { elements in
      for (row, position) in positions.enumerated() {
        for word in documents[position] { elements[row * width + word] += 1 }
      }
    }
    return counts
  }

  /// How often each word stands in each document: documents × vocabulary.
  public var counts: Tensor { counts(of: 0..<count) }

  /// The documents at some positions, in that order.
  public func selecting(_ positions: some Sequence<Int>) -> Corpus {
    let positions = Array(positions)
    return Corpus(
      vocabulary: vocabulary, documents: positions.map { documents[$0] }, labels: positions.map { labels[$0] },
      classNames: classNames)
  }

  /// Documents to train on, and a share of them, drawn by lot, to test on; both in the order that they have here.
  public func split(testShare: Double, using random: Random) -> (train: Corpus, test: Corpus) {
    require(testShare > 0 && testShare < 1, "a share of \(testShare) to test on: give one between 0 and 1")
    let size = Int((testShare * Double(count)).rounded()), order = [Int].permutation(count, using: random)
    return (selecting(order[size...].sorted()), selecting(order[..<size].sorted()))
  }

  /// Each document's words by lot in two halves, of which the first, the larger of an odd number, is shown to a model that has to
  /// complete the second (document completion: Wallach et al. 2009).
  public func halves(using random: Random) -> (shown: Corpus, hidden: Corpus) {
    let halves = documents.enumerated().map { index, words in
      let order = [Int].permutation(words.count, using: random[index]), half = (words.count + 1) / 2
      return (order[..<half].sorted().map { words[$0] }, order[half...].sorted().map { words[$0] })
    }
    func half(_ documents: [[Int]]) -> Corpus {
      Corpus(vocabulary: vocabulary, documents: documents, labels: labels, classNames: classNames)
    }
    return (half(halves.map(\.0)), half(halves.map(\.1)))
  }
}
