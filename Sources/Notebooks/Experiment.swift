import LabRequirements

/// A Swift file that reads as an essay, runs, and becomes a report.
///
/// ```swift
/// let betaVAE = Experiment(
///   "beta-vae", title: "β-VAE", summary: "Rate against distortion as β grows.",
///   settings: [Setting("beta", 4.0, "weight of the KL term")], run: essay)
///
/// private func essay(_ notebook: Notebook) throws {
///   //: The grammar of the prose is at the head of LiterateSource.swift.
///   let beta: Double = try notebook["beta"]
/// }
/// ```
///
/// The essay is a function, not a closure: a closure in a global declaration is type-checked for every file of its module,
/// whichever line of it was edited.
public struct Experiment: Sendable {
  /// What the command line and the report's folder call it: lower-case letters, digits and dashes.
  public let name: String
  /// The report's title.
  public let title: String
  /// What it shows, in one sentence.
  public let summary: String
  /// What the command line may vary.
  public let settings: [Setting]
  /// The path of the file that declares it.
  public let source: String
  /// What its prose may cite.
  public private(set) var bibliography = Bibliography()
  /// The work, in the order of the essay.
  let body: @Sendable (Notebook) throws -> Void

  /// Declares an experiment.
  ///
  /// A malformed name, two settings of one name, or a setting after a group to which it does not belong, is a programming
  /// error: settings without a group come first, and those of a group together.
  public init(
    _ name: String, title: String, summary: String, settings: [Setting] = [], source: String = #filePath,
    run body: @escaping @Sendable (Notebook) throws -> Void
  ) {
    require(
      Name.isValid(name) && !name.contains("."),
      "The experiment “\(name)” needs a name of lower-case letters, digits and dashes.")
    require(
      Set(settings.map(\.name)).count == settings.count, "The experiment “\(name)” declares a setting twice.")
    let headings = settings.map(\.group).reduce(into: [String?.none]) { if $0.last! != $1 { $0.append($1) } }
    require(
      Set(headings).count == headings.count,
      "The experiment “\(name)” declares a setting apart from its group, or one without a group after a group.")
    self.name = name
    self.title = title
    self.summary = summary
    self.settings = settings
    self.source = source
    self.body = body
  }

  /// The same experiment, whose prose may cite the references of a bibliography. A `Laboratory` gives its own to its experiments.
  public func citing(_ bibliography: Bibliography) -> Experiment {
    var experiment = self
    experiment.bibliography = bibliography
    return experiment
  }

  /// The value of each setting, in order: the overrides' where they name it, else the tier's default.
  ///
  /// Overrides of settings that this experiment does not declare are left to `SettingError.unknown` checks over all
  /// the experiments that run; see `checkNames(of:among:)`.
  ///
  /// - Throws: `SettingError.malformed` for an override of another type or outside the limits.
  public func settings(at tier: Tier, overrides: [String: String] = [:]) throws -> [SettingAssignment] {
    try settings.map { setting in
      let standard = setting.default(for: tier)
      let value = try overrides[setting.name].map { try setting.value(from: $0) } ?? standard
      return SettingAssignment(setting: setting, value: value, isDefault: value == standard)
    }
  }

  /// Checks that each override names a setting of at least one of the experiments.
  ///
  /// - Throws: `SettingError.unknown` for the first, in alphabetical order, that none declares.
  public static func checkNames(of overrides: [String: String], among experiments: [Experiment]) throws {
    let declared = experiments.flatMap { $0.settings.map(\.name) }
    if let name = overrides.keys.sorted().first(where: { !declared.contains($0) }) {
      throw SettingError.unknown(name: name, experiments: experiments.map(\.name), declared: declared)
    }
  }
}

/// A setting and the value that a run gives it.
public struct SettingAssignment: Sendable {
  /// What was declared.
  public let setting: Setting
  /// What it is in this run.
  public let value: SettingContent
  /// Whether that is the tier's default.
  public let isDefault: Bool
}
