import LabNotebooks

/// A training that begins otherwise: with another loss, or with a step of another length.
///
/// Where trainings end tells little of small changes, since arithmetic that rounds otherwise moves the end as much as another
/// seed does. It hardly moves the beginning. What is trained, and on what, shows in the first loss; how, in the first step.
public struct OpeningChange: Encodable, Equatable, Sendable {
  /// What is another.
  public enum Quantity: String, Encodable, Sendable {
    /// The loss of the first step.
    case loss
    /// How far the first step moved the weights.
    case distance
  }

  /// What the training is called.
  public let phase: String
  /// With which of the run's seeds; nil for the first.
  public let seed: UInt64?
  /// What is another.
  public let quantity: Quantity
  /// What it was, and what it is.
  public let before, after: Double

  /// How much of a first loss rounding may change. Of the trainings of all experiments at the smoke tier it changed a millionth
  /// at most, as computed with fused multiply-adds and without.
  static let roundedLossShare = 1e-4
  /// How much of the first step's length rounding may change: there it was 2e-5.
  static let roundedDistanceShare = 1e-3

  /// What is another of a training; nil where nothing is, or one of the records does not say how it began.
  init?(from before: RunRecord.TrainingRecord, to after: RunRecord.TrainingRecord) {
    guard let old = before.opening, let new = after.opening else { return nil }
    func differ(_ old: Double, _ new: Double, _ share: Double) -> Bool {
      abs(new - old) > share * max(abs(old), abs(new))
    }
    if differ(old.loss, new.loss, Self.roundedLossShare) {
      (quantity, self.before, self.after) = (.loss, old.loss, new.loss)
    } else if differ(old.distance, new.distance, Self.roundedDistanceShare) {
      (quantity, self.before, self.after) = (.distance, old.distance, new.distance)
    } else {
      return nil
    }
    (phase, seed) = (before.phase, before.seed)
  }

  /// What is another of a training of this seed, in a run that is under way, than a record has it; nil where nothing is.
  public init?(of training: RunRecord.TrainingRecord, seed: UInt64, against record: RunRecord) {
    let recorded = record.trainings.first { $0.phase == training.phase && ($0.seed ?? record.seed) == seed }
    guard let recorded else { return nil }
    self.init(from: recorded, to: training)
  }

  /// Those of the trainings that both runs took, from the same seed.
  static func all(from before: RunRecord, to after: RunRecord) -> [OpeningChange] {
    guard before.seed == after.seed else { return [] }
    return before.trainingPairs(with: after).compactMap { OpeningChange(from: $0.before, to: $0.after) }
  }
}
