/// What the numbers of a record can be. One outside these limits was written by no run: the record is damaged, and what
/// counts, multiplies or draws by it need not expect it.
extension RunRecord {
  private static let lines = 0...10_000_000
  private static let points = 0...1_000_000
  private static let steps = 0...1_000_000_000_000
  private static let mostSeeds = 1_000
  /// More numbers than a series has.
  static let mostValues = 1_000_000_000_000

  /// Checks every number of the record that more is done with than to show it.
  ///
  /// - Throws: `RunRecordError.damaged`, which names the first that is outside its limits.
  func checkLimits() throws(RunRecordError) {
    func check(_ number: Int, in limits: ClosedRange<Int>, _ place: String) throws(RunRecordError) {
      if !limits.contains(number) { throw .damaged("“\(place)” is \(number)") }
    }
    for (name, metric) in metrics.sorted(by: { $0.key < $1.key }) {
      guard case .seeds(let noise) = metric.tolerance else { continue }
      let numbers = noise.values + (noise.less ?? [])
      guard noise.values.count > 1, noise.less.map({ $0.count == noise.values.count }) ?? true,
        numbers.allSatisfy(\.isFinite)
      else { throw .damaged("“seeds” of “\(name)” are not two trainings or more") }
    }
    for claim in claims { try check(claim.line, in: Self.lines, "line") }
    if let line = failure?.line { try check(line, in: Self.lines, "line") }
    for training in trainings {
      try check(training.steps, in: Self.steps, "steps")
      try check(training.interval, in: Self.steps, "interval")
      guard training.opening.map({ $0.loss.isFinite && $0.distance.isFinite }) ?? true else {
        throw .damaged("“opening” is not of numbers")
      }
    }
    let follows = zip(seeds, seeds.dropFirst()).allSatisfy { $1.subtractingReportingOverflow($0) == (1, false) }
    guard seeds.first == seed, follows, seeds.count <= Self.mostSeeds else {
      throw .damaged("“seeds” is not “seed” and those that follow it")
    }
    for output in outputs {
      try check(output.line, in: Self.lines, "line")
      if case .figure(_, let width, let height, let plot) = output.content {
        try check(width, in: Self.points, "width")
        try check(height, in: Self.points, "height")
        try Self.checkPlot(plot)
      }
    }
  }

  /// Checks how a plot says where the values stand that it keeps of a long series.
  private static func checkPlot(_ plot: RecordedPlot) throws(RunRecordError) {
    for series in plot.series {
      for case (_, .summarised(let extract)) in series.numbers.sorted(by: { $0.key < $1.key }) {
        if let every = extract.every, !(1...mostValues).contains(every) { throw .damaged("“every” is \(every)") }
      }
    }
    for panel in plot.panels { try checkPlot(panel) }
  }
}
