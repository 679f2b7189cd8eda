import LabRequirements

/// A value that an experiment declares, names and explains, and that `--set name=value` replaces.
///
/// The default gives the type: `4.0` a number, `1_875` a whole number, `true` a flag, `"adam"` a text,
/// `[1.0, 4.0]` a list of numbers and `[5, 10]` a list of whole numbers.
///
/// ```swift
/// Setting("beta", 4.0, "weight of the KL term", limits: .atLeast(0))
/// Setting("steps", 1_875, smoke: 20, paper: 18_750, "optimiser steps", limits: .atLeast(1))
/// ```
public struct Setting: Sendable {
  /// What `--set` and the notebook call it: lower-case letters, digits, dots and dashes.
  public let name: String
  /// What it means, in a few words.
  public let explanation: String
  /// What values it takes besides those of its type.
  public let limits: Limits
  /// How many different items a list must have at least.
  public let fewest: Int
  /// Under which heading it is listed; nil for none.
  public private(set) var group: String?
  private let standard: SettingContent
  private let smoke: SettingContent?
  private let paper: SettingContent?

  /// Declares a setting by its default; the smoke and the paper tier may have their own.
  ///
  /// A malformed name, a default outside the limits, or an empty list is a programming error.
  ///
  /// - Parameters:
  ///   - name: what the command line and the essay call it.
  ///   - standard: its value at the standard tier.
  ///   - smoke: at the smoke tier; the standard tier's where left out.
  ///   - paper: at the paper tier; the standard tier's where left out.
  ///   - explanation: what it means, in a few words.
  ///   - limits: what it may be.
  ///   - fewest: how many different items a list must have at least.
  public init<Value: SettingValue>(
    _ name: String, _ standard: Value, smoke: Value? = nil, paper: Value? = nil, _ explanation: String,
    limits: Limits = .none, fewest: Int = 1
  ) {
    require(Name.isValid(name), "The setting “\(name)” needs a name of \(Name.rule).")
    self.name = name
    self.explanation = explanation
    self.limits = limits
    self.fewest = fewest
    self.standard = standard.content
    self.smoke = smoke?.content
    self.paper = paper?.content
    for tier in Tier.allCases {
      require(
        !self.default(for: tier).description.isEmpty,
        "The default of the setting “\(name)” at the \(tier) tier is empty.")
      require(
        self.default(for: tier).numbers.allSatisfy(\.isFinite),
        "The default of the setting “\(name)” at the \(tier) tier is not finite.")
      let problem = problem(with: self.default(for: tier))
      require(problem == nil, "The default of the setting “\(name)” at the \(tier) tier \(problem ?? "")")
    }
  }

  /// Into how many equal parts a training cuts each batch, `shards`. An experiment with this setting may be run by an `mpirun`, whose
  /// ranks share the parts.
  public static let shards = Setting(
    "shards", 1, "equal parts of each batch, which the ranks of an mpirun share", limits: .between(1, 1_000))

  /// Settings that are listed under a heading.
  ///
  /// ```swift
  /// settings: [Setting("particles", [5, 10], "…")]
  ///   + Setting.group("Images", Setting("steps", 1_800, "…"), Setting("batch-size", 100, "…"))
  /// ```
  public static func group(_ heading: String, _ settings: Setting...) -> [Setting] {
    settings.map { setting in
      var setting = setting
      setting.group = heading
      return setting
    }
  }

  /// Its value at a tier where the command line does not say otherwise.
  public func `default`(for tier: Tier) -> SettingContent {
    switch tier {
    case .smoke: smoke ?? standard
    case .standard: standard
    case .paper: paper ?? standard
    }
  }

  /// The value that a text on the command line stands for.
  ///
  /// - Throws: `SettingError.malformed` where the text is not of this setting's type or outside its limits.
  public func value(from text: String) throws -> SettingContent {
    guard let value = standard.parsingSameKind(text) else {
      throw SettingError.malformed(name: name, text: text, expected: "must be \(standard.kind), such as \(standard)")
    }
    if let problem = problem(with: value) {
      throw SettingError.malformed(name: name, text: text, expected: problem)
    }
    return value
  }

  /// What a value of its type must be, where it is not; nil where it is.
  private func problem(with value: SettingContent) -> String? {
    if value.isList, Set(value.numbers).count < fewest { return "must have at least \(fewest) different items" }
    return limits.problem(with: value)
  }
}

extension Setting {
  /// Which values of its type a setting takes.
  public enum Limits: Sendable, Equatable {
    /// Any finite value.
    case none
    /// Every number is at least this.
    case atLeast(Double)
    /// Every number is more than this.
    case above(Double)
    /// Every number is in this range.
    case between(Double, Double)
    /// The text is one of these.
    case oneOf([String])

    /// Whole numbers are counts or sizes: none is greater than this, so that sums and small multiples of them can be computed.
    public static let greatestWhole = 1_000_000_000.0

    /// What the value must be, where it is not; nil where it is.
    func problem(with value: SettingContent) -> String? {
      if value.isWhole, value.numbers.contains(where: { abs($0) > Self.greatestWhole }) {
        return "must be at most \(NumberFormat.count(Int(Self.greatestWhole)))"
      }
      return switch self {
      case .none: nil
      case .atLeast(let bound):
        value.numbers.allSatisfy { $0 >= bound } ? nil : "must be at least \(NumberFormat.shortest(bound))"
      case .above(let bound):
        value.numbers.allSatisfy { $0 > bound } ? nil : "must be more than \(NumberFormat.shortest(bound))"
      case .between(let low, let high):
        value.numbers.allSatisfy { low <= $0 && $0 <= high }
          ? nil : "must be from \(NumberFormat.shortest(low)) to \(NumberFormat.shortest(high))"
      case .oneOf(let choices):
        choices.contains(value.description) ? nil : "must be one of \(choices.joined(separator: ", "))"
      }
    }
  }
}
