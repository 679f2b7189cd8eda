import LabNotebooks
import LabStatistics

extension Notebook {
  /// Keeps the median of the gradient's norm over all steps of trainings as `NAME-norm`, and the percentage of their steps whose
  /// norm is above a limit as `NAME-clipped`.
  ///
  /// The noise of both is that of the trainings, by the median and the percentage of each. Trainings of several settings are
  /// farther apart than those of one, and less is then called changed. Of a single training its own steps decide: another run's
  /// median agrees where it is as near as the quartiles are on average, a percentage where chance makes two such counts of steps
  /// differ so much in one of twenty.
  ///
  /// - Parameters:
  ///   - name: what both names begin with.
  ///   - logs: what the trainings went through, a “gradient norm” at each step; one at least.
  ///   - limit: the norm above which a gradient is scaled down.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that measures.
  /// - Throws: `NotebookError`, as for any measured value.
  public func measureGradientNorms(
    _ name: String, of logs: [TrainingLog], clippedAbove limit: Double, file: String = #filePath, line: UInt = #line
  ) throws {
    let trainings = logs.map { $0["gradient norm"] }, norms = trainings.flatMap { $0 }, all = Summary(of: norms)
    func clipped(_ norms: [Double]) -> Double { Double(norms.count { $0 > limit }) }
    func percentage(_ count: Double, of norms: [Double]) -> Double { 100 * count / Double(norms.count) }
    let isOne = trainings.count == 1
    let quartiles = (all.quantile(0.75) - all.quantile(0.25)) / 2
    // The difference of two counts of rare and independent events with the same mean has twice that mean as its variance. A
    // step more than was found, so that none is not taken for never.
    let counting = percentage(2 * (2 * (clipped(norms) + 1)).squareRoot(), of: norms)
    try measure(
      "\(name)-norm", all.median,
      tolerance: isOne ? .absolute(quartiles) : .noise(of: trainings.map { Summary(of: $0).median }),
      format: .fixed(0), file: file, line: line)
    try measure(
      "\(name)-clipped", percentage(clipped(norms), of: norms), unit: "%",
      tolerance: isOne ? .absolute(counting) : .noise(of: trainings.map { percentage(clipped($0), of: $0) }),
      format: .fixed(2), file: file, line: line)
  }
}
