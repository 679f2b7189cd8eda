/// One turn of a training loop.
public struct Step: Equatable, Sendable {
  /// Which one, from 0.
  public let index: Int
  /// How many there are.
  public let count: Int
}

/// How long a loop took.
struct PhaseTiming: Equatable, Sendable {
  let phase: String
  let steps: Int
  let duration: Duration
}

extension Notebook {
  /// A loop of steps that lower a loss: it shows how far it is, stops where the user asks, and refuses a loss that is not
  /// finite. Where the run is taken up again, it begins anew; `train` goes on.
  ///
  /// - Parameters:
  ///   - count: how many steps.
  ///   - phase: what they are steps of, in words.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that the loop begins at.
  ///   - body: one step; it returns its loss.
  /// - Returns: the losses.
  /// - Throws: `NotebookError.lossNotFinite`, `Interrupted`, or what the body throws.
  @discardableResult
  public func steps(
    _ count: Int, of phase: String, file: String = #filePath, line: UInt = #line, _ body: (Step) throws -> Float
  ) throws -> [Float] {
    reached(file, line)
    var losses: [Float] = []
    try inPhase(phase, count: count) { index in
      try checkNotInterrupted(place(index, count, phase))
      let loss = try body(Step(index: index, count: count))
      try checkIsFinite(loss, index, count, phase)
      losses.append(loss)
      return loss
    }
    return losses
  }

  /// A loop over batches or the like, with the same display and the same stop: for evaluation.
  ///
  /// - Throws: `Interrupted`, or what the body throws.
  public func forEach<Items: Collection>(
    _ items: Items, of phase: String, file: String = #filePath, line: UInt = #line,
    _ body: (Items.Element) throws -> Void
  ) throws {
    reached(file, line)
    var iterator = items.makeIterator()
    try inPhase(phase, count: items.count) { index in
      try checkNotInterrupted(place(index, items.count, phase))
      if let item = iterator.next() { try body(item) }
      return nil
    }
  }

  /// Runs the steps of a phase from one on, counted from 0, and shows how far it is.
  func inPhase(_ phase: String, from first: Int = 0, count: Int, _ body: (Int) throws -> Float?) throws {
    let clock = ContinuousClock()
    let start = clock.now
    progress.begin(phase, count: count, at: first)
    defer { progress.end() }
    for index in first..<max(count, first) {
      let loss = try body(index)
      progress.advance(to: index + 1, loss: loss)
    }
    timings.append(PhaseTiming(phase: phase, steps: count - first, duration: start.duration(to: clock.now)))
  }

  /// Where a run stands before a step, for the user.
  func place(_ index: Int, _ count: Int, _ phase: String) -> String {
    "at step \(NumberFormat.count(index + 1)) of \(NumberFormat.count(count)) of \(phase)"
  }

  func checkIsFinite(_ loss: Float, _ index: Int, _ count: Int, _ phase: String) throws {
    guard loss.isFinite else {
      let value = NumberFormat.automatic.text(Double(loss))
      throw NotebookError.lossNotFinite(phase: phase, step: index + 1, count: count, value: value)
    }
  }
}
