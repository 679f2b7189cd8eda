import Foundation
import LabRequirements

/// How well the most likely words of a topic go together: how often they stand in the same documents of a reference corpus.
///
/// ```swift
/// let coherence = TopicCoherence(of: topics, in: test.documents)
/// print(coherence.meanNPMI)
/// ```
///
/// M. Röder, A. Both and A. Hinneburg: Exploring the space of topic coherence measures (2015), whose C_NPMI slides a window of
/// ten words over the documents; here a document is the window, as is usual of short ones.
public struct TopicCoherence: Sendable, Equatable {
  /// Of each topic, the mean over pairs of its words of the normalised pointwise mutual information log[p(v, w)/p(v) p(w)]/−log
  /// p(v, w) (G. Bouma: Normalized (pointwise) mutual information in collocation extraction, 2009): 1 where two words only come
  /// together, 0 where they come independently, −1 where they never meet.
  public let npmi: [Double]
  /// Of each topic, the mean over pairs of its words, w the likelier, of log[(D(v, w) + 1)/D(w)] with D the number of documents
  /// (D. Mimno et al.: Optimizing semantic coherence in topic models, 2011; here by pair).
  public let uMass: [Double]

  /// The mean of all topics' NPMI.
  public var meanNPMI: Double { npmi.reduce(0, +) / Double(npmi.count) }
  /// The mean of all topics' UMass.
  public var meanUMass: Double { uMass.reduce(0, +) / Double(uMass.count) }

  /// The coherence of topics by their words.
  ///
  /// - Parameters:
  ///   - topics: the words of each topic, at least two, by number and the likeliest first. A word that is in no document counts
  ///     as one
  ///     that never meets another.
  ///   - documents: the numbers of the words of each document.
  public init(of topics: [[Int]], in documents: [[Int]]) {
    require(!topics.isEmpty && !documents.isEmpty, "\(topics.count) topics in \(documents.count) documents")
    require(
      topics.allSatisfy { $0.count > 1 && Set($0).count == $0.count }, "a topic has at least two words, each once")
    var places: [Int: [Int]] = [:]
    for word in topics.joined() { places[word] = [] }
    for (index, document) in documents.enumerated() {
      for word in Set(document) where places[word] != nil { places[word]!.append(index) }
    }
    let sets = places.mapValues(Set.init), count = Double(documents.count)
    func together(_ a: Int, _ b: Int) -> Double {
      Double(sets[a, default: []].intersection(sets[b, default: []]).count)
    }
    func alone(_ a: Int) -> Double { Double(sets[a, default: []].count) }
    func mean(_ topic: [Int], _ measure: (_ likelier: Int, _ other: Int) -> Double) -> Double {
      var sum = 0.0
      for (place, other) in topic.enumerated() { for likelier in topic[..<place] { sum += measure(likelier, other) } }
      return sum / Double(topic.count * (topic.count - 1) / 2)
    }
    npmi = topics.map { topic in
      mean(topic) { a, b in
        let both = together(a, b) / count
        // Words of all documents come together always, and independently: their limit is 1.
        return both == 0 ? -1 : both == 1 ? 1 : log(both * count * count / (alone(a) * alone(b))) / -log(both)
      }
    }
    uMass = topics.map { topic in mean(topic) { a, b in log((together(a, b) + 1) / max(alone(a), 1)) } }
  }
}
