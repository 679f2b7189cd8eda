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
  /// Runs the experiment and writes its report: whole, or not at all.
  ///
  /// - Throws: `SettingError` before any work; `Interrupted`; `RunFailure`, which names the partial report. In each case
  ///   the report that was there is untouched.
  public func run(
    _ plan: RunPlan, progress: ProgressDisplay, interruption: Interruption = Interruption()
  ) throws -> RunResult {
    let settings = try settings(at: plan.tier, overrides: plan.overrides)
    let folder = ReportFolder(name, in: plan.reports)
    let text: LiterateSource
    do {
      text = try LiterateSource(contentsOf: source)
      try folder.prepare()
    } catch {
      throw RunFailure(cause: error, partialReport: nil)
    }
    var notebook: Notebook
    var repetitions: [Notebook] = []
    func begin(_ repetition: Int) -> Notebook {
      var plan = plan
      plan.seed += UInt64(repetition)
      if plan.repetitions > 1 { progress.note("seed \(plan.seed), \(repetition + 1) of \(plan.repetitions)") }
      return Notebook(
        self, source: text, plan: plan, settings: settings, progress: progress, interruption: interruption)
    }
    notebook = begin(0)
    let log = RunLog(experiment: name, plan: plan)
    do {
      for repetition in 0..<plan.repetitions {
        if repetition > 0 { notebook = begin(repetition) }
        try body(notebook)
        try notebook.checkEverySettingWasRead()
        repetitions.append(notebook)
      }
      let (record, images) = try Repetitions(repetitions).averaged()
      let isChanged = try folder.replace(with: reportFiles(text, record, images))
      log.write(repetitions.flatMap(\.timings), ending: "done")
      return RunResult(record: record, report: folder.path, isChanged: isChanged)
    } catch let error as Interrupted {
      log.write(notebook.timings, ending: "\(error)")
      throw error
    } catch {
      log.write(notebook.timings, ending: "failed: \(error)")
      throw RunFailure(cause: error, partialReport: leavePartialReport(of: notebook, text, error, plan: plan))
    }
  }

  private func reportFiles(
    _ source: LiterateSource, _ record: RunRecord, _ images: [String: [UInt8]]
  ) throws -> [String: [UInt8]] {
    var files = Dictionary(uniqueKeysWithValues: images.map { ("figures/\($0.key).png", $0.value) })
    files["README.md"] = Array(try Report.render(source: source, record: record).utf8)
    files["record.json"] = Array(try record.text().utf8)
    return files
  }

  /// Where the report of the failed run is; nil where it could not be written either, which hides nothing: the run's
  /// own error is the one to report.
  private func leavePartialReport(
    of notebook: Notebook, _ source: LiterateSource, _ error: any Error, plan: RunPlan
  ) -> String? {
    let folder = ReportFolder(name, in: plan.workspace + "/failed")
    do {
      try folder.prepare()
      try folder.replace(with: reportFiles(source, notebook.failedRecord(error), notebook.images))
      return folder.path
    } catch {
      return nil
    }
  }
}
