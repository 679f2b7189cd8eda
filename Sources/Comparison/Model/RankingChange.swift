import Foundation
import LabNotebooks
import LabStatistics

/// Two things that changed places in an order.
///
/// Metrics are compared where their names differ in one part and they share a unit; the rows of a table, in each column
/// of numbers. A pair counts where its distance is more than noise both before and after: more than the metrics' tolerances,
/// the rows' standard errors or, without those, a thousandth. It is told, and makes no two reports differ: what a report rests on
/// is measured or claimed.
public struct RankingChange: Encodable, Equatable, Sendable {
  /// Where the order stands: nil among metrics, else the table's id and the column.
  public let place: String?
  /// Which was greater before.
  public let greaterBefore: String
  /// Which is greater after.
  public let greaterAfter: String
  /// What it is put down to.
  public let attribution: Attribution

  /// Metrics first, then tables in their order.
  static func all(from before: RunRecord, to after: RunRecord, because results: Attribution) -> [RankingChange] {
    let old = metrics(of: before), new = metrics(of: after)
    var changes = flips(old, new, place: nil, because: results) { areComparable($0, $1, in: before, after) }
    let tables = Dictionary(after.outputs.map { ($0.id, $0) }) { first, _ in first }
    for output in before.outputs {
      guard case .table(let columns, let areNumbers, let rows, let numbers) = output.content,
        case .table(let newColumns, _, let newRows, let newNumbers)? = tables[output.id]?.content,
        columns == newColumns, columns.count == areNumbers.count, max(rows.count, newRows.count) <= mostRows
      else { continue }
      // Records of earlier layouts have the numbers as they are printed alone.
      let arePrinted = numbers == nil || newNumbers == nil
      for column in columns.indices where column > 0 && areNumbers[column] {
        let old = Self.rows(rows, column, arePrinted ? nil : numbers)
        let new = Self.rows(newRows, column, arePrinted ? nil : newNumbers)
        changes += flips(
          old, new, place: "\(output.id), \(columns[column])", because: results, areComparable: { _, _ in true })
      }
    }
    return changes
  }

  /// In longer tables each row is above or below too many others to be told.
  private static let mostRows = 500

  /// A value and how far it may be off.
  private struct Entry {
    var name: String
    var value: Double
    var margin: Double
  }

  private static func flips(
    _ before: [Entry], _ after: [Entry], place: String?, because results: Attribution,
    areComparable: (String, String) -> Bool
  ) -> [RankingChange] {
    // Where two rows have one name, neither can be followed.
    let names = Dictionary(grouping: after, by: \.name).compactMapValues { $0.count == 1 ? $0[0] : nil }
    let old = Dictionary(grouping: before, by: \.name).compactMapValues { $0.count == 1 ? $0[0] : nil }
    let common = before.compactMap { entry in
      old[entry.name].flatMap { old in names[entry.name].map { (old: old, new: $0) } }
    }
    var changes: [RankingChange] = []
    for (index, first) in common.enumerated() {
      for second in common[(index + 1)...] {
        let order = Self.order(first.old, second.old)
        guard order * Self.order(first.new, second.new) < 0, areComparable(first.old.name, second.old.name) else {
          continue
        }
        let (greater, less) = order > 0 ? (first.old, second.old) : (second.old, first.old)
        changes.append(
          RankingChange(
            place: place, greaterBefore: greater.name, greaterAfter: less.name, attribution: results))
      }
    }
    return changes
  }

  /// 1 where the first is clearly greater, −1 where it is clearly less, 0 where they are close.
  private static func order(_ first: Entry, _ second: Entry) -> Int {
    let distance = first.value - second.value
    let margin = (first.margin * first.margin + second.margin * second.margin).squareRoot()
    return abs(distance) <= margin ? 0 : distance > 0 ? 1 : -1
  }

  /// How far another run's value may be: by its tolerance, or by the interval that the report gives a mean over seeds.
  private static func margin(of metric: RunRecord.Metric) -> Double {
    let declared = metric.tolerance.distance(between: metric.value, metric.value)
    guard metric.samples.count > 1 else { return declared }
    return max(declared, Summary(of: metric.samples).confidenceHalfWidth())
  }

  private static func metrics(of record: RunRecord) -> [Entry] {
    record.metrics.keys.sorted().compactMap { name in
      record.metrics[name].map { metric in
        Entry(name: name, value: metric.value, margin: margin(of: metric))
      }
    }
  }

  /// Whether two names differ in one of their parts, such as `elbo-at-beta-1` and `elbo-at-beta-4`, and their units not
  /// at all.
  private static func areComparable(
    _ first: String, _ second: String, in before: RunRecord, _ after: RunRecord
  ) -> Bool {
    guard before.metrics[first]?.unit == before.metrics[second]?.unit,
      after.metrics[first]?.unit == after.metrics[second]?.unit
    else { return false }
    let parts = [first, second].map { $0.split(separator: "-", omittingEmptySubsequences: false) }
    guard parts[0].count > 1, parts[0].count == parts[1].count else { return false }
    return zip(parts[0], parts[1]).count { $0 != $1 } == 1
  }

  /// Rows by their first cell, with the number in a column: that which the record has, or as it is printed,
  /// “1,125.3 ± 0.4”.
  private static func rows(_ rows: [[String]], _ column: Int, _ numbers: Output.Numbers?) -> [Entry] {
    rows.enumerated().compactMap { index, row in
      guard let name = row.first, row.indices.contains(column) else { return nil }
      let parts = row[column].components(separatedBy: " ± ")
      let printed = (value: number(parts[0]), margin: parts.count > 1 ? number(parts[1]) : nil)
      let (value, margin) =
        numbers.map { (Self.number(in: $0.values, index, column), Self.number(in: $0.margins, index, column)) }
        ?? printed
      return value.map { Entry(name: name, value: $0, margin: margin ?? abs($0) / 1000) }
    }
  }

  private static func number(in rows: [[Double?]], _ row: Int, _ column: Int) -> Double? {
    rows.indices.contains(row) && rows[row].indices.contains(column) ? rows[row][column] : nil
  }

  /// A number as reports write it: grouped thousands, a true minus sign, perhaps a per-cent sign.
  static func number(_ text: String) -> Double? {
    var text = text.trimmingCharacters(in: .whitespaces)
    if text.hasSuffix("%") { text = text.dropLast().trimmingCharacters(in: .whitespaces) }
    return Double(text.replacingOccurrences(of: ",", with: "").replacingOccurrences(of: "−", with: "-"))
  }
}
