import LabNotebooks

/// What differs between two reports of one experiment, in order of consequence.
public struct ReportComparison: Encodable, Sendable {
  /// The experiment's name.
  public let name: String
  /// Its title.
  public let title: String
  /// Everything in which the two runs differ that a result may depend on.
  public let attribution: Attribution
  /// Where the trainings part.
  public let parting: TrainingParting.Finding
  /// Trainings that begin otherwise.
  public let openings: [OpeningChange]
  /// Claims that came out otherwise.
  public let claims: [ClaimChange]
  /// Measured values that differ.
  public let metrics: [MetricChange]
  /// How many measured values both have.
  public let commonMetrics: Int
  /// How many measured values that both have are judged by the noise of their seeds, whether they differ or not.
  public let metricsJudgedByNoise: Int
  /// How many curves are.
  public let curvesJudgedByNoise: Int
  /// Things that changed places.
  public let rankings: [RankingChange]
  /// Figures that differ.
  public let figures: [FigureChange]
  /// Tables that differ.
  public let tables: [TableChange]
  /// Listings and lists that differ.
  public let texts: [TextChange]
  /// Captions that differ.
  public let captions: [TextChange]
  /// Settings that differ.
  public let settings: [SettingChange]
  /// Whether the experiment's code differs, and in which of the lines that the report shows.
  public let code: TextChange?
  /// Prose that differs.
  public let prose: TextChange?
  /// Numbers in prose that are no longer true.
  public let quotedNumbers: [QuotedNumber]
  /// What else of the records differs.
  public let records: [RecordChange]
  /// Whether the records say the same of the runs, what these depend on apart.
  public let recordsAgree: Bool
  /// The report's files that differ.
  public let files: [String]

  /// Compares two reports; nil where all their files are the same.
  ///
  /// - Throws: `FileError` for a record that cannot be read, `GitError`.
  public init?(_ name: String, _ before: ReportFiles, _ after: ReportFiles) throws {
    files = try after.changedFiles(from: before)
    if files.isEmpty { return nil }
    let (old, new) = RunRecord.aligned(try before.record(), try after.record())
    self.name = name
    title = new.title
    let results = Attribution.ofResults(from: old, to: new)
    attribution = results
    parting = TrainingParting.first(from: old, to: new)
    openings = OpeningChange.all(from: old, to: new)
    claims = ClaimChange.all(from: old, to: new, because: results)
    let noise = NoiseVerdicts(from: old, to: new)
    commonMetrics = new.metrics.keys.count { old.metrics[$0] != nil }
    (metricsJudgedByNoise, curvesJudgedByNoise) = (noise.metricCount, noise.curveCount)
    metrics = MetricChange.all(from: old, to: new, noise: noise, because: results)
    rankings = RankingChange.all(from: old, to: new, because: results)
    figures = try FigureChange.all(from: (old, before), to: (new, after), noise: noise, because: results)
    tables = TableChange.all(from: old, to: new, because: results)
    texts = TextChange.outputs(from: old, to: new, because: results)
    captions = TextChange.captions(from: old, to: new, because: results)
    settings = SettingChange.all(from: old, to: new)
    let oldText = ReportText(markdown: try before.markdown(), record: old)
    let newText = ReportText(markdown: try after.markdown(), record: new)
    let codeLines = ChangedLine.all(from: oldText.code, to: newText.code)
    let isOtherCode = old.fingerprint.code != new.fingerprint.code
    code =
      isOtherCode || !codeLines.isEmpty ? TextChange(place: "", lines: codeLines, attribution: results.ofWording) : nil
    let proseLines = ProseChange.lines(
      from: oldText.prose, to: newText.prose, values: LiveValues(from: old, to: new))
    prose = proseLines.isEmpty ? nil : TextChange(place: "", lines: proseLines, attribution: .proseEdited)
    records = RecordChange.all(from: old, to: new)
    recordsAgree = RecordChange.areSame(old, new)
    quotedNumbers = QuotedNumber.all(in: newText, from: old, to: new)
  }

  /// Whether anything that the run found or shows differs, code, prose and fingerprint apart.
  public var hasOtherResults: Bool {
    !(claims.isEmpty && metrics.isEmpty && rankings.isEmpty && figures.isEmpty && tables.isEmpty && texts.isEmpty)
  }

  /// Whether anything differs that what the runs depend on should explain.
  var needsCauses: Bool { hasOtherResults || !captions.isEmpty || !openings.isEmpty || !records.isEmpty }

  /// Whether only one of the runs took some training, or went on longer in it.
  var hasOtherTrainings: Bool { records.contains { $0.place == RecordChange.trainings && !$0.mayDependOnMachine } }

  /// Whether anything differs but the fingerprint and the record's form.
  public var differsBeyondFingerprint: Bool {
    hasOtherResults || !captions.isEmpty || !settings.isEmpty || code != nil || prose != nil || !recordsAgree
  }

  /// Whether it agrees within the noise of seeds and the tolerances that measured values declare: no claim came out otherwise,
  /// no value is beyond its tolerance, new or gone, no curve of several trainings changed by more than their noise, no table,
  /// column, listing, picture or line of a figure is new, gone or damaged, the same was trained, and it began with the same losses.
  /// Cells of tables, whose errors may be over data and not over trainings, what listings say, and curves of single trainings
  /// have no noise to be held against.
  public var agreesWithinNoise: Bool { valuesAgreeWithinNoise && beyondNoise.isEmpty }

  /// Whether all agrees that noise can move, were it large enough.
  private var valuesAgreeWithinNoise: Bool {
    openings.isEmpty && claims.allSatisfy { $0.kind != .nowFails && $0.kind != .nowHolds }
      && metrics.allSatisfy { $0.agrees || !$0.isComparable } && figures.allSatisfy(\.curvesAgree)
  }

  /// What differs that no noise makes differ, where all that noise might have moved agrees: “captions”, “code”.
  package var onlyBeyondNoise: [String] { valuesAgreeWithinNoise ? beyondNoise : [] }

  private var beyondNoise: [String] {
    let moved: Set<ClaimChange.Kind> = [.nowFails, .nowHolds, .failsForOtherSeeds]
    let parts = [
      ("settings", settings.isEmpty), ("code", code == nil), ("claims", claims.allSatisfy { moved.contains($0.kind) }),
      ("list of measured values", metrics.allSatisfy { $0.before != nil && $0.after != nil }),
      ("units", !metrics.contains(where: \.hasOtherUnit)), ("figures", figures.allSatisfy(\.isWhole)),
      ("captions", captions.isEmpty),
      ("tables", tables.allSatisfy { $0.presence == .both && !$0.hasOtherColumns }),
      ("listings", texts.allSatisfy { $0.presence == .both }),
      ("record", records.allSatisfy(\.mayDependOnMachine)),
    ]
    return parts.filter { !$0.1 }.map(\.0)
  }

  /// Whether it agrees within the noise of seeds, and arithmetic that rounds otherwise may be all that differs: the machine,
  /// the compiler, or a library that this one computes with.
  public var isSameWithinNoise: Bool { agreesWithinNoise && prose == nil && attribution.isOfRoundingAlone }
}
