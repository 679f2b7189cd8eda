import Foundation
import LabFigures
import LabMessagePassing

/// What an experiment reads its settings from and shows its results in.
///
/// What it shows stands in the report after the cell of code that showed it; see the grammar in `LiterateSource.swift`.
public final class Notebook {
  /// How much work to do.
  public let tier: Tier
  /// Where all randomness starts.
  public let seed: UInt64
  /// The folder of data sets that the user named, if any.
  public let dataDirectory: String?
  /// Finds the data that the run depends on.
  package let data: DataLookup

  /// What the run has shown and found so far.
  private(set) var record: RunRecord
  /// The images of the figures shown so far, as PNG.
  private(set) var images: [String: [UInt8]] = [:]
  /// The pictures and tables shown so far, and how prose shows what was measured: what several repetitions are averaged
  /// from.
  private(set) var pictures: [String: any Picture] = [:]
  private(set) var tables: [String: Table] = [:]
  private(set) var formats: [String: NumberFormat] = [:]
  /// How long each loop took.
  var timings: [PhaseTiming] = []
  let progress: ProgressDisplay
  let interruption: Interruption
  /// The processes that run the experiment together, which share the shards of a batch.
  public let communicator: Communicator
  let watchOpening: (@Sendable (RunRecord.TrainingRecord, _ seed: UInt64) throws -> Void)?
  let checkpoints: CheckpointFolder
  /// What the run has trained so far.
  private(set) var trainedWeights: [NamedArray] = []

  private let sourcePath: String
  private let source: LiterateSource
  private let settings: [String: SettingContent]
  private var unread: Set<String>
  /// The last line of the experiment's file known to have run.
  private var lastLine: UInt?

  init(
    _ experiment: Experiment, source: LiterateSource, plan: RunPlan, settings: [SettingAssignment],
    progress: ProgressDisplay, interruption: Interruption, communicator: Communicator = .alone
  ) {
    tier = plan.tier
    seed = plan.seed
    dataDirectory = plan.dataDirectory
    data = plan.data
    watchOpening = plan.watchOpening
    sourcePath = experiment.source
    self.source = source
    self.settings = Dictionary(uniqueKeysWithValues: settings.map { ($0.setting.name, $0.value) })
    self.progress = progress
    self.interruption = interruption
    self.communicator = communicator
    unread = Set(settings.map(\.setting.name))
    let beginning = RunRecord(
      experiment: experiment, tier: plan.tier, seed: plan.seed, settings: settings,
      fingerprint: .init(
        code: source.digest, circumstances: plan.circumstances))
    record = beginning
    checkpoints = CheckpointFolder(
      experiment.name, seed: plan.seed, for: plan.reports, in: plan.stateFolder,
      policy: .init(resumes: plan.resumes, interval: plan.checkpointInterval, keeps: communicator.isRoot),
      key: { try beginning.key },
      warn: { progress.warn($0, topic: "checkpoints") })
  }

  // MARK: Settings

  /// The value of a setting.
  ///
  /// - Throws: `NotebookError` for a name that the experiment does not declare, or declares with another type, and for a number
  ///   read in single precision that would be infinite or 0 there.
  public subscript<Value: SettingValue>(_ name: String, file: String = #filePath, line: UInt = #line) -> Value {
    get throws {
      reached(file, line)
      guard let content = settings[name] else {
        throw NotebookError.undeclaredSetting(name: name, declared: record.settings.map(\.name))
      }
      guard let value = Value(content) else {
        throw NotebookError.settingOfOtherType(name: name, declaredAs: content.kind, readAs: "\(Value.self)")
      }
      if value is Float || value is [Float], content.numbers.contains(where: { !$0.isInRangeOfSinglePrecision }) {
        throw NotebookError.settingBeyondSinglePrecision(name: name, value: content.description)
      }
      unread.remove(name)
      return value
    }
  }

  // MARK: Findings

  /// Keeps a number under a name, for prose to mention as `{name}` and for later runs to be compared with.
  ///
  /// - Parameters:
  ///   - name: what prose calls it.
  ///   - value: the number.
  ///   - unit: “nats”, “%”, or nothing for a count or a ratio.
  ///   - tolerance: how far another run's value may be from this one and still agree: of what a training comes to, best the
  ///     noise of its seeds, `.noise(of:)`.
  ///   - format: how prose shows it.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line that measures.
  /// - Throws: `NotebookError` for a malformed name or one already in use, a value that is not finite, or a tolerance of fewer
  ///   than two trainings, not finite or negative.
  public func measure(
    _ name: String, _ value: some BinaryFloatingPoint, unit: String = "", tolerance: Tolerance = .relative(1e-3),
    format: NumberFormat = .automatic, file: String = #filePath, line: UInt = #line
  ) throws {
    let value = Double(value)
    let metric = RunRecord.Metric(value: value, text: format.text(value), unit: unit, tolerance: tolerance)
    try keep(metric, as: name, format: format, file: file, line: line)
  }

  /// Keeps a measured value, whatever its text says besides the number.
  ///
  /// - Throws: `NotebookError` for a malformed name or one already in use, a value that is not finite, or a tolerance of fewer
  ///   than two trainings, not finite or negative.
  func keep(_ metric: RunRecord.Metric, as name: String, format: NumberFormat, file: String, line: UInt) throws {
    reached(file, line)
    try checkIsFree(name)
    var numbers = [metric.value]
    if case .seeds(let noise) = metric.tolerance {
      guard noise.values.count > 1 else { throw NotebookError.tooFewTrainings(name: name, count: noise.values.count) }
      numbers += noise.values + (noise.less ?? [])
    }
    if let other = numbers.first(where: { !$0.isFinite }) {
      throw NotebookError.notFinite(name: name, value: format.text(other))
    }
    guard metric.tolerance.isUsable else { throw NotebookError.unusableTolerance(name: name) }
    formats[name] = format
    record.metrics[name] = metric
  }

  /// Keeps a count under a name; another run must find the same.
  public func measure(
    _ name: String, _ count: Int, unit: String = "", file: String = #filePath, line: UInt = #line
  ) throws {
    try measure(name, Double(count), unit: unit, tolerance: .exact, format: .fixed(0), file: file, line: line)
  }

  /// Keeps several numbers of one unit and format, each under its name.
  public func measure(
    _ values: KeyValuePairs<String, Double>, unit: String = "", tolerance: Tolerance = .relative(1e-3),
    format: NumberFormat = .automatic, file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, value) in values {
      try measure(name, value, unit: unit, tolerance: tolerance, format: format, file: file, line: line)
    }
  }

  /// States a sentence, in Markdown, that the run has checked. The report marks whether it held; a run whose claim
  /// failed exits with 1.
  public func claim(_ sentence: String, _ holds: Bool, file: String = #filePath, line: UInt = #line) {
    reached(file, line)
    record.claims.append(.init(sentence: sentence, held: holds, line: currentCodeLine))
  }

  /// The bytes of a file, on which the result depends: the report is current while they are the same.
  ///
  /// - Parameter path: from the root of the package with the experiments, or from that of the file system.
  /// - Throws: `FileError` where it cannot be read.
  public func contents(of path: String) throws -> [UInt8] {
    let absolute = data.path(path)
    guard let bytes = FileSystem.read(absolute) else {
      let problem = FileSystem.exists(absolute) ? "cannot be read, or is no file" : "is not here (\(absolute))"
      throw FileError(
        path: path, problem: problem, remedy: "Check the path: it begins at the root of the package.")
    }
    try uses(data: path, sha256: Digest.sha256(of: bytes))
    return bytes
  }

  /// Notes that the result depends on this data, so that a later run can tell whether it has changed.
  ///
  /// Whoever asks later looks it up by its name. A name by which the same is not found now would make the report stale for
  /// ever, so it is refused.
  ///
  /// - Parameter name: the name of a known data set's file, or the path of a file or folder.
  /// - Throws: `NotebookError.untraceableData`, `NotebookError.changedData`.
  package func uses(data name: String, sha256: String) throws {
    guard let found = data.sha256(name) else { throw NotebookError.untraceableData(name) }
    guard found == sha256, record.fingerprint.data[name, default: sha256] == sha256 else {
      throw NotebookError.changedData(name)
    }
    record.fingerprint.data[name] = sha256
  }

  /// Checks a rule that several settings have to keep together, before any work rests on them.
  ///
  /// - Parameters:
  ///   - holds: whether the settings keep it.
  ///   - rule: a clause that names them: “batch-size may be at most train-images”.
  /// - Throws: `NotebookError.conflictingSettings` where it does not hold.
  public func demand(_ holds: Bool, _ rule: String) throws {
    guard holds else { throw NotebookError.conflictingSettings(rule) }
  }

  /// Tells the user of a run something that the report does not say.
  public func note(_ text: String) { progress.note(text) }

  // MARK: Outputs

  /// Shows a figure.
  ///
  /// - Parameters:
  ///   - picture: the figure.
  ///   - id: a name that stays the same from run to run: the image's file is called after it.
  ///   - caption: what to see in it, in Markdown.
  ///   - description: what it shows, in plain words, for a reader who cannot see it; the caption where left out.
  ///   - fold: whether the report hides it until asked.
  ///   - file: the experiment's file, by which its lines are found.
  ///   - line: the line, after whose cell it stands.
  /// - Throws: `NotebookError` for a malformed id or one already in use; the drawing's own errors; `Interrupted`.
  public func show(
    _ picture: some Picture, id: String, caption: String, description: String? = nil, fold: Bool = false,
    file: String = #filePath, line: UInt = #line
  ) throws {
    let line = try begin(output: id, file, line)
    let rendered = try picture.rendered()
    let content = Output.Content.figure(
      description: description ?? caption, width: rendered.width, height: rendered.height,
      plot: RecordedPlot(picture.plottedData))
    record.outputs.append(Output(id: id, caption: caption, isFolded: fold, line: line, content: content))
    images[id] = rendered.png
    pictures[id] = picture
  }

  /// Shows a table.
  ///
  /// - Throws: `NotebookError` for a malformed id or one already in use; `Interrupted`.
  public func show(
    _ table: Table, id: String, caption: String = "", fold: Bool = false, file: String = #filePath, line: UInt = #line
  ) throws {
    let line = try begin(output: id, file, line)
    record.outputs.append(Output(id: id, caption: caption, isFolded: fold, line: line, content: table.content))
    tables[id] = table
  }

  /// Shows text as it stands, in a fixed-width font.
  ///
  /// - Throws: `NotebookError` for a malformed id or one already in use; `Interrupted`.
  public func show(
    _ text: String, id: String, caption: String = "", fold: Bool = false, file: String = #filePath, line: UInt = #line
  ) throws {
    let line = try begin(output: id, file, line)
    record.outputs.append(
      Output(id: id, caption: caption, isFolded: fold, line: line, content: .text(body: text)))
  }

  /// Shows a list of names and what they stand for: `["training images": 60_000, "pixels": "28 × 28"]`.
  ///
  /// - Throws: `NotebookError` for a malformed id or one already in use; `Interrupted`.
  public func show(
    _ pairs: KeyValuePairs<String, Table.Cell>, id: String, caption: String = "", fold: Bool = false,
    file: String = #filePath, line: UInt = #line
  ) throws {
    let line = try begin(output: id, file, line)
    let entries = pairs.map { Output.Entry(name: $0.key, value: $0.value.text) }
    record.outputs.append(
      Output(id: id, caption: caption, isFolded: fold, line: line, content: .list(entries: entries)))
  }

  // MARK: The run's own view

  /// Notes that a line of the experiment's file has been reached, so that a failed run's report can stop there.
  func reached(_ file: String, _ line: UInt) {
    if file == sourcePath { lastLine = line }
  }

  /// Adds to the record what a training went through.
  func add(_ training: RunRecord.TrainingRecord) { record.trainings.append(training) }

  /// Keeps what a training came to.
  func add(weights: [NamedArray]) { trainedWeights += weights }

  /// Checks that the experiment read all that it declares.
  func checkEverySettingWasRead() throws {
    if !unread.isEmpty { throw NotebookError.unreadSettings(unread.sorted()) }
  }

  /// The record of a run that an error stopped.
  func failedRecord(_ error: any Error) -> RunRecord {
    var record = record
    record.failure = .init(message: "\(error)", line: lastLine.map { source.codeLine(atFileLine: Int($0)) })
    return record
  }

  private var currentCodeLine: Int { source.codeLine(atFileLine: Int(lastLine ?? 0)) }

  private func begin(output id: String, _ file: String, _ line: UInt) throws -> Int {
    guard file == sourcePath else { throw NotebookError.outputFromOtherFile(id: id, file: file) }
    reached(file, line)
    try checkNotInterrupted("before “\(id)”")
    try checkIsFree(id)
    return currentCodeLine
  }

  private func checkIsFree(_ name: String) throws {
    guard Name.isValid(name) else { throw NotebookError.invalidName(name) }
    let isTaken =
      settings[name] != nil || record.metrics[name] != nil || record.outputs.contains { $0.id == name }
    if isTaken { throw NotebookError.nameTaken(name) }
  }

  func checkNotInterrupted(_ place: @autoclosure () -> String) throws {
    if try isToStop { throw Interrupted(place: place()) }
  }

  /// Whether the run was asked to stop. All ranks stop at the same place: they ask at the same places, and the root says it.
  var isToStop: Bool {
    get throws {
      guard communicator.count > 1 else { return interruption.isRequested }
      if interruption.isRequested { communicator.askToStop() }
      let stops = try communicator.decidedByRoot { interruption.isRequested || communicator.isAskedToStop }
      if stops { interruption.request(by: SIGTERM) }
      return stops
    }
  }
}

extension Double {
  /// Whether it stays a finite number in single precision, and no 0 unless it is 0.
  fileprivate var isInRangeOfSinglePrecision: Bool { Float(self).isFinite && (Float(self) != 0 || self == 0) }
}
