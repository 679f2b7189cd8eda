import LabWorkloads

/// Where more ranks than there are would stand: from the time of a step without messages, and of one message with all gradients.
struct ScalingOnPaper {
  /// How many examples each rank has, and what a step on them takes alone.
  let examples: Int
  let stepMilliseconds: Double
  /// What it takes to send all gradients from one rank to another.
  let messageMilliseconds: Double

  /// Gradients are summed up a binary tree and the sum goes down another, each of ⌈log₂ ranks⌉ messages after one another. That none
  /// of them hides behind the backward pass makes it the longest that a step may take.
  func milliseconds(ranks: Int) -> Double {
    let levels = Int.bitWidth - (ranks - 1).leadingZeroBitCount
    return stepMilliseconds + 2 * Double(levels) * messageMilliseconds
  }

  /// The examples that go through in a second, as a share of what so many ranks would do if messages took no time.
  func efficiency(ranks: Int) -> Double { stepMilliseconds / milliseconds(ranks: ranks) }

  static let ranks = [2, 4, 16, 64, 256, 1_000]

  static let headings =
    ["workload", "examples a rank", "ms a step alone", "ms for all gradients"]
    + ranks.map { "\($0) ranks" }

  /// A workload with batches as they are, and with larger ones, each wholly on a rank.
  static func all(of workload: Workload, messageMilliseconds: Double) throws -> [ScalingOnPaper] {
    try [1, 8].map { factor in
      let timing = try Timing(of: workload, batchSize: factor * workload.batchSize)
      return ScalingOnPaper(
        examples: timing.batchSize, stepMilliseconds: timing.medianMilliseconds,
        messageMilliseconds: messageMilliseconds)
    }
  }

  func row(_ name: String) -> [String] {
    [name, "\(examples)", fixed(stepMilliseconds, 2), fixed(messageMilliseconds, 3)]
      + Self.ranks.map { fixed(100 * efficiency(ranks: $0), 0) + "%" }
  }
}
