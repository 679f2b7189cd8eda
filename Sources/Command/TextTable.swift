/// Columns of text, each as wide as it must be.
enum TextTable {
  static func text(headings: [String], rows: [[String]]) -> String { lines(headings: headings, rows: rows).joined() }

  /// The headings and the rows, each with its end of line.
  static func lines(headings: [String], rows: [[String]]) -> [String] {
    let lines = [headings] + rows
    let widths = headings.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let padded = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
      return padded.reversed().drop { $0 == " " }.reversed() + "\n"
    }
  }
}
