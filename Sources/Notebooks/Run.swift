import LabMessagePassing

/// What a run left.
public struct RunResult: Sendable {
  /// What it found.
  public let record: RunRecord
  /// The report's folder.
  public let report: String
  /// Whether the report differs from the one that was there.
  public let isChanged: Bool
}

/// Why a run has no report, and what it left instead.
public struct RunFailure: Error, CustomStringConvertible {
  /// What went wrong.
  public let cause: any Error
  /// The folder of the report as far as it came; nil where there is none.
  public let partialReport: String?

  /// What went wrong.
  public var description: String { "\(cause)" }
}

extension Experiment {
  /// Runs the experiment and writes its report: whole, or not at all. Of several processes that run it together, the first one
  /// writes, and comes to the same bytes as if it were alone.
  ///
  /// - Throws: `SettingError` before any work; `Interrupted`; `RunFailure`, which names the partial report. In each case
  ///   the report that was there is untouched.
  public func run(
    _ plan: RunPlan, progress: ProgressDisplay, interruption: Interruption = Interruption(),
    communicator: Communicator = .alone
  ) throws -> RunResult {
    let settings = try settings(at: plan.tier, overrides: plan.overrides)
    let folder = ReportFolder(name, in: plan.reports)
    let text: LiterateSource, notebooks: [Notebook]
    var lock: FileLock?
    do {
      text = try LiterateSource(contentsOf: source)
      try bibliography.check(text)
      try communicator.onRoot {
        // A report is rendered in less time than this.
        lock = try folder.lock(patience: .seconds(1))
        try folder.prepare()
      }
      notebooks = (0..<plan.repetitions).map { repetition in
        var plan = plan
        plan.seed += UInt64(repetition)
        return Notebook(
          self, source: text, plan: plan, settings: settings, progress: progress, interruption: interruption,
          communicator: communicator)
      }
      try communicator.onRoot { try CheckpointFolder.begin(notebooks.map(\.checkpoints)) }
    } catch {
      lock?.release()
      throw RunFailure(cause: error, partialReport: nil)
    }
    defer { lock?.release() }
    var notebook = notebooks[0]
    let log = RunLog(experiment: name, plan: plan)
    do {
      for (repetition, next) in notebooks.enumerated() {
        notebook = next
        if plan.repetitions > 1 { progress.note("seed \(notebook.seed), \(repetition + 1) of \(plan.repetitions)") }
        try body(notebook)
        try notebook.checkEverySettingWasRead()
      }
      let (record, images) = try Repetitions(notebooks).averaged()
      let isChanged = try communicator.decidedByRoot {
        try folder.replace(with: reportFiles(text, record, images, in: folder))
      }
      guard communicator.isRoot else { return RunResult(record: record, report: folder.path, isChanged: isChanged) }
      for leftover in folder.leftovers {
        progress.warn("Warning: \(leftover) is of no use any more, and cannot be removed.", topic: leftover)
      }
      keepWeights(of: notebooks, record, plan: plan, progress: progress)
      for notebook in notebooks { notebook.checkpoints.remove() }
      log.write(notebooks.flatMap(\.timings), ending: "done")
      return RunResult(record: record, report: folder.path, isChanged: isChanged)
    } catch let error as Interrupted {
      if communicator.isRoot { log.write(notebook.timings, ending: "\(error)") }
      throw Interrupted(place: error.place, isResumable: notebooks.contains { $0.checkpoints.isResumable })
    } catch {
      guard communicator.isRoot else { throw RunFailure(cause: error, partialReport: nil) }
      log.write(notebook.timings, ending: "failed: \(error)")
      throw RunFailure(cause: error, partialReport: leavePartialReport(of: notebook, text, error, plan: plan))
    }
  }

  /// Keeps what the run trained beside the log; a report without it is no less a report.
  private func keepWeights(
    of notebooks: [Notebook], _ record: RunRecord, plan: RunPlan, progress: ProgressDisplay
  ) {
    let weights = notebooks.flatMap { notebook in
      notebooks.count > 1 ? notebook.trainedWeights.prefixed("seed \(notebook.seed)") : notebook.trainedWeights
    }
    guard !weights.isEmpty else { return }
    do {
      try TrainedWeights(weights, of: record).keep(for: name, stateFolder: plan.stateFolder)
    } catch {
      progress.warn("Warning: the trained weights are not kept. \(error)", topic: "weights")
    }
  }

  private func reportFiles(
    _ source: LiterateSource, _ record: RunRecord, _ images: [String: [UInt8]], in folder: ReportFolder
  ) throws -> [String: [UInt8]] {
    var files = Dictionary(uniqueKeysWithValues: images.map { ("figures/\($0.key).png", $0.value) })
    files["README.md"] = Array(
      try Report.render(source: source, record: record, of: self, in: folder.path).utf8)
    files["record.json"] = Array(try record.text().utf8)
    return files
  }

  /// Where the report of the failed run is; nil where it could not be written either, which hides nothing: the run's
  /// own error is the one to report.
  private func leavePartialReport(
    of notebook: Notebook, _ source: LiterateSource, _ error: any Error, plan: RunPlan
  ) -> String? {
    let folder = ReportFolder(name, in: plan.stateFolder + "/failed")
    do {
      let lock = try folder.lock(patience: .seconds(10))
      defer { lock.release() }
      try folder.prepare()
      try folder.replace(with: reportFiles(source, notebook.failedRecord(error), notebook.images, in: folder))
      return folder.path
    } catch {
      return nil
    }
  }
}
