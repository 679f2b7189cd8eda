import Foundation

/// What a run was given and what came out of it, as `record.json` keeps it: all that the report shows besides the
/// experiment's own prose and code.
public struct RunRecord: Codable, Equatable, Sendable {
  /// The version of the layout that it was written in.
  public var format = Self.currentFormat
  /// The experiment's name.
  public var experiment: String
  /// The experiment's title.
  public var title: String
  /// How much work the run did.
  public var tier: Tier
  /// Where its randomness started.
  public var seed: UInt64
  /// The seeds of all its repetitions, beginning with `seed`; that alone where it was not repeated.
  public var seeds: [UInt64]
  /// The settings, in the order of their declaration.
  public var settings: [SettingRecord]
  /// The measured values by name.
  public var metrics: [String: Metric] = [:]
  /// The claims, in the order in which they were made.
  public var claims: [Claim] = []
  /// The outputs, in the order in which they were made.
  public var outputs: [Output] = []
  /// The trainings, in the order in which they were made, those of the first seed before those of the second.
  public var trainings: [TrainingRecord] = []
  /// What all this depends on.
  public var fingerprint: Fingerprint
  /// Why the run failed, if it did.
  public var failure: Failure?

  /// A setting's value in a run.
  public struct SettingRecord: Codable, Equatable, Sendable {
    /// What `--set` calls it.
    public var name: String
    /// As `--set` takes it.
    public var value: String
    /// What it means.
    public var explanation: String
    /// Whether it is the tier's default.
    public var isDefault: Bool
    /// Under which heading it is listed; nil for none.
    public var group: String?
  }

  /// A number that the run found, to be compared from run to run.
  public struct Metric: Codable, Equatable, Sendable {
    /// With all its digits: whether two runs agree is judged by it.
    public var value: Double
    /// As prose shows it, without its unit.
    public var text: String
    /// “nats”, “%”, or nothing.
    public var unit: String
    /// How far another run may be from it and still agree.
    public var tolerance: Tolerance
    /// Its value for each of the record's seeds, of which `value` is the mean; empty where there is only one.
    public var samples: [Double] = []

    package init(value: Double, text: String, unit: String, tolerance: Tolerance, samples: [Double] = []) {
      (self.value, self.text, self.unit, self.tolerance, self.samples) = (value, text, unit, tolerance, samples)
    }
  }

  /// What a training went through, so that two runs can be told apart at the step where they part.
  public struct TrainingRecord: Codable, Equatable, Sendable {
    /// What it is called.
    public var phase: String
    /// How many steps it took.
    public var steps: Int
    /// Every how many steps a digest was taken; the last step has one, too.
    public var interval: Int
    /// Of the losses so far and the parameters, in eight hexadecimal digits each.
    public var digests: [String]
    /// Which of the record's seeds it had; nil for the first.
    public var seed: UInt64?
    /// Steps whose gradient was many times the usual; nil where there were none.
    public var jumps: GradientJumps?
    /// How it began; nil where it took no step, and in records of earlier versions.
    public var opening: Opening?

    /// How a training began. Arithmetic that rounds otherwise changes none of it by more than a little, and what comes later as
    /// much as another seed does.
    public struct Opening: Codable, Equatable, Sendable {
      /// The loss of the first step, before anything moved.
      public var loss: Double
      /// How far that step moved the weights, and the statistics that follow them: the square root of the sum of squares.
      public var distance: Double
    }
  }

  /// A sentence that the run checked.
  public struct Claim: Codable, Equatable, Sendable {
    /// The sentence, in Markdown.
    public var sentence: String
    /// Whether it held, for every seed.
    public var held: Bool
    /// Which of the experiment's lines of code made it, from 0, counting lines of code alone.
    public var line: Int
    /// Whether it held for each of the record's seeds; empty where there is only one.
    public var heldBySeed: [Bool] = []

    package init(sentence: String, held: Bool, line: Int) {
      (self.sentence, self.held, self.line) = (sentence, held, line)
    }
  }

  /// What the result depends on besides the settings and the seed.
  public struct Fingerprint: Codable, Equatable, Sendable {
    /// The SHA-256 of the experiment's code without its prose.
    public var code: String
    /// The SHA-256 of each data set by name.
    public var data: [String: String]
    /// The library, the versions and the machine.
    public var circumstances: Circumstances

    init(code: String, data: [String: String] = [:], circumstances: Circumstances) {
      (self.code, self.data, self.circumstances) = (code, data, circumstances)
    }

    private enum CodingKeys: CodingKey { case code, data }

    /// Reads code, data and circumstances side by side.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      code = try container.decode(String.self, forKey: .code)
      data = try container.decode([String: String].self, forKey: .data)
      circumstances = try Circumstances(from: decoder)
    }

    /// Writes code, data and circumstances side by side.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(code, forKey: .code)
      try container.encode(data, forKey: .data)
      try circumstances.encode(to: encoder)
    }
  }

  /// Where and why a run stopped before its end.
  public struct Failure: Codable, Equatable, Sendable {
    /// What went wrong.
    public var message: String
    /// The last line of code known to have run, from 0, counting lines of code alone; nil where none is known.
    public var line: Int?
  }

  /// The record as `record.json` has it.
  public func text() throws -> String { try JSON(encoding: self).text }

  /// The layout that this version writes.
  static let currentFormat = 3

  /// Reads a record back; one of the first layout has no digests of the library and of trainings, and one seed, and in
  /// the first two measured values are rounded to five digits.
  ///
  /// - Throws: `RunRecordError` for a layout of a later version or a number that no run writes, or what the decoder throws.
  public init(text: String) throws {
    let decoder = JSONDecoder()
    let tree = try decoder.decode(JSON.self, from: Data(text.utf8))
    self = try decoder.decode(RunRecord.self, from: Data(try tree.upgradedRecord().text.utf8))
    try checkLimits()
  }

  init(
    experiment: Experiment, tier: Tier, seed: UInt64, settings: [SettingAssignment], fingerprint: Fingerprint
  ) {
    self.experiment = experiment.name
    self.title = experiment.title
    self.tier = tier
    self.seed = seed
    seeds = [seed]
    self.settings = settings.map {
      SettingRecord(
        name: $0.setting.name, value: $0.value.description, explanation: $0.setting.explanation,
        isDefault: $0.isDefault, group: $0.setting.group)
    }
    self.fingerprint = fingerprint
  }
}
