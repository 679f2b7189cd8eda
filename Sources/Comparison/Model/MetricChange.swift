import LabNotebooks

/// A measured value that differs, or that only one of the runs has.
public struct MetricChange: Encodable, Equatable, Sendable {
  /// What it is called.
  public let name: String
  /// Its value before; nil where it is new.
  public let before: Double?
  /// Its value after; nil where it is gone.
  public let after: Double?
  /// As prose shows it before, with its unit.
  public let textBefore: String?
  /// As prose shows it after, with its unit.
  public let textAfter: String?
  /// “nats”, “%”, or nothing.
  public let unit: String
  /// The difference; nil where one is missing.
  public let change: Double?
  /// The difference as a share of the value before; nil where that is zero or one is missing.
  public let relativeChange: Double?
  /// How far the two may be apart and still agree: the narrower, where both declare it and not the same.
  public let tolerance: Tolerance
  /// Whether it is of another unit, so that no tolerance and no noise makes the two agree.
  let hasOtherUnit: Bool
  /// Whether they agree: they are within the tolerance that the experiment declares, or within the noise of their seeds.
  public let agrees: Bool
  /// What the noise of seeds says of it.
  public let noise: NoiseVerdict
  /// How probable it is that noise alone changes any of the report's values so much; nil where nothing is known of the noise.
  public let noiseProbability: Double?
  /// What it is put down to.
  public let attribution: Attribution

  /// Values beyond their tolerance first, the farthest beyond it at the head.
  static func all(
    from before: RunRecord, to after: RunRecord, noise: NoiseVerdicts, because results: Attribution
  ) -> [MetricChange] {
    let names = Set(before.metrics.keys).union(after.metrics.keys).sorted()
    let changes = names.compactMap { name -> (MetricChange, excess: Double)? in
      let (old, new) = (before.metrics[name], after.metrics[name])
      guard old != new else { return nil }
      let change = MetricChange(name, old, new, noise, results)
      return (change, change.excess)
    }
    // Sorting is not stable by promise: the names decide between equals.
    return changes.sorted { ($1.excess, $0.0.name) < ($0.excess, $1.0.name) }.map(\.0)
  }

  private init(
    _ name: String, _ old: RunRecord.Metric?, _ new: RunRecord.Metric?, _ verdicts: NoiseVerdicts,
    _ results: Attribution
  ) {
    self.name = name
    (before, after) = (old?.value, new?.value)
    (textBefore, textAfter) = (old.map { Report.text(of: $0) }, new.map { Report.text(of: $0) })
    unit = new?.unit ?? old?.unit ?? ""
    guard let old, let new else {
      tolerance = new?.tolerance ?? old?.tolerance ?? .exact
      (change, relativeChange, agrees, noise, noiseProbability) = (nil, nil, false, .unknown, nil)
      hasOtherUnit = false
      attribution = results.ofWording
      return
    }
    let difference = new.value - old.value
    change = difference
    relativeChange = old.value == 0 ? nil : difference / abs(old.value)
    noise = verdicts.verdict(.metric(name))
    noiseProbability = verdicts.probability(.metric(name))
    hasOtherUnit = old.unit != new.unit
    tolerance = new.tolerance.narrower(than: old.tolerance, between: old.value, new.value)
    // A tolerance that is declared may be too narrow, and what is within it may be more than noise: either is agreement.
    agrees =
      !hasOtherUnit
      && (noise == .same || noise == .withinNoise || !tolerance.isOfSeeds && tolerance.allows(old.value, new.value))
    attribution = difference == 0 && old.samples == new.samples ? results.ofWording : results
  }

  /// Whether both runs have it and they do not agree.
  var disagrees: Bool { before != nil && after != nil && !agrees }

  /// Whether both runs have it, in one unit.
  var isComparable: Bool { before != nil && after != nil && !hasOtherUnit }

  /// Whether the noise of seeds decides whether they agree, and no declared tolerance.
  var isJudgedByNoise: Bool {
    guard let before, let after, noise != .unknown, isComparable else { return false }
    return tolerance.isOfSeeds || agrees != tolerance.allows(before, after)
  }

  /// How many tolerances the change is; infinite for a value that must be exact, or that is new or gone.
  private var excess: Double {
    guard let before, let after else { return .infinity }
    let allowed = tolerance.distance(between: before, after)
    if before == after { return 0 }
    return allowed == 0 ? .infinity : abs(after - before) / allowed
  }
}

extension Tolerance {
  /// How far two values may be apart and still agree.
  func distance(between first: Double, _ second: Double) -> Double {
    switch self {
    case .relative(let share): share * max(abs(first), abs(second))
    case .absolute(let distance): distance
    case .exact: 0
    case .seeds(let noise): noise.distance
    }
  }

  /// What judges two values where a former version of the essay declared another: the narrower, since one that was widened says
  /// nothing of the change that it came with, and the noise of seeds where one of them is that.
  fileprivate func narrower(than former: Tolerance, between first: Double, _ second: Double) -> Tolerance {
    if isOfSeeds { return self }
    let isNarrower = former.distance(between: first, second) < distance(between: first, second)
    return former.isOfSeeds || isNarrower ? former : self
  }

  /// Whether it is the noise of seeds.
  var isOfSeeds: Bool { if case .seeds = self { true } else { false } }

  /// Whether two values agree. A decimal number is as near to its binary one as that can be, and a difference that is the
  /// tolerance in decimals is within it.
  func allows(_ first: Double, _ second: Double) -> Bool {
    if case .exact = self { return first == second }
    let rounding = (first.ulp + second.ulp) / 2
    return abs(first - second) <= distance(between: first, second) + rounding
  }
}
