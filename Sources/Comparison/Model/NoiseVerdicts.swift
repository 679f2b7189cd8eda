import LabNotebooks
import LabStatistics

/// What the noise of seeds says of a change.
public enum NoiseVerdict: String, Encodable, Sendable {
  /// Nothing changed: every seed gives the same.
  case same
  /// The change is no larger than seeds let expect.
  case withinNoise
  /// The change is larger than that.
  case changed
  /// Neither run has several trainings to tell it from.
  case unknown
}

/// Which of all the quantities of two runs changed by more than the noise of their seeds.
///
/// A report has dozens of values, of which at a level of 5% each several would be called changed that are not. So the level
/// is of all of them together: the p-values of everything that both runs have with noise, changed or not, are adjusted by Holm's
/// procedure. Measured values count, and curves of several trainings, each by its mean over its points.
struct NoiseVerdicts {
  /// The probability of calling anything changed where noise alone is at work.
  static let level = 0.05

  /// A quantity that both runs have.
  enum Place: Hashable {
    case metric(String)
    case curve(figure: String, panel: Int, series: String)
  }

  private let adjusted: [Place: Double]
  /// Those that are the same by all seeds.
  private let same: Set<Place>
  /// How many measured values and how many curves are judged by noise.
  let metricCount, curveCount: Int

  /// Judges all that two runs have in common.
  init(from before: RunRecord, to after: RunRecord) {
    var tests: [(place: Place, probability: Double)] = [], same: Set<Place> = []
    func judge(_ place: Place, _ old: NoisyValue, _ new: NoisyValue) {
      guard let probability = NoisyValue.probability(from: old, to: new) else { return }
      tests.append((place, probability))
      if old.value == new.value, old.repetitions == new.repetitions { same.insert(place) }
    }
    for (name, metric) in before.metrics.sorted(by: { $0.key < $1.key }) {
      guard let other = after.metrics[name] else { continue }
      var (old, new) = (NoisyValue(metric, in: before), NoisyValue(other, in: after))
      // A record without noise of its trainings, of an earlier state of the essay, has the mean over as many as the other.
      if !metric.hasNoise, case .seeds = other.tolerance, other.samples.isEmpty { old.count = new.count }
      if !other.hasNoise, case .seeds = metric.tolerance, metric.samples.isEmpty { new.count = old.count }
      judge(.metric(name), old, new)
    }
    let metricCount = tests.count, curves = Dictionary(Self.curves(of: after)) { first, _ in first }
    for (place, old) in Self.curves(of: before) {
      if let new = curves[place] { judge(place, old, new) }
    }
    (self.metricCount, curveCount, self.same) = (metricCount, tests.count - metricCount, same)
    adjusted = Dictionary(zip(tests.map(\.place), holmAdjusted(tests.map(\.probability)))) { first, _ in first }
  }

  private static func curves(of record: RunRecord) -> [(Place, NoisyValue)] {
    record.outputs.flatMap { output -> [(Place, NoisyValue)] in
      guard case .figure(_, _, _, let plot) = output.content else { return [] }
      return Plot(plot).panels.enumerated().flatMap { index, panel in
        panel.series.compactMap { series in
          NoisyValue(curve: series.recorded, in: record).map {
            (.curve(figure: output.id, panel: index, series: series.key), $0)
          }
        }
      }
    }
  }

  /// How probable it is that noise alone changes any of all quantities so much; nil where nothing is known of the noise.
  func probability(_ place: Place) -> Double? { adjusted[place] }

  /// What the noise says of a quantity.
  func verdict(_ place: Place) -> NoiseVerdict {
    guard let probability = adjusted[place] else { return .unknown }
    return same.contains(place) ? .same : probability < Self.level ? .changed : .withinNoise
  }
}

extension RunRecord.Metric {
  /// Whether it has values of several seeds.
  fileprivate var hasNoise: Bool {
    if case .seeds = tolerance { return true }
    return samples.count > 1
  }
}
