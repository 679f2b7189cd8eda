import LabNotebooks

/// A table whose cells differ, or that only one of the reports has.
public struct TableChange: Encodable, Equatable, Sendable {
  /// The author's name for it.
  public let id: String
  /// Whether both reports have it.
  public let presence: Presence
  /// Headings and numbers of rows that differ.
  public let shape: [String]
  /// Whether a column is gone or new.
  let hasOtherColumns: Bool
  /// The cells that differ, in rows that both have.
  public let cells: [Cell]
  /// What it is put down to.
  public let attribution: Attribution

  /// A cell that differs.
  public struct Cell: Encodable, Equatable, Sendable {
    /// The first cell of its row, or several where these repeat; where the first cells are results, the row's number.
    public let row: String
    /// The heading of its column.
    public let column: String
    /// What it read.
    public let before: String
    /// What it reads.
    public let after: String
  }

  static func all(from before: RunRecord, to after: RunRecord, because results: Attribution) -> [TableChange] {
    let (old, new) = (tables(of: before), tables(of: after))
    var changes: [TableChange] = []
    for (id, table) in old {
      guard let other = new.first(where: { $0.id == id })?.table else {
        changes.append(
          TableChange(
            id: id, presence: .gone, shape: [], hasOtherColumns: false, cells: [], attribution: results.ofWording))
        continue
      }
      let (shape, cells) = differences(table, other)
      if !shape.isEmpty || !cells.isEmpty {
        let columns = Set(told(apart: table.columns)) != Set(told(apart: other.columns))
        changes.append(
          TableChange(
            id: id, presence: .both, shape: shape, hasOtherColumns: columns, cells: cells, attribution: results))
      }
    }
    let added = new.filter { id, _ in !old.contains { $0.id == id } }
    return changes
      + added.map {
        TableChange(
          id: $0.id, presence: .new, shape: [], hasOtherColumns: false, cells: [], attribution: results.ofWording)
      }
  }

  private struct Content {
    var columns: [String]
    var rows: [[String]]
  }

  private static func tables(of record: RunRecord) -> [(id: String, table: Content)] {
    record.outputs.compactMap { output in
      guard case .table(let columns, _, let rows, _) = output.content else { return nil }
      return (output.id, Content(columns: columns, rows: rows))
    }
  }

  /// The headings, with a number behind each that stood before: “at x”, “at x (2)”.
  private static func told(apart headings: [String]) -> [String] {
    headings.indices.map { index in
      let earlier = headings[..<index].count { $0 == headings[index] }
      return earlier == 0 ? headings[index] : "\(headings[index]) (\(earlier + 1))"
    }
  }

  /// What the rows of both are followed by: their first cells. Where these repeat and one table has more rows, as that of a
  /// sweep over several settings to which values were added, as many of the first cells as tell them apart, if the other's rows
  /// are all among them: cells that are results are not.
  private static func names(_ before: Content, _ after: Content) -> [[String]] {
    func names(_ width: Int) -> [[String]] {
      [before, after].map { $0.rows.map { $0.prefix(width).joined(separator: ", ") } }
    }
    func areDistinct(_ names: [[String]]) -> Bool { names.allSatisfy { Set($0).count == $0.count } }
    let first = names(1)
    guard !areDistinct(first), before.rows.count != after.rows.count, before.columns.count > 2 else { return first }
    guard let more = (2..<before.columns.count).lazy.map(names).first(where: areDistinct) else { return first }
    let (old, new) = (Set(more[0]), Set(more[1]))
    return old.isSubset(of: new) || new.isSubset(of: old) ? more : first
  }

  private static func differences(_ before: Content, _ after: Content) -> (shape: [String], cells: [Cell]) {
    var shape: [String] = []
    let (oldColumns, newColumns) = (told(apart: before.columns), told(apart: after.columns))
    let gone = oldColumns.filter { !newColumns.contains($0) }
    let new = newColumns.filter { !oldColumns.contains($0) }
    shape += gone.map { "column “\($0)” is gone" } + new.map { "column “\($0)” is new" }
    if gone.isEmpty, new.isEmpty, oldColumns != newColumns { shape.append("the columns' order changed") }

    var cells: [Cell] = []
    func compare(_ row: [String], _ other: [String], called name: String) {
      for (column, heading) in oldColumns.enumerated() {
        guard let place = newColumns.firstIndex(of: heading), row.indices.contains(column),
          other.indices.contains(place), row[column] != other[place]
        else { continue }
        cells.append(Cell(row: name, column: heading, before: row[column], after: other[place]))
      }
    }
    let names = names(before, after)
    // Rows are followed by their first cells, unless those are results themselves.
    let areResults = names[0].count == names[1].count && Set(names[0]).isDisjoint(with: names[1])
    if areResults || names[0] == names[1] || names.contains(where: { Set($0).count < $0.count }) {
      for (index, (row, other)) in zip(before.rows, after.rows).enumerated() {
        compare(row, other, called: areResults ? "row \(index + 1)" : names[0][index])
      }
      if before.rows.count != after.rows.count {
        shape.append("\(counted(before.rows.count, "row")) → \(counted(after.rows.count, "row"))")
      }
      return (shape, cells)
    }
    let others = Dictionary(zip(names[1], after.rows)) { first, _ in first }
    for (name, row) in zip(names[0], before.rows) {
      if let other = others[name] {
        compare(row, other, called: name)
      } else {
        shape.append("row “\(name)” is gone")
      }
    }
    let known = Set(names[0])
    let added = names[1].filter { !known.contains($0) }
    shape += added.map { "row “\($0)” is new" }
    let stayed = Set(names[1]).intersection(known)
    if names[0].filter(stayed.contains) != names[1].filter(stayed.contains) { shape.append("the rows' order changed") }
    return (shape, cells)
  }
}
