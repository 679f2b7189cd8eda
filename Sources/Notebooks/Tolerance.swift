import LabStatistics

/// How far a measured value may be from another run's and still agree with it.
public enum Tolerance: Codable, Equatable, Sendable {
  /// To this share of the larger magnitude.
  case relative(Double)
  /// To this distance, in the value's unit.
  case absolute(Double)
  /// Not at all.
  case exact
  /// As far as trainings of other seeds are apart: made by `noise(of:)`, or by measuring what several trainings come to.
  case seeds(SeedNoise)

  /// The tolerance of what one training comes to, from trainings that differ in their seeds alone: two at least, three or
  /// more to say much.
  ///
  /// Rounding otherwise sends a training another way, as another seed does. So whoever computes the value again with other
  /// arithmetic has drawn once more from the distribution of the seeds, at the most; `SeedNoise` says how that is judged. The
  /// training itself may be among them. Where it is too dear to be repeated, they may be of the same network and the same
  /// quantity after fewer steps: say so in the essay.
  ///
  /// ```swift
  /// try notebook.measure("final-bound", bound, unit: "nats", tolerance: .noise(of: boundsBySeed))
  /// ```
  public static func noise(of trainings: [Double]) -> Tolerance {
    .seeds(SeedNoise(values: trainings, measured: .one))
  }

  /// Whether values can be judged by it, and a record can keep it.
  var isUsable: Bool {
    switch self {
    case .relative(let distance), .absolute(let distance): distance.isFinite && distance >= 0
    case .exact, .seeds: true
    }
  }

  private enum Key: String, CodingKey { case relative, absolute, seeds }

  /// Reads `{"relative": 0.001}`, `{"absolute": 0.5}`, `{"seeds": {…}}` or, for exact, `{}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let share = try container.decodeIfPresent(Double.self, forKey: .relative) {
      self = .relative(share)
    } else if let distance = try container.decodeIfPresent(Double.self, forKey: .absolute) {
      self = .absolute(distance)
    } else if let noise = try container.decodeIfPresent(SeedNoise.self, forKey: .seeds) {
      self = .seeds(noise)
    } else {
      self = .exact
    }
  }

  /// Writes the form that `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .relative(let share): try container.encode(share, forKey: .relative)
    case .absolute(let distance): try container.encode(distance, forKey: .absolute)
    case .seeds(let noise): try container.encode(noise, forKey: .seeds)
    case .exact: break
    }
  }
}

/// What several trainings that differ in their seeds alone came to, as a record keeps it beside a measured value: the noise
/// that the value is judged by.
///
/// Two runs' values agree where their difference is no larger than two draws from the seeds' distribution let expect, by
/// Student's two-sample t-test with the variance pooled over both runs. For a value of one training that is the prediction
/// interval of one further training (G. J. Hahn and W. Q. Meeker: Statistical Intervals, 1991, 4.7), around the recorded value
/// in place of the mean, since the trainings that give the spread may have had fewer steps: ± t s √2 for a standard deviation s.
/// Where both are means over the same seeds, the differences by seed are tested as well.
public struct SeedNoise: Codable, Equatable, Sendable {
  /// What the trainings came to, in the order of their seeds.
  public var values: [Double]
  /// What is taken from each, in the same order, where the measured value is a difference between two settings.
  public var less: [Double]?
  /// What the measured value is.
  public var measured: Measured

  /// What a value is of the trainings whose noise is recorded.
  public enum Measured: String, Codable, Sendable {
    /// The mean over them, or over their differences.
    case mean
    /// What one training comes to.
    case one
  }

  /// The values, or their differences.
  public var quantities: [Double] {
    less.map { less in zip(values, less).map { $0 - $1 } } ?? values
  }

  /// How far two values of such noise are apart with a probability of one in twenty.
  public var distance: Double {
    guard quantities.count > 1 else { return 0 }
    let summary = Summary(of: quantities), share = measured == .one ? 1 : 1 / Double(summary.count)
    return studentTQuantile(0.975, degreesOfFreedom: summary.count - 1) * (2 * share * summary.variance).squareRoot()
  }
}
