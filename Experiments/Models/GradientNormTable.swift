import Laboratory

extension Table {
  /// The norms of the gradients of trainings, a row for each kind, and how many of their steps were above a limit.
  init(gradientNorms kinds: [(name: String, trainings: [[Double]])], clippedAbove limit: Double) {
    self.init(
      columns: ["trained as", "trainings", "median norm", "largest", "scaled down, %"],
      rows: kinds.map { name, trainings in
        let norms = trainings.flatMap { $0 }, summary = Summary(of: norms)
        let share = 100 * Double(norms.count { $0 > limit }) / Double(norms.count)
        return [
          .text(name), .number(trainings.count), .number(summary.median, .significant(3)),
          .number(summary.maximum, .significant(3)), .number(share, .fixed(2)),
        ]
      })
  }
}
