extension Notebook {
  /// A training loop that can be taken up again: where a run stopped in its midst, the same command goes on from the last
  /// checkpoint, and comes to the same bytes.
  ///
  /// ```swift
  /// let curves = try notebook.train(&svi, steps: notebook["steps"], as: "training") { svi, step in
  ///   try svi.step(batches[step.index].scaled, using: notebook.random["noise"][step.index])
  /// }
  /// try notebook.show(Figure(.line(curves["rate"]), x: "step", y: "KL (nats)"), id: "rate", caption: "…")
  /// ```
  ///
  /// What a step does may depend on what is trained and on the step alone, and what it finds leaves it as its result:
  /// whatever else it changed would be lost where the training is taken up.
  ///
  /// - Parameters:
  ///   - training: what the steps change.
  ///   - count: how many steps.
  ///   - phase: what they are, in words.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that the training begins at.
  ///   - body: one step; it returns what it found, by name, the `loss` among it: what the library's steps return, that and
  ///     more (`adding`), or a dictionary.
  /// - Returns: what the steps found.
  /// - Throws: `NotebookError.lossNotFinite`, `NotebookError.stepWithoutLoss`, `Interrupted`, `FileError` for a checkpoint
  ///   that cannot be used, or what the body throws.
  @discardableResult
  public func train<Trained: Resumable>(
    _ training: inout Trained, steps count: Int, as phase: String, file: String = #filePath, line: UInt = #line,
    _ body: (inout Trained, Step) throws -> some StepFindings
  ) throws -> TrainingLog {
    reached(file, line)
    let phase = freePhase(phase), number = record.trainings.count + 1, data = usedData
    var log = TrainingLog(phase, count: max(count, 0))
    if let (checkpoint, file) = try checkpoint(number, of: phase, count: log.count, data: data) {
      try restore(&training, from: checkpoint.snapshot, in: file)
      log = checkpoint.log
      try watchOpening?(log.entry, seed)
    }
    var saved = log.step
    defer { add(log.entry) }
    try inPhase(phase, from: log.step, count: log.count) { index in
      if try isToStop {
        if log.step > saved { checkpoints.save(number, log, training.snapshot, data: data) }
        throw Interrupted(place: place(index, log.count, phase))
      }
      let start = log.step == 0 ? training.snapshot : nil
      let findings = try body(&training, Step(index: index, count: count)).findings
      let loss = try checkedLoss(findings, index, count, phase)
      if log.add(findings), let jumps = log.jumps {
        progress.warn(jumps.sentence(about: phase), topic: "jump of \(phase)")
      }
      if let start {
        log.firstDistance = training.snapshot.distance(from: start)
        try watchOpening?(log.entry, seed)
      }
      if log.isDigestDue { log.addDigest(of: training.snapshot.weights) }
      if checkpoints.isDue || log.step == log.count {
        checkpoints.save(number, log, training.snapshot, data: data)
        saved = log.step
      }
      return loss
    }
    add(weights: training.snapshot.weights.prefixed(phase))
    return log
  }

  /// What an equal run left of a training, on whatever number of ranks: the root reads it for all.
  private func checkpoint(
    _ number: Int, of phase: String, count: Int, data: String
  ) throws -> (Checkpoint, file: String)? {
    let bytes = try communicator.fromRoot {
      try checkpoints.checkpoint(number, of: phase, count: count, data: data) ?? []
    }
    let file = checkpoints.file(number)
    return bytes.isEmpty ? nil : (try Checkpoint(bytes: bytes, path: file), file)
  }

  private func restore(_ training: inout some Resumable, from snapshot: Snapshot, in file: String) throws {
    do {
      try training.restore(snapshot)
    } catch {
      throw FileError(
        path: file, problem: "is not a checkpoint of this training: \(error)", remedy: "Begin again with --no-resume.")
    }
  }

  private func checkedLoss(
    _ findings: [String: Double], _ index: Int, _ count: Int, _ phase: String
  ) throws -> Float {
    guard let value = findings["loss"] else { throw NotebookError.stepWithoutLoss(phase: phase) }
    let loss = Float(value)
    try checkIsFinite(loss, index, count, phase)
    return loss
  }

  /// The phase, with a number where an earlier training of the run has its name.
  private func freePhase(_ phase: String) -> String {
    let taken = Set(record.trainings.map(\.phase))
    guard taken.contains(phase) else { return phase }
    let number = (2...).first { !taken.contains("\(phase) (\($0))") } ?? 2
    return "\(phase) (\(number))"
  }

  /// The SHA-256 of the checksums of the data used so far.
  private var usedData: String {
    let data = record.fingerprint.data
    return Digest.sha256(of: Array(data.keys.sorted().map { "\($0) \(data[$0, default: ""])\n" }.joined().utf8))
  }
}
