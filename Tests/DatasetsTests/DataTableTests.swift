import LabTensors
import Testing

@testable import LabDatasets

@Suite struct DataTableTests {
  private func table(_ text: String, separator: Character = ",", hasHeader: Bool = true) throws -> DataTable {
    try DataTable(csv: Array(text.utf8), named: "a.csv", separator: separator, hasHeader: hasHeader)
  }

  private func fixture(_ name: String) throws -> DataTable {
    let separators: [String: Character] = ["semicolons.csv": ";", "tabs.csv": "\t"]
    return try DataTable(
      csv: Expected.bytes("tables/" + name), named: name, separator: separators[name] ?? ",",
      hasHeader: name != "no-header.csv")
  }

  // MARK: As pandas reads

  @Test func thereAreTablesOfEveryKind() { #expect(Expected.all.tables.count == 11) }

  @Test(arguments: Expected.all.tables.keys.sorted()) func whatPandasWroteIsReadToTheSameValues(_ name: String) throws {
    let columns = try #require(Expected.all.tables[name]), table = try fixture(name)
    #expect(table.columns == columns.map(\.name))
    for column in columns {
      #expect(table.rowCount == column.values.count)
      #expect(try table.kind(of: column.name) == (column.isNumeric ? .numbers : .texts))
      #expect(try table.missingCount(in: column.name) == column.values.count { $0 == nil })
      if column.isNumeric {
        // Exactly, through the shortest text that tells a number.
        let values = try table.doubles(column.name, fillingWith: .nan).map { $0.isNaN ? nil : $0 }
        #expect(values == column.values.map { $0.flatMap(Double.init) })
      } else {
        let values = try table.strings(column.name, fillingWith: "missing")
        let expected = column.values.map { $0 ?? "missing" }
        // pandas makes the ends of lines within quotation marks line feeds, and the standard keeps them.
        #expect(values == expected)
      }
    }
  }

  // MARK: The standard

  /// Texts, and the rows of fields that they are.
  static let rows: [(text: String, rows: [[String]])] = [
    ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r1,2\r3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
    ("\"a\",\"b\"\n\"1,2\",\"\"\"3\"\"\"\n", [["a", "b"], ["1,2", "\"3\""]]),
    ("a\n\"1\r\n2\n3\r4\"\n", [["a"], ["1\r\n2\n3\r4"]]),
    ("\n\na\n\n1\n\r\n2\n\n", [["a"], ["1"], ["2"]]),
    ("a,b\n,\n", [["a", "b"], ["", ""]]),
    ("a\n\"\"\n", [["a"], [""]]),
    ("a,\n1,", [["a", ""], ["1", ""]]),
    ("\u{FEFF}\"a\"\n ü \n", [["a"], [" ü "]]),
  ]

  @Test(arguments: rows.indices) func fieldsAreThoseOfTheStandard(_ index: Int) throws {
    let (text, rows) = Self.rows[index], table = try table(text, hasHeader: false)
    #expect(
      try (0..<rows[0].count).map { try table.strings("\($0 + 1)", fillingWith: "") }
        == rows[0].indices.map { column in
          rows.map { $0[column] }
        })
  }

  // MARK: Columns

  @Test func columnsOfNumbersAreAMatrix() throws {
    let table = try table("name,x,y,z\na,1,2,3\nb,-0.5,1e3, 7 \n")
    #expect(try table.tensor(["y", "x"]) == Tensor([2, 1, 1_000, -0.5], shape: [2, 2]))
    #expect(table.numericColumns == ["x", "y", "z"])
    #expect(try table.tensor() == Tensor([1, 2, 3, -0.5, 1_000, 7], shape: [2, 3]))
    #expect(try table.integers("z") == [3, 7])
    #expect(try table.floats("x") == [1, -0.5])
  }

  @Test func missingValuesAreTheAuthorsChoice() throws {
    let table = try table("x,name\n1,a\nNA,b\n3,\n")
    let error = #expect(throws: DataError.self) { try table.doubles("x") }
    #expect(
      error?.description == "a.csv, line 3, column “x”: is missing. "
        + "Drop such rows (droppingRows), or say what stands for missing values (fillingWith).")
    #expect(try table.doubles("x", fillingWith: 0.5) == [1, 0.5, 3])
    #expect(try table.tensor(["x"], fillingWith: -1) == Tensor([1, -1, 3], shape: [3, 1]))
    #expect(try table.integers("x", fillingWith: 7) == [1, 7, 3])
    #expect(try table.droppingRows().strings("name") == ["a"])
    #expect(try table.droppingRows(withMissingIn: ["x"]).strings("name", fillingWith: "?") == ["a", "?"])
    // What is left keeps its lines.
    let dropped = try table.droppingRows(withMissingIn: ["x"])
    let missing = #expect(throws: DataError.self) { try dropped.strings("name") }
    #expect(missing?.place == "line 4, column “name”")
  }

  @Test func categoriesAreCountedInAnOrderThatTheirNamesDecide() throws {
    let table = try table("digit,letter\n10,b\n9,a\n10,B\n2,é\n")
    #expect(try table.categories("digit").names == ["2", "9", "10"])
    #expect(try table.categories("digit").labels == [2, 1, 2, 0])
    #expect(try table.categories("letter").names == ["B", "a", "b", "é"])
    #expect(try table.categories("letter").labels == [2, 1, 0, 3])
  }

  @Test func rowsAreTakenByTheirPositions() throws {
    let table = try table("x\n1\n2\n3\n").rows(at: [2, 0, 2])
    #expect(try table.integers("x") == [3, 1, 3])
  }

  // MARK: What does not fit

  /// Tables, what is asked of them, and what is said.
  private static let misfits: [(text: String, ask: @Sendable (DataTable) throws -> Void, says: String)] = [
    (
      "a\n1\nx\n", { _ = try $0.doubles("a") },
      "a.csv, line 3, column “a”: is “x”, where a number is expected. Correct it, or take the column as strings."
    ),
    (
      "a\n\"x\ny\"\n0x10\n", { _ = try $0.rows(at: [1]).doubles("a") },
      "a.csv, line 4, column “a”: is “0x10”, where a number is expected."
    ),
    (
      "a\n1e999\n", { _ = try $0.doubles("a") },
      "line 2, column “a”: is “1e999”, which is beyond the range of a Double."
    ),
    ("a\n1e39\n", { _ = try $0.floats("a") }, "is “1e39”, which is beyond the range of single precision."),
    ("a\n16777217\n", { _ = try $0.tensor() }, "is “16777217”, a whole number that single precision has not."),
    (
      "a\n-099999999999999999999\n", { _ = try $0.floats("a") },
      "is “-099999999999999999999”, a whole number that single precision has not."
    ),
    ("a\n1.5\n", { _ = try $0.integers("a") }, "line 2, column “a”: is “1.5”, which is no whole number."),
    ("a,b\n1,2\n", { _ = try $0.doubles("c") }, "a.csv: has no column “c”. It has “a”, “b”."),
    ("a\nx\n", { _ = try $0.tensor() }, "a.csv: has no column of numbers."),
  ]

  @Test(arguments: misfits.indices) func whatDoesNotFitIsNamed(_ index: Int) throws {
    let (text, ask, says) = Self.misfits[index], table = try table(text)
    let error = #expect(throws: DataError.self) { try ask(table) }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
  }

  @Test func infinityIsANumberAndALongNumberIsRounded() throws {
    let table = try table("a\ninf\n-Infinity\n0.1\n16777218\n1e10\n")
    #expect(try table.floats("a") == [.infinity, -.infinity, 0.1, 16_777_218, 1e10])
  }

  /// 2⁶⁶ is a whole number that single precision has, however it is written.
  @Test func aWholeNumberOfManyDigitsIsANumber() throws {
    #expect(try table("a\n73786976294838206464\n").floats("a") == [0x1p66])
    #expect(try table("a\n+073786976294838206464\n").floats("a") == [0x1p66])
  }
}
