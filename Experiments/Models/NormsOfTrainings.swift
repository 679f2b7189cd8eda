import Laboratory

extension Notebook {
  /// Keeps what the gradients of trainings are like that differ in their seeds: the median of their norm as `NAME-norm`, and the
  /// percentage of the steps in which it is above a limit as `NAME-clipped`, each the mean over the seeds.
  ///
  /// - Parameters:
  ///   - name: What prose calls them.
  ///   - seeds: For each seed its trainings, two seeds at least.
  ///   - limit: What larger norms are scaled down to.
  func measureNorms(
    _ name: String, ofSeeds seeds: [[TrainingLog]], above limit: Double, file: String = #filePath, line: UInt = #line
  ) throws {
    let norms = seeds.map { logs in logs.flatMap { $0["gradient norm"] } }
    let clipped = norms.map { norms in 100 * Double(norms.count { $0 > limit }) / Double(norms.count) }
    try measure(
      "\(name)-norm", meanOf: norms.map { Summary(of: $0).median }, format: .fixed(0), file: file, line: line)
    try measure("\(name)-clipped", meanOf: clipped, unit: "%", format: .fixed(2), file: file, line: line)
  }
}
