import LabRequirements
import LabTensors

/// A table of numbers and texts, column by column, as a CSV file holds it.
///
/// ```swift
/// let wines = try notebook.table(csv: "data/wines.csv")
/// let features = try wines.tensor(["alcohol", "acidity"])      // rows × 2
/// let grapes = try wines.categories("grape")                   // grapes.labels, grapes.names
/// ```
///
/// What to do about missing values is its reader's choice: to take a column with one is an error that names its place; else
/// they are filled (`fillingWith`), or their rows dropped (`droppingRows`).
public struct DataTable: Equatable, Sendable {
  /// The file that it was read from, as messages name it.
  public let path: String
  /// The columns' names, in the file's order.
  public let columns: [String]
  /// The cells as they stand in the file, without quotation marks, row by row.
  private var cells: [String]
  /// The line on which each row begins.
  private var lines: [Int]

  /// What a column holds.
  public enum Kind: Equatable, Sendable {
    /// Numbers, but for missing values.
    case numbers
    /// Texts, also such as are no numbers.
    case texts
    /// No value at all.
    case nothing
  }

  /// The table in the bytes of a CSV file: RFC 4180 in UTF-8, with or without a byte order mark, its lines ended by LF,
  /// CRLF or CR. Empty lines are left out.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - path: how messages name the file.
  ///   - separator: what stands between fields: a comma, a semicolon, a tab, or another ASCII character.
  ///   - hasHeader: whether the first row names the columns; else they are called 1, 2, ….
  /// - Throws: `DataError`, which names line and field: rows of unequal length, a quotation that nothing closes, what is not
  ///   UTF-8, two columns of one name, no rows.
  public init(
    csv bytes: [UInt8], named path: String, separator: Character = ",", hasHeader: Bool = true
  ) throws(DataError) {
    guard let ascii = separator.asciiValue, ascii >= 0x20 || ascii == 0x09, separator != "\"" else {
      brokenRule("the separator of a CSV file is one ASCII character, such as \",\" or \"\\t\"; not “\(separator)”")
    }
    var scanner = try CSVScanner(bytes, named: path, separator: ascii)
    guard let first = try scanner.next() else {
      throw DataError(path, "", "holds no rows", remedy: "Check that it is the file that you mean.")
    }
    self.path = path
    columns = hasHeader ? first.fields : first.fields.indices.map { "\($0 + 1)" }
    (cells, lines) = ([], [])
    try checkNames(line: first.line)
    var row = hasHeader ? try scanner.next() : first
    while let next = row {
      guard next.fields.count == columns.count else {
        throw DataError(
          path, "line \(next.line)",
          "has \(next.fields.count) fields, where line \(first.line) has \(columns.count)"
            + (next.fields.count == 1 ? "; perhaps the separator is not “\(separator)”" : ""),
          remedy: "Give every row as many fields; a field that holds the separator stands in quotation marks.")
      }
      cells += next.fields
      lines.append(next.line)
      row = try scanner.next()
    }
    guard !lines.isEmpty else {
      throw DataError(
        path, "line \(first.line)", "is the only row, and is taken for the names of the columns",
        remedy: "Where it is data, read the file without a header (hasHeader: false).")
    }
  }

  private func checkNames(line: Int) throws(DataError) {
    var first: [String: Int] = [:]
    for (index, name) in columns.enumerated() {
      if let earlier = first.updateValue(index, forKey: name) {
        throw DataError(
          path, "line \(line), column \(index + 1)", "is called \(name.quoted), as is column \(earlier + 1)",
          remedy: "Give each column a name of its own, or read the file without a header (hasHeader: false).")
      }
    }
  }

  /// The number of rows.
  public var rowCount: Int { lines.count }

  // MARK: Missing values

  /// What stands for a missing value, as pandas reads it by default; so does an empty field.
  public static let missingTexts: Set<String> = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null",
  ]

  /// How many values of a column are missing.
  public func missingCount(in column: String) throws(DataError) -> Int {
    let index = try index(of: column)
    return (0..<rowCount).count { isMissing($0, index) }
  }

  /// The table without the rows that lack a value in one of these columns, or in any where none are named.
  public func droppingRows(withMissingIn names: [String]? = nil) throws(DataError) -> DataTable {
    var indices: [Int] = []
    for name in names ?? columns { indices.append(try index(of: name)) }
    return keeping { row in !indices.contains { isMissing(row, $0) } }
  }

  /// The rows at these positions, in this order; a position may recur.
  public func rows(at positions: some Sequence<Int>) -> DataTable {
    var table = self
    (table.cells, table.lines) = ([], [])
    for row in positions {
      require(0..<rowCount ~= row, "row \(row) is outside 0..<\(rowCount)")
      table.cells += cells[row * columns.count..<(row + 1) * columns.count]
      table.lines.append(lines[row])
    }
    return table
  }

  private func keeping(_ isKept: (_ row: Int) -> Bool) -> DataTable { rows(at: (0..<rowCount).filter(isKept)) }

  // MARK: Columns

  /// What a column holds.
  public func kind(of column: String) throws(DataError) -> Kind {
    let index = try index(of: column)
    let values = (0..<rowCount).lazy.filter { !isMissing($0, index) }
    guard !values.isEmpty else { return .nothing }
    return values.allSatisfy { NumberText(cell($0, index)).value != nil } ? .numbers : .texts
  }

  /// The columns that hold numbers alone, but for missing values.
  public var numericColumns: [String] { columns.filter { (try? kind(of: $0)) == .numbers } }

  /// A column as it stands in the file, a text for each row.
  ///
  /// - Throws: `DataError`, which names the row of a missing value, unless they are filled.
  public func strings(_ column: String, fillingWith filler: String? = nil) throws(DataError) -> [String] {
    try values(of: column, filler) { text, _ in text }
  }

  /// A column of numbers in double precision, a value for each row.
  ///
  /// - Throws: `DataError`, which names the row of a text that is no number, or of a missing value, unless they are filled.
  public func doubles(_ column: String, fillingWith filler: Double? = nil) throws(DataError) -> [Double] {
    try values(of: column, filler) { text, place throws(DataError) in try number(text, place) }
  }

  /// A column of numbers in single precision, a value for each row, each rounded to the nearest.
  ///
  /// - Throws: `DataError`, which names the row of a text that is no number; of a number beyond single precision's range; of
  ///   a whole number beyond 2²⁴ that single precision has not; of a missing value, unless they are filled.
  public func floats(_ column: String, fillingWith filler: Float? = nil) throws(DataError) -> [Float] {
    try values(of: column, filler) { text, place throws(DataError) in try float(text, place) }
  }

  /// A column of whole numbers, a value for each row; `3.0` is one.
  ///
  /// - Throws: `DataError`, which names the row of what is no whole number, or of a missing value, unless they are filled.
  public func integers(_ column: String, fillingWith filler: Int? = nil) throws(DataError) -> [Int] {
    try values(of: column, filler) { text, place throws(DataError) in
      if let value = Int(NumberText(text).trimmed) { return value }
      guard let value = Int(exactly: try number(text, place)) else {
        throw failure(place, "is \(text.quoted), which is no whole number", remedy: "Take the column as doubles.")
      }
      return value
    }
  }

  /// Columns of numbers side by side: rows × columns, in the order named; all numeric columns where none are named.
  ///
  /// - Throws: as `floats`; where no column is numeric.
  public func tensor(_ names: [String]? = nil, fillingWith filler: Float? = nil) throws(DataError) -> Tensor {
    let names = names ?? numericColumns
    guard !names.isEmpty else {
      throw DataError(path, "", "has no column of numbers", remedy: "Name the columns: tensor([…]).")
    }
    var chosen: [[Float]] = []
    for name in names { chosen.append(try floats(name, fillingWith: filler)) }
    return Tensor(uninitialized: [rowCount, names.count]) { buffer in
      for row in 0..<rowCount {
        for column in names.indices { buffer[row * names.count + column] = chosen[column][row] }
      }
    }
  }

  /// A column as categories: each of its texts is one. They are counted in the order of their numbers where all are numbers,
  /// else of their bytes.
  ///
  /// - Throws: `DataError`, which names the row of a missing value, unless they are filled.
  public func categories(_ column: String, fillingWith filler: String? = nil) throws(DataError) -> Categories {
    Categories(try strings(column, fillingWith: filler))
  }

  /// Where a cell stands.
  private struct Place {
    let row: Int
    let column: Int
  }

  private func values<Value>(
    of name: String, _ filler: Value?, _ value: (_ text: String, _ place: Place) throws(DataError) -> Value
  ) throws(DataError) -> [Value] {
    let column = try index(of: name)
    var values: [Value] = []
    values.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      let place = Place(row: row, column: column)
      if !isMissing(row, column) {
        values.append(try value(cell(row, column), place))
      } else if let filler {
        values.append(filler)
      } else {
        throw failure(
          place, "is missing",
          remedy: "Drop such rows (droppingRows), or say what stands for missing values (fillingWith).")
      }
    }
    return values
  }

  private func number(_ text: String, _ place: Place) throws(DataError) -> Double {
    guard let value = NumberText(text).value else {
      throw failure(
        place, "is \(text.quoted), where a number is expected", remedy: "Correct it, or take the column as strings.")
    }
    guard value.isFinite || NumberText(text).isInfinity else {
      throw failure(place, "is \(text.quoted), which is beyond the range of a Double", remedy: "Rescale the column.")
    }
    return value
  }

  private func float(_ text: String, _ place: Place) throws(DataError) -> Float {
    let exact = try number(text, place), value = Float(exact)
    guard value.isFinite || !exact.isFinite else {
      throw failure(
        place, "is \(text.quoted), which is beyond the range of single precision",
        remedy: "Take the column as doubles, and rescale it.")
    }
    // A number with a fraction is rounded, as everybody expects; an identifier or a count would become another.
    if NumberText(text).isWhole(otherThan: value) {
      throw failure(
        place, "is \(text.quoted), a whole number that single precision has not",
        remedy: "Take the column as integers or doubles.")
    }
    return value
  }

  private func index(of name: String) throws(DataError) -> Int {
    guard let index = columns.firstIndex(of: name) else {
      throw DataError(
        path, "", "has no column \(name.quoted)",
        remedy: "It has \(columns.map(\.quoted).listed).")
    }
    return index
  }

  private func cell(_ row: Int, _ column: Int) -> String { cells[row * columns.count + column] }

  private func isMissing(_ row: Int, _ column: Int) -> Bool { Self.missingTexts.contains(cell(row, column)) }

  private func failure(_ place: Place, _ problem: String, remedy: String) -> DataError {
    DataError(path, "line \(lines[place.row]), column \(columns[place.column].quoted)", problem, remedy: remedy)
  }
}
