/// A text of one or more lines, broken to fit a width and measured, ready to draw.
struct TextBlock {
  var lines: [String]
  var style: TextStyle
  /// The width of the longest line in points.
  var width: Double
  private let lineWidths: [Double]

  /// Where a block stands relative to the point given to `draw`, horizontally.
  enum Alignment { case leading, center, trailing }

  /// Breaks `text` at its line breaks, and at spaces where a line would be wider than `maxWidth`.
  ///
  /// With `maxLines` it keeps to both: what is too long even so is elided.
  init(_ text: String, style: TextStyle, maxWidth: Double = .infinity, maxLines: Int? = nil, typeface: Typeface) {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        let longer = line.isEmpty ? String(word) : line + " " + word
        if !line.isEmpty, typeface.width(of: longer, style) > maxWidth {
          lines.append(line)
          line = String(word)
        } else {
          line = longer
        }
      }
      lines.append(line)
    }
    if let maxLines {
      let kept = lines.prefix(max(maxLines, 1) - 1)
      lines = kept + (kept.count < lines.count ? [lines[kept.count...].joined(separator: " ")] : [])
      lines = lines.map { typeface.elided($0, style, maxWidth: maxWidth) }
    }
    self.lines = lines
    self.style = style
    lineWidths = lines.map { typeface.width(of: $0, style) }
    width = lineWidths.max() ?? 0
  }

  /// From the top of the first line to the bottom of the last, in points.
  var height: Double {
    lines.isEmpty ? 0 : style.lineHeight + Double(lines.count - 1) * style.lineSpacing
  }

  /// Draws the block with its top at `top` and its edge or middle at `x`.
  func draw(on canvas: Canvas, x: Double, top: Double, align: Alignment, halo: Double = 0) {
    for (index, line) in lines.enumerated() {
      let baseline = top + style.ascent + Double(index) * style.lineSpacing
      let origin = Point(x: x - offset(of: index, align), y: baseline)
      canvas.fillText(line, style: style, origin: origin, turn: 0, halo: halo)
    }
  }

  /// Draws the block turned to read upwards, its left side at `left` and its middle at `y`.
  func drawUpwards(on canvas: Canvas, left: Double, y: Double) {
    for (index, line) in lines.enumerated() {
      let baseline = left + style.ascent + Double(index) * style.lineSpacing
      let origin = Point(x: baseline, y: y + offset(of: index, .center))
      canvas.fillText(line, style: style, origin: origin, turn: -.pi / 2, halo: 0)
    }
  }

  private func offset(of line: Int, _ align: Alignment) -> Double {
    switch align {
    case .leading: 0
    case .center: lineWidths[line] / 2
    case .trailing: lineWidths[line]
    }
  }
}
