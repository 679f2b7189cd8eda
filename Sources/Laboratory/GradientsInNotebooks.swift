import LabNotebooks
import LabStatistics

extension Notebook {
  /// Keeps the median of the gradient's norm over trainings as `NAME-norm`, and the percentage of their steps whose norm is
  /// above a limit as `NAME-clipped`. The noise of both is that between the trainings, where there are several.
  public func measureGradientNorms(
    _ name: String, of logs: [TrainingLog], clippedAbove limit: Double, file: String = #filePath, line: UInt = #line
  ) throws {
    func clipped(_ norms: [Double]) -> Double { 100 * (Double(norms.count { $0 > limit }) / Double(norms.count)) }
    let byTraining = logs.map { $0["gradient norm"] }, norms = byTraining.flatMap { $0 }, isRepeated = logs.count > 1
    let medians = byTraining.map { Summary(of: $0).median }
    try measure(
      "\(name)-norm", Summary(of: norms).median, tolerance: isRepeated ? .noise(of: medians) : .relative(0.1),
      format: .fixed(0), file: file, line: line)
    try measure(
      "\(name)-clipped", clipped(norms), unit: "%",
      tolerance: isRepeated ? .noise(of: byTraining.map(clipped)) : .absolute(1), format: .fixed(2), file: file,
      line: line)
  }
}
