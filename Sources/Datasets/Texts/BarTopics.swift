import LabRequirements
import LabTensors

/// The topics that can be seen: on a square grid, each row and each column is a topic, whose words are the cells of that bar,
/// all as likely; a document is a mixture of bars (T. L. Griffiths and M. Steyvers: Finding scientific topics, PNAS 101, 2004,
/// figure 1).
public struct BarTopics: Sendable, Equatable {
  /// The number of cells along a side; there are twice as many topics.
  public let side: Int
  /// The probability of each word in each topic, topics × words: first the rows, then the columns.
  public let topics: [[Double]]

  /// The bars of a grid of at least 2 × 2 cells; by default the ten of the paper.
  public init(side: Int = 5) {
    require(side >= 2, "bars on a grid of \(side) × \(side) cells; give at least 2")
    self.side = side
    topics = (0..<2 * side).map { topic in
      (0..<side * side).map { cell in
        (topic < side ? cell / side == topic : cell % side == topic - side) ? 1 / Double(side) : 0
      }
    }
  }

  /// The words: the cells, row by row, such as `2·4`, from 1.
  public var vocabulary: Vocabulary {
    Vocabulary((0..<side * side).map { "\($0 / side + 1)·\($0 % side + 1)" })
  }

  /// Documents of so many words, each with its own shares of the topics, all shares as likely (Dirichlet with concentrations of
  /// 1), as in the paper, whose documents have 100 words. The label of each is its largest topic.
  public func documents(_ count: Int, words: Int = 100, using random: Random) -> (corpus: Corpus, shares: [[Double]]) {
    require(count > 0 && words > 0, "\(count) documents of \(words) words")
    let topicCount = 2 * side
    // The gaps between sorted uniform numbers are uniform shares.
    let cuts = Tensor.uniform([count, topicCount - 1], using: random["shares"]).elements.map(Double.init)
    let shares = (0..<count).map { document in
      let inner = cuts[document * (topicCount - 1)..<(document + 1) * (topicCount - 1)].sorted()
      return zip(inner + [1], [0] + inner).map { $0 - $1 }
    }
    let choices = Tensor.uniform([count, words], using: random["topics"]).elements
    let places = [Int].integers(in: 0..<side, count: count * words, using: random["cells"])
    let documents = (0..<count).map { document in
      (0..<words).map { word -> Int in
        let topic = Self.choice(shares[document], at: Double(choices[document * words + word]))
        let place = places[document * words + word]
        return topic < side ? topic * side + place : place * side + topic - side
      }
    }
    let labels = shares.map { shares in shares.indices.max { shares[$0] < shares[$1] } ?? 0 }
    let names = (0..<topicCount).map { $0 < side ? "row \($0 + 1)" : "column \($0 - side + 1)" }
    return (Corpus(vocabulary: vocabulary, documents: documents, labels: labels, classNames: names), shares)
  }

  /// The first choice up to which the shares add up to more than a number below 1; the last, where rounding lets none.
  private static func choice(_ shares: [Double], at number: Double) -> Int {
    var sum = 0.0
    for (index, share) in shares.enumerated() {
      sum += share
      if number < sum { return index }
    }
    return shares.count - 1
  }
}
