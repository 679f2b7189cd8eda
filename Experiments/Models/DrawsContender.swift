import Laboratory

/// Trainings with so many draws of each code, a seed each, and how they score on test images.
struct DrawsContender {
  let samples, steps: Int
  let evaluations: [Evaluation]

  /// The test bound of each training, in nats.
  var bounds: [Double] { evaluations.map(\.bound.mean) }

  /// How many codes of an image each training decodes.
  var decodings: Int { samples * steps }

  /// By how much its bounds are above another's, seed by seed.
  func gain(over other: DrawsContender) -> PairedDifference { PairedDifference(of: bounds, less: other.bounds) }

  /// Each contender's bound, and its gain over the first.
  static func table(_ contenders: [DrawsContender]) -> Table {
    Table(
      columns: ["draws", "steps", "draws × steps", "test bound", "less that of the first row", "which is"],
      rows: contenders.map { contender in
        let gain = contender.gain(over: contenders[0])
        return [
          .number(contender.samples), .number(contender.steps), .number(contender.decodings),
          .number(Summary(of: contender.bounds), .fixed(1)), .number(gain.summary, .fixed(1)), .text(gain.verdict),
        ]
      })
  }
}

extension Notebook {
  /// Keeps the mean test bound of each as `bound-at-SAMPLES`, and what the last gains over the first as `gain`, in nats.
  func measure(_ contenders: [DrawsContender], file: String = #filePath, line: UInt = #line) throws {
    for contender in contenders {
      try measure(
        "bound-at-\(contender.samples)", meanOf: contender.bounds, unit: "nats", format: .fixed(1), file: file,
        line: line)
    }
    let gain = contenders[contenders.count - 1].gain(over: contenders[0])
    try measure("gain", gain, unit: "nats", format: .fixed(1), file: file, line: line)
  }
}
