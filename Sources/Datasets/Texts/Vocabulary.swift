import LabRequirements

/// The words that documents are made of, by number.
public struct Vocabulary: Equatable, Sendable {
  /// The words, those of most documents first, and of as many in the order of their characters.
  public let words: [String]
  /// In how many of the documents that it was made from each word stands.
  public let documentCounts: [Int]
  private let numbers: [String: Int]

  /// The words that stand in at least so many of some documents, and in at most such a share of them: what is rarer says too
  /// little, and what is everywhere, such as “the”, says nothing of a document's subject.
  ///
  /// - Parameters:
  ///   - documents: The words of each document.
  ///   - minimumCount: The least number of documents that a word stands in.
  ///   - maximumShare: The largest share of the documents that it may stand in, above 0 and at most 1.
  ///   - limit: How many words at most, the rarest left out; all where nil.
  public init(
    of documents: [[String]], minimumCount: Int = 1, maximumShare: Double = 1, limit: Int? = nil
  ) {
    require(
      minimumCount > 0 && maximumShare > 0 && maximumShare <= 1 && (limit ?? 1) > 0,
      "a vocabulary of words in at least \(minimumCount) documents, a share of \(maximumShare), at most \(limit ?? 0)")
    var counts: [String: Int] = [:]
    for document in documents { for word in Set(document) { counts[word, default: 0] += 1 } }
    let most = maximumShare * Double(documents.count)
    let kept = counts.filter { $0.value >= minimumCount && Double($0.value) <= most }.sorted { a, b in
      a.value != b.value ? a.value > b.value : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
    }.prefix(limit ?? counts.count)
    self.init(kept.map(\.key), documentCounts: kept.map(\.value))
  }

  /// Words of one's own, each once.
  public init(_ words: [String]) { self.init(words, documentCounts: words.map { _ in 0 }) }

  private init(_ words: [String], documentCounts: [Int]) {
    numbers = Dictionary(words.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    require(numbers.count == words.count, "a vocabulary has each word once")
    (self.words, self.documentCounts) = (words, documentCounts)
  }

  /// Number of words.
  public var count: Int { words.count }

  /// The number of a word; nil of one that is not in it.
  public func number(of word: String) -> Int? { numbers[word] }
}
