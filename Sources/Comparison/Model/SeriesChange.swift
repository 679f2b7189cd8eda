import LabFigures
import LabNotebooks

/// The numbers of a plotted series that differ.
public struct SeriesChange: Encodable, Equatable, Sendable {
  /// Which: “panel b, line “β = 4””.
  public let series: String
  /// Which of its numbers: “y”, “upper”, “values”.
  public let channel: String
  /// What is known of the change.
  public let extent: Extent
  /// The largest change as a share of the range of the values before: what makes one change larger than another.
  public let share: Double
  /// What the noise of seeds says of the series, where this is its y and it is the mean of several trainings.
  public var noise = NoiseVerdict.unknown
  /// How probable it is that noise alone changes any of the report's values so much; nil where nothing is known of the noise.
  public var noiseProbability: Double?

  /// What is known of a change of numbers.
  public enum Extent: Encodable, Equatable, Sendable {
    /// The largest change of a value, where it is, and where the first change is. Where it is sampled, only every so many
    /// values are recorded: it is the largest of those.
    case values(before: Double, after: Double, largest: Place, first: Place, isSampled: Bool)
    /// The values are recorded as a digest: the largest change among their minimum, maximum, mean, first and last.
    case summary(of: String, before: Double, after: Double)
    /// Their number changed.
    case count(before: Int, after: Int)
    /// Only their digest changed.
    case digest
  }

  /// Where in a series a value stands.
  public struct Place: Encodable, Equatable, Sendable {
    /// Which it is, from 0.
    public let index: Int
    /// Its x before; nil where there is none, or where x itself differs.
    public let x: Double?
  }

  /// The changes of each channel of a series that both figures have; the curves of single trainings are told by their mean.
  static func all(_ before: Plot.Series, _ after: Plot.Series, prefix: String) -> [SeriesChange] {
    let (numbers, others) = (before.recorded.numbers, after.recorded.numbers)
    let count = max(before.recorded.repetitions.count, after.recorded.repetitions.count)
    let common = ["x", "y", "lower", "upper", "values"]
    let own = Set(numbers.keys).union(others.keys).subtracting(
      common + (0..<count).map(PlottedData.Series.repetition))
    return (common + own.sorted()).compactMap { channel in
      let (old, new) = (numbers[channel], others[channel])
      if old == nil && new == nil { return nil }
      guard let old, let new else {
        return SeriesChange(
          series: prefix + before.text, channel: channel,
          extent: .count(before: old?.count ?? 0, after: new?.count ?? 0), share: .infinity)
      }
      if old.isSame(as: new) { return nil }
      let (extent, size) = extent(old, new, positions: before.recorded.x, isX: channel == "x")
      let range = old.range.map { $0.upperBound - $0.lowerBound } ?? 0
      let share = size == 0 ? 0 : range > 0 ? size / range : .infinity
      return SeriesChange(series: prefix + before.text, channel: channel, extent: extent, share: share)
    }
  }

  private static func extent(
    _ old: RecordedNumbers, _ new: RecordedNumbers, positions: RecordedNumbers?, isX: Bool
  ) -> (Extent, size: Double) {
    guard old.count == new.count else { return (.count(before: old.count, after: new.count), .infinity) }
    if let known = old.known, new.known != nil {
      let changed = known.compactMap { index, value in
        new.value(at: index).flatMap { $0 == value ? nil : (index: index, before: value, after: $0) }
      }
      let largest = changed.max { abs($0.after - $0.before) < abs($1.after - $1.before) }
      if let first = changed.first, let largest {
        func place(_ index: Int) -> Place { Place(index: index, x: isX ? nil : positions?.value(at: index)) }
        let extent = Extent.values(
          before: largest.before, after: largest.after, largest: place(largest.index),
          first: place(first.index), isSampled: !(old.isWhole && new.isWhole))
        return (extent, abs(largest.after - largest.before))
      }
    }
    guard case .summarised(let old) = old, case .summarised(let new) = new else { return (.digest, 0) }
    let summaries = [
      ("mean", old.mean, new.mean), ("minimum", old.low, new.low), ("maximum", old.high, new.high),
      ("first", old.first, new.first), ("last", old.last, new.last),
    ]
    let largest = summaries.max { abs($0.2 - $0.1) < abs($1.2 - $1.1) }
    guard let (name, before, after) = largest, before != after else { return (.digest, 0) }
    return (.summary(of: name, before: before, after: after), abs(after - before))
  }
}
