import Foundation
import LabNotebooks
import LabStatistics

/// What the points of a sweep have found, in the order of the sweep.
package struct SweepResults: Sendable {
  /// What was asked for.
  package let plan: SweepPlan
  /// The points with a result.
  package let points: [Point]
  /// Those without.
  package let missing: [SweepPoint]
  /// What is wrong with the records of those among them that cannot be read.
  package let problems: [FileError]

  /// A point and the record of its run.
  package struct Point: Sendable {
    package let point: SweepPoint
    package let record: RunRecord

    /// A metric's value for each seed, of which only the first counts where not all have measured it; nil where the run did not.
    func samples(of metric: String) -> [Double]? {
      record.metrics[metric].map { $0.samples.isEmpty ? [$0.value] : $0.samples }
    }

    /// A metric over the seeds; nil where the run did not measure it.
    func summary(of metric: String) -> Summary? { samples(of: metric).map { Summary(of: $0) } }

    /// Half the width of a metric's 95% confidence interval over the seeds; nil where one seed alone measured it.
    func halfWidth(of metric: String) -> Double? {
      guard let summary = summary(of: metric), summary.count > 1 else { return nil }
      return summary.confidenceHalfWidth()
    }
  }

  /// Reads the records of the points that are done. One that cannot be read hinders no other.
  package init(of plan: SweepPlan, in folder: SweepFolder, isDone: (String) -> Bool) {
    var points: [Point] = [], missing: [SweepPoint] = [], problems: [FileError] = []
    for point in plan.points {
      let id = plan.identifier(of: point), file = "\(folder.reports(of: id))/\(plan.experiment)/record.json"
      guard isDone(id) else {
        missing.append(point)
        continue
      }
      do {
        let text = String(decoding: FileSystem.read(file) ?? [], as: UTF8.self)
        points.append(Point(point: point, record: try RunRecord(text: text)))
      } catch {
        missing.append(point)
        problems.append(
          FileError(
            path: file, problem: FileSystem.isTaken(file) ? "is not the record of a run" : "is not there",
            remedy: "Give the sweep's command again."))
      }
    }
    self.init(plan: plan, points: points, missing: missing, problems: problems)
  }

  /// Results that are at hand.
  package init(plan: SweepPlan, points: [Point], missing: [SweepPoint], problems: [FileError] = []) {
    (self.plan, self.points, self.missing, self.problems) = (plan, points, missing, problems)
  }

  /// The metrics that any point has, by name.
  package var metrics: [String] { Set(points.flatMap { $0.record.metrics.keys }).sorted() }

  /// The unit of a metric.
  func unit(of metric: String) -> String { points.lazy.compactMap { $0.record.metrics[metric]?.unit }.first ?? "" }

  /// The values that a varied setting has at the points: numbers in their order, else as they first come.
  func values(of setting: String) -> [String] {
    let texts = points.compactMap { $0.point.overrides[setting] }.withoutRepetitions
    let numbers = texts.compactMap(Double.init)
    guard numbers.count == texts.count else { return texts }
    return zip(texts, numbers).sorted { $0.1 < $1.1 }.map(\.0)
  }
}
