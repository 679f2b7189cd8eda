import Foundation
import LabFigures
import LabNotebooks
import LabStatistics

/// A quantity as one of two runs has it, with what is known of the noise of seeds in it.
struct NoisyValue {
  /// The quantity.
  var value: Double
  /// Of how many trainings or runs it is the mean.
  var count = 1
  /// What trainings or runs came to that differ in their seeds alone; empty where it is not known.
  var repetitions: [Double] = []
  /// Which these are, where the quantity is their mean: those of two runs that have the same randomness are paired.
  var seeds: [String] = []
  /// How far it may be off since its record has it rounded.
  var recordedRounding = 0.0

  /// A shift of every seed by less than this share of their standard deviation is no change, however regular: other rounding
  /// may well have a bias, and nothing that a report says rests on so little.
  static let tellableShare = 0.1
  /// Two values that differ by no more than this share of their size differ by rounding: a step or two of single precision, in
  /// which the library computes. Where all seeds agree, no noise would allow even that.
  static let rounding = 0x1p-22
  /// How much of the level the paired test has.
  private static let pairedShare = 0.1

  /// How probable a difference at least as large as that of two runs is where noise alone makes it; nil where nothing is known
  /// of the noise.
  ///
  /// Rounding that differs draws once more from the distribution of the seeds, at the most. So the first test is Student's of
  /// two samples, with the variance pooled. Where both runs have the same seeds they are more alike than that, in the
  /// difference and in the two estimates of the variance: as simulated, the test then rejects no more often than its level
  /// says. What moves every seed alike shows in the second, the paired test. It has half the degrees of freedom and of three
  /// seeds finds only what is very regular, so that a tenth of the level is its own (weighted Bonferroni).
  static func probability(from before: NoisyValue, to after: NoisyValue) -> Double? {
    let known = [before, after].filter { $0.repetitions.count > 1 }.map { Summary(of: $0.repetitions) }
    let freedom = known.reduce(0) { $0 + $1.count - 1 }
    guard freedom > 0 else { return nil }
    let variance = known.reduce(0) { $0 + $1.variance * Double($1.count - 1) } / Double(freedom)
    let error = (variance * (1 / Double(before.count) + 1 / Double(after.count))).squareRoot()
    let difference = after.value - before.value
    let isRounding =
      abs(difference) <= rounding * max(abs(before.value), abs(after.value)) + before.recordedRounding
      + after.recordedRounding
    let unpaired =
      isRounding ? 1 : error == 0 ? 0 : studentTTwoSidedProbability(difference / error, degreesOfFreedom: freedom)
    let pairs = pairedDifferences(before, after)
    // Numbers that overflow, which no run writes, leave nothing to be said.
    guard !unpaired.isNaN, pairs.count > 1 else { return unpaired.isNaN ? nil : unpaired }
    let shift = Summary(of: pairs)
    let isTellable = !isRounding && abs(shift.mean) > tellableShare * variance.squareRoot()
    let paired = isTellable ? shift.zeroMeanProbability : 1
    return paired.isNaN ? nil : min(1, unpaired / (1 - pairedShare), paired / pairedShare)
  }

  /// The differences, second minus first, of repetitions with the same randomness.
  static func pairedDifferences(_ before: NoisyValue, _ after: NoisyValue) -> [Double] {
    guard before.seeds.count == before.repetitions.count, after.seeds.count == after.repetitions.count else {
      return []
    }
    let old = Dictionary(zip(before.seeds, before.repetitions)) { first, _ in first }
    return zip(after.seeds, after.repetitions).compactMap { seed, value in old[seed].map { value - $0 } }
  }
}

extension NoisyValue {
  /// The quantity of which a whole run, repeated with these seeds, gave the mean.
  private init(_ value: Double, byRun samples: [Double], _ record: RunRecord) {
    self.init(value: value, count: samples.count, repetitions: samples, seeds: record.seeds.map { "seed \($0)" })
  }

  /// The quantity that a run found from trainings of its own.
  private init(_ value: Double, byTraining trainings: [Double], isMean: Bool, _ record: RunRecord) {
    self.init(value: value, count: isMean ? trainings.count : 1, repetitions: trainings)
    if isMean { seeds = trainings.indices.map { "seed \(record.seed), training \($0 + 1)" } }
  }

  /// A measured value of a record.
  init(_ metric: RunRecord.Metric, in record: RunRecord) {
    if metric.samples.count > 1, metric.samples.count == record.seeds.count {
      self.init(metric.value, byRun: metric.samples, record)
    } else if case .seeds(let noise) = metric.tolerance {
      self.init(metric.value, byTraining: noise.quantities, isMean: noise.measured == .mean, record)
    } else {
      self.init(value: metric.value)
    }
  }

  /// The mean of a curve over its points, where it is that of several trainings or runs; nil of any other.
  init?(curve series: RecordedPlot.Series, in record: RunRecord) {
    guard let mean = series.y?.mean, series.repetitions.count > 1 else { return nil }
    let curves = series.repetitions.compactMap(\.mean)
    if curves.count == record.seeds.count {
      self.init(mean, byRun: curves, record)
    } else {
      self.init(mean, byTraining: curves, isMean: true, record)
    }
    recordedRounding = series.y?.roundingOfMean ?? 0
  }
}

extension RecordedPlot.Series {
  /// The curves that y is the mean of.
  var repetitions: [RecordedNumbers] {
    var curves: [RecordedNumbers] = []
    while let curve = channels?[PlottedData.Series.repetition(curves.count)] { curves.append(curve) }
    return curves
  }
}

extension RecordedNumbers {
  /// Their mean; nil of none.
  fileprivate var mean: Double? {
    switch self {
    case .all(let values): values.isEmpty ? nil : Summary(of: values).mean
    case .summarised(let extract): extract.mean
    }
  }

  /// How far the mean may be off since all numbers have five digits: each value by half a step of its last digit, or of very
  /// many the mean itself.
  fileprivate var roundingOfMean: Double {
    func halfStep(_ value: Double) -> Double { value == 0 ? 0 : pow(10, floor(log10(abs(value))) - 4) / 2 }
    switch self {
    case .all(let values): return values.reduce(0) { $0 + halfStep($1) } / Double(max(values.count, 1))
    case .summarised(let extract): return halfStep(extract.mean)
    }
  }
}
