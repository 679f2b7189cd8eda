import LabFigures
import LabNotebooks
import LabRequirements
import LabStatistics

extension Mark {
  /// Means over x, with a band of one standard error either side.
  public static func line(_ x: some Collection<some Plottable>, _ summaries: [Summary], name: String? = nil) -> Mark {
    .line(
      x, summaries.map(\.mean), lower: summaries.map { $0.mean - $0.standardError },
      upper: summaries.map { $0.mean + $0.standardError }, name: name)
  }

  /// The mean over x of what trainings that differ in their seeds alone go through, with a band of one standard error either
  /// side. The record keeps each, so that another run's curve is judged by their noise.
  ///
  /// - Parameters:
  ///   - x: where the values stand, such as the epochs.
  ///   - trainings: a curve for each training, two at least, with a value for each x.
  ///   - name: what the legend calls it.
  public static func line(
    _ x: some Collection<some Plottable>, trainings: [[Double]], name: String? = nil
  ) -> Mark {
    require(trainings.count > 1, "a line of \(trainings.count) trainings has no standard error: give it two or more")
    for curve in trainings {
      require(curve.count == x.count, "a training has \(curve.count) values at \(x.count) places")
    }
    let means = (0..<x.count).map { place in Summary(of: trainings.map { $0[place] }) }
    return .line(
      x.map(\.plotted), means.map(\.mean), lower: means.map { $0.mean - $0.standardError },
      upper: means.map { $0.mean + $0.standardError }, repetitions: trainings, name: name)
  }

  /// A bar for each mean, with its standard error.
  public static func bars(_ summaries: [Summary], labels: [String]? = nil, name: String? = nil) -> Mark {
    .bars(summaries.map(\.mean), errors: summaries.map(\.standardError), labels: labels, name: name)
  }
}

extension Notebook {
  /// Keeps a mean over data, such as test images, as `NAME` and its standard error as `NAME-error`, of one unit and format.
  ///
  /// A mean or a difference over trainings is one value with its own noise: `measure(_:meanOf:)` and `measure(_:_:)` of a
  /// `PairedDifference`.
  ///
  /// - Parameters:
  ///   - name: what prose calls the mean.
  ///   - summary: the mean and its standard error.
  ///   - unit: “nats”, “%”, or nothing for a count or a ratio.
  ///   - tolerance: how far another run's mean may be from this one and still agree.
  ///   - errorTolerance: how far its standard error may be; as far as the mean where left out.
  ///   - format: how prose shows both.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that measures.
  /// - Throws: `NotebookError`, as for any measured value.
  public func measure(
    _ name: String, _ summary: Summary, unit: String = "", tolerance: Tolerance = .relative(1e-3),
    errorTolerance: Tolerance? = nil, format: NumberFormat, file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, value, tolerance) in [
      (name, summary.mean, tolerance), ("\(name)-error", summary.standardError, errorTolerance ?? tolerance),
    ] {
      try measure(name, value, unit: unit, tolerance: tolerance, format: format, file: file, line: line)
    }
  }
}
