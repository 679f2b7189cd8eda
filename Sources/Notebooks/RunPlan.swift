/// How to run an experiment, and where to leave its report.
public struct RunPlan: Sendable {
  /// The seed of the committed reports.
  public static let defaultSeed: UInt64 = 1

  /// How much work to do.
  public var tier: Tier
  /// Where all randomness starts.
  public var seed: UInt64
  /// How many seeds to repeat the run with: `seed` and those that follow it.
  public var repetitions: Int
  /// Values of settings that replace the tier's, as the command line gives them.
  public var overrides: [String: String]
  /// The folder of data sets that the user named, if any.
  public var dataDirectory: String?
  /// Finds the data that the run depends on.
  public var data: DataLookup
  /// The folder of all reports.
  public var reports: String
  /// The folder for logs and failed runs, which is not committed.
  public var stateFolder: String
  /// Whether to go on from the checkpoints of an equal run that did not come to its end.
  public var resumes = true
  /// How often a training is kept.
  public var checkpointInterval: Duration = .seconds(20)
  /// What the result depends on besides.
  public var circumstances: Circumstances
  /// Is told after the first step of each training how it began, and with which seed; what it throws ends the run.
  public var watchOpening: (@Sendable (RunRecord.TrainingRecord, _ seed: UInt64) throws -> Void)?

  /// Makes a plan.
  public init(
    tier: Tier = .standard, seed: UInt64 = defaultSeed, repetitions: Int = 1, overrides: [String: String] = [:],
    dataDirectory: String? = nil, data: DataLookup, reports: String, stateFolder: String,
    circumstances: Circumstances = Circumstances()
  ) {
    self.tier = tier
    self.seed = seed
    self.repetitions = repetitions
    self.overrides = overrides
    self.dataDirectory = dataDirectory
    self.data = data
    self.reports = reports
    self.stateFolder = stateFolder
    self.circumstances = circumstances
  }
}
