/// What the numbers of a record can be. One outside these limits was written by no run: the record is damaged, and what
/// counts, multiplies or draws by it need not expect it.
extension RunRecord {
  private static let lines = 0...10_000_000
  private static let points = 0...1_000_000
  private static let steps = 0...1_000_000_000_000
  private static let mostSeeds = 1_000
  private static let mostValues = 1_000_000_000_000.0

  /// Checks every number of the record that more is done with than to show it.
  ///
  /// - Throws: `RunRecordError.damaged`, which names the first that is outside its limits.
  func checkLimits() throws(RunRecordError) {
    func check(_ number: Int, in limits: ClosedRange<Int>, _ place: String) throws(RunRecordError) {
      if !limits.contains(number) { throw .damaged("“\(place)” is \(number)") }
    }
    for claim in claims { try check(claim.line, in: Self.lines, "line") }
    if let line = failure?.line { try check(line, in: Self.lines, "line") }
    for training in trainings {
      try check(training.steps, in: Self.steps, "steps")
      try check(training.interval, in: Self.steps, "interval")
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
  private static func checkPlot(_ plot: JSON) throws(RunRecordError) {
    switch plot {
    case .array(let elements): for element in elements { try checkPlot(element) }
    case .object(let members):
      for name in members.keys.sorted() {
        guard let member = members[name] else { continue }
        switch name {
        case "every": try checkCount(member, name, least: 1)
        case "shape":
          guard case .array(let lengths) = member else { throw .damaged("“shape” is no list of lengths") }
          for length in lengths { try checkCount(length, name, least: 0) }
          let count = lengths.reduce(1.0) { $0 * ($1.double ?? 0) }
          if count > mostValues { throw .damaged("“shape” is of \(NumberFormat.shortest(count)) values") }
        // Under names of an essay's own.
        case "channels":
          if case .object(let own) = member { for channel in own.keys.sorted() { try own[channel].map(checkPlot) } }
        default: try checkPlot(member)
        }
      }
    default: break
    }
  }

  private static func checkCount(_ number: JSON, _ name: String, least: Double) throws(RunRecordError) {
    guard let count = number.double, count == count.rounded(), (least...mostValues).contains(count) else {
      throw .damaged("“\(name)” is \(number.text.dropLast())")
    }
  }
}
