import LabNotebooks
import LabStatistics

extension Notebook {
  /// Keeps the median of the gradient's norm over trainings as `NAME-norm`, and the percentage of their steps whose norm is
  /// above a limit as `NAME-clipped`.
  public func measureGradientNorms(
    _ name: String, of logs: [TrainingLog], clippedAbove limit: Double, file: String = #filePath, line: UInt = #line
  ) throws {
    let norms = logs.flatMap { $0["gradient norm"] }
    let clipped = 100 * (Double(norms.count { $0 > limit }) / Double(norms.count))
    try measure(
      "\(name)-norm", Summary(of: norms).median, tolerance: .relative(0.1), format: .fixed(0), file: file, line: line)
    try measure(
      "\(name)-clipped", clipped, unit: "%", tolerance: .absolute(1), format: .fixed(2), file: file, line: line)
  }
}
