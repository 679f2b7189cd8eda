import LabRequirements

/// Whether a report is what a run now would write.
public enum ReportState: Equatable, Sendable {
  /// It is.
  case current
  /// A run would find the same; only the page differs from what its record and the source make of it.
  case prose
  /// Something that the result depends on has changed.
  case stale([StaleReason])
  /// Nobody knows: the library's sources are not here.
  case unknown
}

/// A report as it stands in its folder.
public struct StandingReport: Sendable {
  /// The folder.
  public let path: String
  /// What its run was given and what it found.
  public let record: RunRecord
  private let page: [UInt8]?
  private let folder: ReportFolder

  /// Reads an experiment's report among those in a folder; nil where there is none.
  ///
  /// - Throws: `FileError`, which names a record that cannot be read.
  public init?(of experiment: Experiment, in reports: String) throws {
    folder = ReportFolder(experiment.name, in: reports)
    path = folder.path
    let file = path + "/record.json"
    guard FileSystem.exists(file) else { return nil }
    let remedy = "Restore it, or run “\(experiment.name)” again."
    guard let bytes = FileSystem.read(file) else {
      throw FileError(path: file, problem: "cannot be read", remedy: remedy)
    }
    do {
      record = try RunRecord(text: String(decoding: bytes, as: UTF8.self))
    } catch let error as RunRecordError {
      throw FileError(path: file, problem: "\(error)")
    } catch {
      throw FileError(path: file, problem: "is not the record of a run", remedy: remedy)
    }
    page = FileSystem.read(path + "/README.md")
  }

  /// Whether it is what a run now would write.
  ///
  /// - Parameters:
  ///   - experiment: whose report it is.
  ///   - circumstances: what a run now would depend on.
  ///   - data: finds the data that the record names.
  ///   - plan: what is asked of the run; where left out, what was asked of the report's own.
  /// - Throws: `FileError` where the experiment's source cannot be read, `SettingError` where the plan's settings are
  ///   not the experiment's.
  public func state(
    of experiment: Experiment, in circumstances: Circumstances, with data: DataLookup, asked plan: RunPlan? = nil
  ) throws -> ReportState {
    let source = try LiterateSource(contentsOf: experiment.source)
    var now = record
    if let plan {
      now = RunRecord(
        experiment: experiment, tier: plan.tier, seed: plan.seed,
        settings: try experiment.settings(at: plan.tier, overrides: plan.overrides), fingerprint: record.fingerprint)
      now.seeds = (0..<plan.repetitions).map { plan.seed + UInt64($0) }
    }
    now.fingerprint.code = source.digest
    now.fingerprint.circumstances = circumstances
    now.fingerprint.data = record.fingerprint.data.keys.reduce(into: [:]) { $0[$1] = data.sha256($1) }
    let reasons = StaleReason.reasons(between: record, and: now, datasets: data.datasets) + missingFigures
    if reasons == [.unknownLibrary] { return .unknown }
    if !reasons.isEmpty { return .stale(reasons) }
    // Prose that cannot be rendered differs, too; rendering says what is wrong with it.
    guard let rendered = try? rendered(experiment, from: source) else { return .prose }
    return page == rendered ? .current : .prose
  }

  /// Writes the page again from the record and the experiment's source, without running it; the figures and the record
  /// stay as they are. Says whether anything changed.
  ///
  /// - Throws: `RenderingError` where the code has changed since, `NotebookError` for a reference in prose that is
  ///   undefined or misplaced, `FileError`, `Locked`. The report is then as it was.
  @discardableResult
  public func render(of experiment: Experiment) throws -> Bool {
    let lock = try folder.lock(patience: .seconds(10))
    defer { lock.release() }
    // Another process may have written the report since it was read.
    let report = try StandingReport(of: experiment, in: folder.reports) ?? self
    return try report.renderAlone(experiment)
  }

  private func renderAlone(_ experiment: Experiment) throws -> Bool {
    let source = try LiterateSource(contentsOf: experiment.source)
    guard source.digest == record.fingerprint.code else { throw RenderingError.codeHasChanged(experiment.name) }
    let page = try rendered(experiment, from: source)
    try folder.prepare()
    return try folder.update(["README.md": page])
  }

  private func rendered(_ experiment: Experiment, from source: LiterateSource) throws -> [UInt8] {
    Array(try Report.render(source: source, record: record, of: experiment, in: path).utf8)
  }

  private var missingFigures: [StaleReason] {
    let missing = record.outputs.filter { output in
      if case .figure = output.content { !FileSystem.exists("\(path)/figures/\(output.id).png") } else { false }
    }
    return missing.isEmpty ? [] : [.missingFigures(missing.map(\.id))]
  }
}

/// Why a report cannot be rendered from its record.
public enum RenderingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The record says where in the code each output belongs, and the code is another now.
  case codeHasChanged(String)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .codeHasChanged(let name):
      "The code of “\(name)” has changed since the run that its record tells of, and the record says where in the code"
        + " each output belongs. Run it: \(Program.name) run \(name)"
    }
  }
}
