import Testing

@testable import LabNotebooks

/// Series of gradient norms, and the jumps in them.
@Suite struct GradientJumpTests {
  struct Norms: CustomTestStringConvertible {
    let testDescription: String
    let norms: [Double]
    let jumps: GradientJumps?
  }

  /// A training whose norms fall by a factor of ten, and go up and down by a half.
  private static let quiet: [Double] = (0..<400).map { step in
    let swing = Double(step * 37 % 11 - 5) / 10
    return 1_000 * (1 + swing) / (1 + Double(step) / 44)
  }

  private static func quietBut(_ jumps: [Int: Double]) -> [Double] {
    quiet.enumerated().map { jumps[$0.offset + 1] ?? $0.element }
  }

  static let all = [
    Norms(testDescription: "a quiet training", norms: quiet, jumps: nil),
    Norms(testDescription: "none at all", norms: [], jumps: nil),
    Norms(testDescription: "zeros", norms: [Double](repeating: 0, count: 100), jumps: nil),
    Norms(
      testDescription: "one in the middle", norms: quietBut([56: 79e6]),
      jumps: GradientJumps(count: 1, step: 56, ratio: 0)),
    Norms(
      testDescription: "the first of all", norms: quietBut([1: 1e12]),
      jumps: GradientJumps(count: 1, step: 1, ratio: 0)),
    Norms(
      testDescription: "three, the second the greatest", norms: quietBut([30: 2e5, 100: 5e7, 300: 5e4]),
      jumps: GradientJumps(count: 3, step: 100, ratio: 0)),
    Norms(
      testDescription: "many times in a row", norms: quietBut([200: 1e6, 201: 1e6, 202: 1e6]),
      jumps: GradientJumps(count: 3, step: 200, ratio: 0)),
  ]

  @Test(arguments: all) func jumpsAreFound(_ example: Norms) {
    var watch = GradientWatch()
    let told = example.norms.count { watch.take($0) }
    #expect(watch.jumps?.count == example.jumps?.count && watch.jumps?.step == example.jumps?.step)
    #expect(told == (example.jumps?.count ?? 0))
    #expect(watch.jumps.map { $0.ratio > GradientJumps.threshold } ?? true)
  }

  /// A norm that overflowed is a jump, among the first steps and later.
  @Test(arguments: [3, 100]) func anInfiniteNormIsAJumpThatARecordCanKeep(_ step: Int) throws {
    var log = TrainingLog("training", count: Self.quiet.count)
    for norm in Self.quietBut([step: .infinity]) { log.add(["loss": 0, "gradient norm": norm]) }
    #expect(log.jumps?.step == step && log.jumps?.count == 1)
    var record = RunRecord.sample()
    record.trainings = [log.entry]
    #expect(try RunRecord(text: record.text()) == record)
  }

  @Test func aTrainingThatIsTakenUpFindsTheSame() {
    let norms = Self.quietBut([7: 1e9, 90: 1e6])
    var whole = TrainingLog("", count: norms.count), part = whole
    for norm in norms { whole.add(["loss": 0, "gradient norm": norm]) }
    for norm in norms.prefix(50) { part.add(["loss": 0, "gradient norm": norm]) }
    var resumed = TrainingLog("", count: norms.count, series: part.series, digests: [], firstDistance: nil)
    for norm in norms.dropFirst(50) { resumed.add(["loss": 0, "gradient norm": norm]) }
    #expect(whole.jumps != nil && resumed.jumps == whole.jumps)
  }

  @Test func aSentenceSaysWhereAndWhatToDo() {
    let text = GradientJumps(count: 2, step: 1_056, ratio: 94_123).sentence(about: "training")
    #expect(text.hasPrefix("training: the gradient at step 1,056 was 94,000 times the usual (2 steps were above 30)."))
    #expect(text.contains("`maximumGradientNorm`"))
  }
}
