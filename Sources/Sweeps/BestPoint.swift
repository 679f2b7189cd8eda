import LabNotebooks
import LabStatistics

/// The best point of a sweep, and which others might be as good.
package struct BestPoint {
  private let goal: SweepGoal
  /// The points from the best to the worst.
  private let ranked: [SweepResults.Point]

  /// The best by a goal; nil where no point has its metric.
  package init?(of results: SweepResults, by goal: SweepGoal) {
    self.goal = goal
    ranked = results.points.enumerated().compactMap { index, point in
      point.summary(of: goal.metric).map { (index, point, goal.isMaximum ? -$0.mean : $0.mean) }
    }.sorted { ($0.2, $0.0) < ($1.2, $1.0) }.map(\.1)
    if ranked.isEmpty { return nil }
  }

  /// The point.
  package var point: SweepResults.Point { ranked[0] }

  /// The points that its seeds do not tell from it: the paired difference is undecided, or there is none.
  ///
  /// That the best is chosen after the fact makes it look better than it is; a run of it with other seeds tells by how much.
  var rivals: [SweepResults.Point] {
    guard let best = point.samples(of: goal.metric) else { return [] }
    return ranked.dropFirst().filter { rival in
      guard let samples = rival.samples(of: goal.metric), samples.count == best.count else { return true }
      let difference = PairedDifference(of: best, less: samples)
      return !(goal.isMaximum ? difference.isHigher : difference.isLower)
    }
  }

  /// A paragraph about it.
  var text: String {
    let metric = CodeMarkdown.span(goal.metric), most = goal.isMaximum ? "most" : "least"
    let value = Self.value(of: point, goal.metric)
    let opening = "The \(most) of \(metric) is at \(CodeMarkdown.span(point.point.label)): \(value)."
    guard ranked.count > 1 else { return opening }
    guard Set(ranked.map { $0.summary(of: goal.metric)?.mean }).count > 1 else {
      return "\(metric) is the same at all points, \(value): what they differ in does not move it."
    }
    guard let samples = point.samples(of: goal.metric), samples.count >= PairedDifference.fewestPairs else {
      let next = CodeMarkdown.span(ranked[1].point.label)
      let reason =
        point.record.seeds.count < PairedDifference.fewestPairs
        ? "With fewer than three seeds nothing says whether that is more than chance; add `--seeds 3`."
        : "Not all of its seeds measured it there, and nothing says whether that is more than chance."
      return opening + " The next is \(next) with \(Self.value(of: ranked[1], goal.metric)). \(reason)"
    }
    let rivals = rivals
    guard !rivals.isEmpty else {
      return opening + " By the paired difference of its seeds it is better than every other point."
    }
    let names = rivals.prefix(5).map { CodeMarkdown.span($0.point.label) }.joined(separator: ", ")
    return opening + " Its seeds do not tell it from \(rivals.count) of the \(ranked.count - 1) others: \(names)"
      + (rivals.count > 5 ? ", …" : "") + "."
  }

  private static func value(of point: SweepResults.Point, _ metric: String) -> String {
    let format = NumberFormat.automatic, unit = point.record.metrics[metric]?.unit ?? ""
    let mean = format.text(point.summary(of: metric)?.mean ?? .nan)
    let halfWidth = point.halfWidth(of: metric) ?? 0
    let text = halfWidth > 0 ? "\(mean) ± \(format.text(halfWidth))" : mean
    return unit.isEmpty ? text : "\(text) \(unit)"
  }
}
