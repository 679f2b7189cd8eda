import LabNotebooks

/// Where two runs of a training part.
public struct TrainingParting: Encodable, Equatable, Sendable {
  /// What the training is called.
  public let phase: String
  /// With which of the run's seeds; nil for the first.
  public let seed: UInt64?
  /// Up to which step they are identical, as far as digests were taken; 0 where not even the first digest agrees.
  public let sameUntil: Int
  /// The step at which they are known to differ.
  public let differsAt: Int

  /// What the trainings of two runs say together.
  public enum Finding: Encodable, Equatable, Sendable {
    /// Nothing: one of the records has no digests, or no training of the same name and steps.
    case unknown
    /// Every training that both took went the same way, as far as both went: what differs comes after, or beside.
    case identical
    /// The first, in the order of the run, that parts.
    case parts(TrainingParting)
  }

  static func first(from before: RunRecord, to after: RunRecord) -> Finding {
    var isCompared = false
    for (training, other) in before.trainingPairs(with: after) {
      let (old, new) = (training.digestsByStep, other.digestsByStep)
      var sameUntil = 0
      for step in old.keys.sorted() {
        guard let digest = old[step], let other = new[step] else { continue }
        isCompared = true
        if digest != other {
          return .parts(
            TrainingParting(phase: training.phase, seed: training.seed, sameUntil: sameUntil, differsAt: step))
        }
        sameUntil = step
      }
    }
    return isCompared ? .identical : .unknown
  }
}

extension RunRecord.TrainingRecord {
  /// The digests by the number of steps after which they were taken.
  fileprivate var digestsByStep: [Int: String] {
    if interval < 1 { return [:] }
    return Dictionary(digests.enumerated().map { (min(($0.offset + 1) * interval, steps), $0.element) }) { $1 }
  }
}
