/// A table in Markdown, its first columns of text, the others of numbers, padded to be read as it is.
struct MarkdownTable {
  let headings: [String]
  var textColumns = 1
  var rows: [[String]] = []

  var text: String {
    let widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column < textColumns ? cells[column] + space : space + cells[column]
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.indices.map { column in
      String(repeating: "-", count: max(widths[column] - (column < textColumns ? 0 : 1), 1))
        + (column < textColumns ? "" : ":")
    }
    return ([line(headings), line(rule)] + rows.map(line)).joined(separator: "\n")
  }
}
