import LabNotebooks

/// The same training in two runs.
typealias TrainingPair = (before: RunRecord.TrainingRecord, after: RunRecord.TrainingRecord)

extension RunRecord {
  /// The trainings that another run has too, by their names and seeds, in the order of this one; of several with one name the
  /// first goes with the first.
  func trainingPairs(with other: RunRecord) -> [TrainingPair] {
    var rest = other.trainings
    return trainings.compactMap { training in
      rest.firstIndex { $0.phase == training.phase && $0.seed == training.seed }.map { (training, rest.remove(at: $0)) }
    }
  }
}
