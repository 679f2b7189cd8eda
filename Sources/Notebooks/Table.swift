import LabRequirements
import LabStatistics

/// Rows under column headings.
///
/// ```swift
/// Table(columns: ["β", "ELBO (nats)"], rows: runs.map { [.number($0.beta), .number($0.elbo, .fixed(1))] })
/// ```
public struct Table: Equatable, Sendable {
  /// The headings.
  public let columns: [String]
  /// The cells, as many in each row as there are headings.
  public let rows: [[Cell]]

  /// Makes a table. A row that is not as long as the headings is a programming error.
  public init(columns: [String], rows: [[Cell]]) {
    for row in rows {
      require(row.count == columns.count, "A row of \(row.count) cells in a table of \(columns.count) columns.")
    }
    self.columns = columns
    self.rows = rows
  }

  /// What one place of a table says. A literal text or whole number makes one.
  public struct Cell: Equatable, Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    /// What it reads.
    public let text: String
    /// The number that it shows and how; nil of a text.
    let number: Number?
    /// Whether it is a number: a column of numbers is aligned right.
    public var isNumber: Bool { number != nil }

    struct Number: Equatable, Sendable {
      let value: Double
      /// A standard error or the half-width of an interval; nil where the cell has none.
      var margin: Double?
      let format: NumberFormat
    }

    /// A text, in Markdown.
    public static func text(_ text: String) -> Cell { Cell(text: text, number: nil) }

    /// A number.
    public static func number(_ value: some BinaryFloatingPoint, _ format: NumberFormat = .automatic) -> Cell {
      Cell(text: format.text(Double(value)), number: Number(value: Double(value), format: format))
    }

    /// A number and its standard error, both in the same format: `19.2 ± 0.1`.
    public static func number(_ value: Double, standardError: Double, _ format: NumberFormat = .automatic) -> Cell {
      Cell(
        text: "\(format.text(value)) ± \(format.text(standardError))",
        number: Number(value: value, margin: standardError, format: format))
    }

    /// A mean and its standard error, both in the same format: `19.2 ± 0.1`; of a single value the mean alone.
    public static func number(_ summary: Summary, _ format: NumberFormat = .automatic) -> Cell {
      summary.count == 1
        ? .number(summary.mean, format)
        : .number(summary.mean, standardError: summary.standardError, format)
    }

    /// A whole number, in full.
    public static func number(_ value: Int) -> Cell {
      Cell(text: NumberFormat.count(value), number: Number(value: Double(value), format: .fixed(0)))
    }

    /// What stands for a number, such as the mean of several and its interval.
    static func number(reading text: String, _ number: Number) -> Cell { Cell(text: text, number: number) }

    /// A text, in Markdown.
    public init(stringLiteral text: String) { self = .text(text) }

    /// A whole number, in full.
    public init(integerLiteral value: Int) { self = .number(value) }

    private init(text: String, number: Number?) {
      self.text = text
      self.number = number
    }
  }

  /// The table as a record keeps it.
  package var content: Output.Content {
    .table(columns: columns, alignedRight: alignedRight, rows: rows.map { $0.map(\.text) }, numbers: numbers)
  }

  /// The numbers that it shows; nil where it shows none.
  private var numbers: Output.Numbers? {
    let numbers = rows.map { $0.map(\.number) }
    guard numbers.contains(where: { $0.contains { $0 != nil } }) else { return nil }
    return Output.Numbers(
      values: numbers.map { $0.map { $0?.value.finite } }, margins: numbers.map { $0.map { $0?.margin?.finite } })
  }

  /// Whether each column is of numbers alone.
  var alignedRight: [Bool] {
    columns.indices.map { column in
      let cells = rows.map { $0[column] }.filter { !$0.text.isEmpty }
      return !cells.isEmpty && cells.allSatisfy(\.isNumber)
    }
  }
}

extension Double {
  fileprivate var finite: Double? { isFinite ? self : nil }
}
