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

  /// A point and the record of its run.
  package struct Point: Sendable {
    package let point: SweepPoint
    package let record: RunRecord

    /// A metric's value for each seed; nil where the run did not measure it.
    func samples(of metric: String) -> [Double]? {
      record.metrics[metric].map {
        $0.samples.isEmpty ? Array(repeating: $0.value, count: record.seeds.count) : $0.samples
      }
    }

    /// A metric over the seeds; nil where the run did not measure it.
    func summary(of metric: String) -> Summary? { samples(of: metric).map { Summary(of: $0) } }

    /// Half the width of a metric's 95% confidence interval over the seeds; nil of one seed.
    func halfWidth(of metric: String) -> Double? {
      guard record.seeds.count > 1, let summary = summary(of: metric) else { return nil }
      return summary.confidenceHalfWidth()
    }
  }

  /// Reads the records of the points whose status files say that they are done.
  ///
  /// - Throws: `FileError` for a record or a status file that is damaged.
  package init(of plan: SweepPlan, in folder: SweepFolder, isDone: (String) throws -> Bool) throws {
    var points: [Point] = [], missing: [SweepPoint] = []
    for point in plan.points {
      let id = plan.identifier(of: point), file = "\(folder.reports(of: id))/\(plan.experiment)/record.json"
      guard try isDone(id), let bytes = FileSystem.read(file) else {
        missing.append(point)
        continue
      }
      do {
        points.append(Point(point: point, record: try RunRecord(text: String(decoding: bytes, as: UTF8.self))))
      } catch {
        throw FileError(
          path: file, problem: "is not the record of a run", remedy: "Remove it, and give the sweep's command again.")
      }
    }
    self.init(plan: plan, points: points, missing: missing)
  }

  /// Results that are at hand.
  package init(plan: SweepPlan, points: [Point], missing: [SweepPoint]) {
    (self.plan, self.points, self.missing) = (plan, points, missing)
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
