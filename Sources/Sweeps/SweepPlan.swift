import Foundation
import LabNotebooks

/// What a sweep is asked for: an experiment, how each of its runs is made, and the points.
package struct SweepPlan: Codable, Equatable, Sendable {
  /// The experiment.
  package var experiment: String
  /// How much work each run does.
  package var tier: Tier
  /// Where all randomness starts.
  package var seed: UInt64
  /// How many seeds each run is repeated with.
  package var repetitions: Int
  /// The settings that all points share, as `--set` gives them.
  package var shared: [String: String]
  /// The folder of data sets that the user named, from the root.
  package var dataDirectory: String?
  /// The settings that are varied, in order.
  package var names: [String]
  /// The points, each once.
  package var points: [SweepPoint]
  /// Which metric the best point has the most or the least of.
  package var goal: SweepGoal?

  /// More points than anybody waits for, and no more than a folder holds well.
  package static let mostPoints = 100_000

  /// A sweep over these points, which have values for the same settings.
  package init(
    of experiment: String, tier: Tier, seed: UInt64, repetitions: Int, shared: [String: String],
    dataDirectory: String?, names: [String], points: [SweepPoint], goal: SweepGoal?
  ) {
    (self.experiment, self.tier, self.seed, self.repetitions) = (experiment, tier, seed, repetitions)
    (self.shared, self.dataDirectory, self.names, self.goal) = (shared, dataDirectory, names, goal)
    self.points = points.withoutRepetitions
  }

  /// The name of a point's folder.
  package func identifier(of point: SweepPoint) -> String {
    let others = shared.keys.sorted().map { "\($0)=\(shared[$0, default: ""])\n" }.joined()
    return point.identifier(ofRun: "\(experiment) \(tier.rawValue) \(seed) \(repetitions)\n\(others)")
  }

  /// The settings of a point's run.
  package func overrides(of point: SweepPoint) -> [String: String] { shared.merging(point.overrides) { $1 } }

  /// How the user makes a point's run without the sweep: the words after the program's name.
  package func command(of point: SweepPoint) -> [String] {
    let overrides = overrides(of: point)
    return ["run", experiment, "--tier", tier.rawValue, "--seed", "\(seed)", "--seeds", "\(repetitions)"]
      + overrides.keys.sorted().flatMap { ["--set", "\($0)=\(overrides[$0, default: ""])"] }
      + (dataDirectory.map { ["--data", $0] } ?? [])
  }
}

/// Which of the points is the best.
package struct SweepGoal: Codable, Equatable, Sendable {
  /// The metric by which points are compared.
  package let metric: String
  /// Whether more of it is better.
  package let isMaximum: Bool

  package init(metric: String, isMaximum: Bool) { (self.metric, self.isMaximum) = (metric, isMaximum) }
}
