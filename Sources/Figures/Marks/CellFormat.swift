/// How the numbers in a heat map's cells are written.
public enum CellFormat: Equatable, Sendable {
  /// With so many digits after the decimal point, 0 to 9; magnitudes from 10⁹ with a power of ten.
  case decimals(Int)

  func validate(series: String) throws(FigureError) {
    guard case .decimals(let count) = self, !(0...9 ~= count) else { return }
    throw .invalid("\(series): numbers with \(count) decimals. Give 0 to 9.")
  }

  func text(_ value: Double) -> String {
    switch self {
    case .decimals(let count): NumberLabel.fixed(value, decimals: count)
    }
  }
}

/// Numbers in the cells of a matrix, all of one size.
struct CellTexts {
  private let texts: [String]
  let style: TextStyle

  /// The least space beside and above a number.
  private static let padding = Size(width: 2.5, height: 1.5)
  private static let smallestSize = 6.0

  /// As large as the cells allow up to the size of tick labels; nil where they would be too small to read.
  init?(_ values: [Double], _ format: CellFormat, cell: Size, typeface: Typeface) {
    var style = TextStyle.tick
    texts = values.map(format.text)
    let widest = texts.map { typeface.width(of: $0, style) }.max() ?? 0
    let (width, height) = (cell.width - 2 * Self.padding.width, cell.height - 2 * Self.padding.height)
    let scale = min(1, width / widest, height / style.lineHeight)
    guard style.size * scale >= Self.smallestSize else { return nil }
    style.size *= scale
    self.style = style
  }

  /// Draws each number in the middle of its cell, black or white as its colour needs it; all row by row from the top.
  func draw(on canvas: Canvas, over rect: Rect, columns: Int, colors: [RGB]) {
    let width = rect.width / Double(columns)
    let height = rect.height / Double(texts.count / columns)
    for (index, (text, color)) in zip(texts, colors).enumerated() {
      let middle = Point(
        x: rect.x + (Double(index % columns) + 0.5) * width, y: rect.y + (Double(index / columns) + 0.5) * height)
      var style = style
      style.color = color.textColor
      // Digits have no descenders: their middle is half their height above the baseline.
      let origin = Point(
        x: middle.x - canvas.typeface.width(of: text, style) / 2, y: middle.y + 0.365 * style.size)
      canvas.fillText(text, style: style, origin: origin, turn: 0, halo: 0)
    }
  }
}
