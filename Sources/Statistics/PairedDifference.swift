import LabRequirements

/// How far what trainings come to in one setting is above what they come to in another, seed by seed: what the seeds share
/// cancels.
///
/// ```swift
/// let gain = PairedDifference(of: wide.map(\.bound), less: narrow.map(\.bound))  // in the order of the same seeds
/// print(gain.mean, gain.standardError, gain.verdict)
/// ```
///
/// It is decided from three seeds on, where it is at least two standard errors.
public struct PairedDifference: Sendable {
  /// What the trainings of the one setting come to, in the order of their seeds.
  public let values: [Double]
  /// What those of the other come to, in the same order.
  public let others: [Double]
  /// The differences.
  public let summary: Summary

  /// With fewer pairs than these nothing is decided.
  public static let fewestPairs = 3

  /// The differences of `values` from `others`, as many of the one as of the other, at least one.
  public init(of values: [Double], less others: [Double]) {
    (self.values, self.others) = (values, others)
    summary = Summary(of: values, less: others)
  }

  /// The mean difference.
  public var mean: Double { summary.mean }
  /// The standard error of the mean difference over the seeds; NaN of one pair.
  public var standardError: Double { summary.standardError }
  /// How many pairs there are.
  public var count: Int { summary.count }
  /// The p-value of Student's paired t-test; NaN of one pair.
  public var probability: Double { summary.zeroMeanProbability }

  /// Whether there are pairs enough, and the mean is at least two standard errors from 0 in either direction, or every pair
  /// gives 0.
  public var isDecided: Bool { count >= Self.fewestPairs && abs(mean) >= 2 * standardError }
  /// Whether the first setting's values are decidedly above the other's.
  public var isHigher: Bool { isDecided && mean > 0 }
  /// Whether they are decidedly below.
  public var isLower: Bool { isDecided && mean < 0 }

  /// “higher”, “lower”, “the same” where every pair gives 0, or “undecided”.
  public var verdict: String { isHigher ? "higher" : isLower ? "lower" : isDecided ? "the same" : "undecided" }
}
