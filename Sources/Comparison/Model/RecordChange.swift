import LabNotebooks

/// Something else in which two records differ: what neither the page nor the results show.
public struct RecordChange: Encodable, Equatable, Sendable {
  /// What it is: “experiment”, “trainings”, “gradients”.
  public let place: String
  /// How it differs: “good → other”.
  public let text: String
  /// Whether another machine may give it so: the digests of a training, and whether its gradient jumps.
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
    let jumps = [before, after].map { record in
      Dictionary(record.trainings.map { ($0.name, $0.jumps) }) { first, _ in first }
    }
    for training in after.trainings where (jumps[0][training.name] ?? nil) == nil {
      if let jump = training.jumps { add("gradients", "\(training.name): \(jump.text)", mayDependOnMachine: true) }
    }
    for training in before.trainings where training.jumps != nil && jumps[1][training.name] == .some(nil) {
      add("gradients", "\(training.name): none is many times the usual any more", mayDependOnMachine: true)
    }
    return changes
  }

  /// Whether two records say the same of a run, the fingerprint and the layout apart.
  static func areSame(_ before: RunRecord, _ after: RunRecord) -> Bool {
    var (before, after) = (before, after)
    // The first layout has no trainings.
    if min(before.format, after.format) == 1 { before.trainings = after.trainings }
    // Records of earlier versions have no openings.
    if [before, after].contains(where: { $0.trainings.allSatisfy { $0.opening == nil } }) {
      for index in before.trainings.indices { before.trainings[index].opening = nil }
      for index in after.trainings.indices { after.trainings[index].opening = nil }
    }
    (before.fingerprint, before.format) = (after.fingerprint, after.format)
    return before == after
  }
}

extension RunRecord.TrainingRecord {
  /// Which it is.
  fileprivate var name: String { phase + (seed.map { " with seed \($0)" } ?? "") }

  /// Which it is and how many steps it took.
  fileprivate var course: String { "\(name), \(counted(steps, "step")), \(counted(digests.count, "digest"))" }
}

extension GradientJumps {
  /// “at step 56 one is 94 times the usual, and 3 steps are above 30 times”.
  fileprivate var text: String {
    let times = NumberFormat.significant(2).text(ratio), step = NumberFormat.fixed(0).text(Double(step))
    let many = NumberFormat.shortest(Self.threshold)
    let others = count > 1 ? ", and \(counted(count, "step")) are above \(many) times" : ""
    return "at step \(step) one is \(times) times the usual\(others)"
  }
}
