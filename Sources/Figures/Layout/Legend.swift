/// Where a figure's legend stands.
public enum LegendPosition: Equatable, Sendable {
  /// In a corner that holds no data; where there is none, to the right of the plot.
  case automatic
  /// In the corner that holds the least data.
  case inside
  /// To the right of the plot.
  case outside
  /// Nowhere.
  case hidden
}

/// A line of a legend.
struct LegendEntry: Equatable, Sendable {
  enum Symbol: Equatable, Sendable {
    case line(RGB, dashes: [Double])
    case linePoint(Marker, RGB)
    case marker(Marker, RGB)
    case swatch(RGB)
    /// A remark on the whole legend.
    case note
  }

  var label: String
  var symbol: Symbol
}

/// The measured legend of a figure, ready to place and draw.
struct Legend {
  let size: Size
  private let entries: [LegendEntry]
  private let blocks: [TextBlock]
  private let symbolWidth: Double

  private static let padding = 5.0
  private static let symbolGap = 6.0
  private static let entryGap = 3.5

  /// A legend whose labels break at about `maxWidth`, or nil without entries.
  init?(_ entries: [LegendEntry], maxWidth: Double, typeface: Typeface) {
    guard !entries.isEmpty else { return nil }
    let symbolWidth =
      entries.map { entry in
        switch entry.symbol {
        case .line, .linePoint: 22.0
        case .marker, .swatch: 10.0
        case .note: 0.0
        }
      }.max() ?? 0
    self.entries = entries
    self.symbolWidth = symbolWidth
    blocks = entries.map { entry in
      let isNote = entry.symbol == .note
      return TextBlock(
        entry.label, style: isNote ? .note : .legend,
        maxWidth: maxWidth - 2 * Self.padding - (isNote ? 0 : symbolWidth + Self.symbolGap), typeface: typeface)
    }
    let widths = zip(entries, blocks).map { entry, block in
      block.width + (entry.symbol == .note ? 0 : symbolWidth + Self.symbolGap)
    }
    let height = blocks.map { $0.height }.reduce(0, +) + Double(blocks.count - 1) * Self.entryGap
    size = Size(width: (widths.max() ?? 0) + 2 * Self.padding, height: height + 2 * Self.padding)
  }

  /// Draws the legend with its top left corner at `origin`, on white paper.
  func draw(on canvas: Canvas, at origin: Point) {
    canvas.fill(
      Rect(x: origin.x, y: origin.y, width: size.width, height: size.height), color: .white, opacity: 0.85)
    var top = origin.y + Self.padding
    let left = origin.x + Self.padding
    for (entry, block) in zip(entries, blocks) {
      let middle = top + block.style.ascent - 0.36 * block.style.size
      draw(entry.symbol, on: canvas, left: left, middle: middle)
      let indent = entry.symbol == .note ? 0 : symbolWidth + Self.symbolGap
      block.draw(on: canvas, x: left + indent, top: top, align: .leading)
      top += block.height + Self.entryGap
    }
  }

  private func draw(_ symbol: LegendEntry.Symbol, on canvas: Canvas, left: Double, middle: Double) {
    let center = Point(x: left + symbolWidth / 2, y: middle)
    let ends = [Point(x: left, y: middle), Point(x: left + symbolWidth, y: middle)]
    switch symbol {
    case .line(let color, let dashes):
      canvas.polyline(ends, color: color, width: LineMark.width + 0.2, dashes: dashes)
    case .linePoint(let marker, let color):
      canvas.polyline(ends, color: color, width: LineMark.width)
      canvas.marker(marker, at: center, radius: ConnectedPointsMark.radius, color: color, rim: 1)
    case .marker(let marker, let color):
      canvas.marker(marker, at: center, radius: 4, color: color)
    case .swatch(let color):
      canvas.fill(Rect(x: center.x - 5, y: middle - 4.5, width: 10, height: 9), color: color)
    case .note: break
    }
  }
}

/// Finds room for a legend inside a plot.
enum LegendPlacement {
  /// Where a legend of `size` covers the least ink, and how many points of ink it covers there.
  ///
  /// Corners come before the middles of the sides, the upper right corner first. Nil where the legend is larger
  /// than the plot.
  static func best(for size: Size, in plot: Rect, avoiding ink: [Point]) -> (origin: Point, covered: Int)? {
    let margin = 4.0
    let room = plot.inset(by: margin)
    guard size.width <= room.width, size.height <= room.height else { return nil }
    let (left, right) = (room.x, room.maxX - size.width)
    let (top, bottom) = (room.y, room.maxY - size.height)
    let (center, middle) = ((left + right) / 2, (top + bottom) / 2)
    let origins = [
      (right, top), (left, top), (right, bottom), (left, bottom), (right, middle), (left, middle), (center, top),
      (center, bottom),
    ].map { Point(x: $0.0, y: $0.1) }
    let scored = origins.map { origin in
      let rect = Rect(x: origin.x, y: origin.y, width: size.width, height: size.height).inset(by: -margin)
      return (origin: origin, covered: ink.count(where: rect.contains))
    }
    var best = scored[0]
    for candidate in scored where candidate.covered < best.covered { best = candidate }
    return best
  }
}
