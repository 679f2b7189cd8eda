import LabStatistics

// What several trainings come to that differ in their seeds alone. The record keeps each, so that another run is judged by
// their noise.

extension Notebook {
  /// Keeps how far the trainings of one setting are above those of another, for prose to mention as `{name}`: “6.0 ± 1.2 nats”,
  /// the mean difference and its standard error over the seeds, or “undecided (0.2 ± 0.8 nats)” where it is below two of them,
  /// or there are fewer than three pairs.
  ///
  /// - Parameters:
  ///   - name: what prose calls it.
  ///   - difference: the difference.
  ///   - unit: “nats”, “%”, or nothing for a count or a ratio.
  ///   - format: how prose shows the mean and its standard error.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that measures.
  /// - Throws: `NotebookError` for a malformed name or one already in use, a value that is not finite, or a single pair.
  public func measure(
    _ name: String, _ difference: PairedDifference, unit: String = "", format: NumberFormat = .automatic,
    file: String = #filePath, line: UInt = #line
  ) throws {
    let noise = SeedNoise(values: difference.values, less: difference.others, measured: .mean)
    let text = difference.text(format)
    try keep(
      .init(value: difference.mean, text: text, unit: unit, tolerance: .seeds(noise)), as: name, format: format,
      file: file, line: line)
  }

  /// Keeps the mean of what trainings come to, for prose to mention as `{name}`: “−271.2 ± 0.8 nats”, with its standard error
  /// over the seeds.
  ///
  /// - Parameters:
  ///   - name: what prose calls it.
  ///   - trainings: what each comes to, in the order of their seeds: two at least, three or more to say much.
  ///   - unit: “nats”, “%”, or nothing for a count or a ratio.
  ///   - format: how prose shows the mean and its standard error.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that measures.
  /// - Throws: `NotebookError` for a malformed name or one already in use, a value that is not finite, or fewer than two
  ///   trainings.
  public func measure(
    _ name: String, meanOf trainings: [Double], unit: String = "", format: NumberFormat = .automatic,
    file: String = #filePath, line: UInt = #line
  ) throws {
    // Without any there is no mean; what is wrong is then told as for one.
    let summary = Summary(of: trainings.isEmpty ? [0] : trainings)
    let noise = SeedNoise(values: trainings, measured: .mean)
    try keep(
      .init(value: summary.mean, text: summary.text(format), unit: unit, tolerance: .seeds(noise)), as: name,
      format: format, file: file, line: line)
  }
}

extension Summary {
  /// A mean and its standard error, “19.2 ± 0.1”; of a single value the mean alone.
  public func text(_ format: NumberFormat) -> String {
    count == 1 ? format.text(mean) : "\(format.text(mean)) ± \(format.text(standardError))"
  }
}

extension PairedDifference {
  /// “6.0 ± 1.2”, or “undecided (0.2 ± 0.8)” where it is not decided.
  public func text(_ format: NumberFormat) -> String {
    isDecided ? summary.text(format) : "undecided (\(summary.text(format)))"
  }
}
