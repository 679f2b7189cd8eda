import LabNotebooks

/// Something else in which two records differ: what neither the page nor the results show.
public struct RecordChange: Encodable, Equatable, Sendable {
  /// What it is: “experiment”, “trainings”.
  public let place: String
  /// How it differs: “good → other”.
  public let text: String
  /// Whether another machine may give it so: the digests of a training.
  public let mayDependOnMachine: Bool

  static let trainings = "trainings"

  /// Those of the record itself and of its trainings, each once.
  static func all(from before: RunRecord, to after: RunRecord) -> [RecordChange] {
    var changes: [RecordChange] = []
    func add(_ place: String, _ text: String, mayDependOnMachine: Bool = false) {
      changes.append(RecordChange(place: place, text: text, mayDependOnMachine: mayDependOnMachine))
    }
    if before.experiment != after.experiment { add("experiment", "\(before.experiment) → \(after.experiment)") }
    if before.title != after.title { add("title", "\(before.title) → \(after.title)") }
    if before.failure != after.failure {
      add("failure", "\(before.failure?.message ?? "none") → \(after.failure?.message ?? "none")")
    }
    // The first layout has none.
    if before.format > 1, after.format > 1 {
      let (old, new) = (before.trainings.map(\.course), after.trainings.map(\.course))
      for line in ChangedLine.all(from: old, to: new) {
        add(trainings, line.text + (line.isNew ? " is new" : " is gone"))
      }
      for (training, other) in zip(before.trainings, after.trainings)
      where old == new && training.digests != other.digests {
        add(trainings, training.course + " has other digests", mayDependOnMachine: true)
      }
    }
    return changes
  }

  /// Whether two records say the same of a run, the fingerprint and the layout apart.
  static func areSame(_ before: RunRecord, _ after: RunRecord) -> Bool {
    var (before, after) = (before, after)
    // The first layout has no trainings.
    if before.format == 1 { before.trainings = after.trainings }
    // Records of earlier versions have no openings.
    if before.trainings.allSatisfy({ $0.opening == nil }) {
      for index in after.trainings.indices { after.trainings[index].opening = nil }
    }
    (before.fingerprint, before.format) = (after.fingerprint, after.format)
    return before == after
  }
}

extension RunRecord.TrainingRecord {
  /// Which it is and how many steps it took.
  fileprivate var course: String {
    let seed = seed.map { " with seed \($0)" } ?? ""
    return "\(phase)\(seed), \(counted(steps, "step")), \(counted(digests.count, "digest"))"
  }
}
