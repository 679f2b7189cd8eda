/// Where a figure's legend stands.
public enum LegendPosition: Equatable, Sendable {
  /// In a corner that holds no data; where there is none, to the right of the plot, or below a narrow one.
  case automatic
  /// In the corner that holds the least data.
  case inside
  /// To the right of the plot.
  case outside
  /// Below the plot and its axis.
  case below
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
    case band(RGB)
    /// A remark on the whole legend.
    case note
  }

  var label: String
  var symbol: Symbol
}

/// The measured legend of a figure, ready to place and draw.
struct Legend {
  let size: Size
  private let items: [Item]
  private let symbolWidth: Double

  /// An entry with its place in the legend.
  private struct Item {
    var symbol: LegendEntry.Symbol
    var block: TextBlock
    var origin: Point
  }

  private static let padding = 5.0
  private static let symbolGap = 6.0
  private static let entryGap = 3.5
  private static let columnGap = 14.0

  /// A legend whose labels break at about `maxWidth`, in one column or in as many as fit; nil without entries.
  init?(_ entries: [LegendEntry], maxWidth: Double, fillsRows: Bool = false, typeface: Typeface) {
    guard !entries.isEmpty else { return nil }
    let symbolWidth =
      entries.map { entry in
        switch entry.symbol {
        case .line, .linePoint, .band: 22.0
        case .marker, .swatch: 10.0
        case .note: 0.0
        }
      }.max() ?? 0
    let room = maxWidth - 2 * Self.padding
    let blocks = entries.map { entry in
      entry.symbol == .note
        ? TextBlock(entry.label, style: .note, maxWidth: room, typeface: typeface)
        : TextBlock(
          entry.label, style: .legend, maxWidth: room - symbolWidth - Self.symbolGap, typeface: typeface)
    }
    let widths = zip(entries, blocks).map { entry, block in
      block.width + (entry.symbol == .note ? 0 : symbolWidth + Self.symbolGap)
    }
    let cell = zip(entries, widths).filter { $0.0.symbol != .note }.map { $0.1 }.max() ?? 0
    let columns = fillsRows ? max(1, Int((room + Self.columnGap) / (cell + Self.columnGap))) : 1

    var items: [Item] = []
    var (column, top, rowHeight, width) = (0, Self.padding, 0.0, 0.0)
    for (index, entry) in entries.enumerated() {
      if column == columns || (entry.symbol == .note && column > 0) {
        top += rowHeight + Self.entryGap
        (column, rowHeight) = (0, 0)
      }
      let left = Self.padding + Double(column) * (cell + Self.columnGap)
      items.append(Item(symbol: entry.symbol, block: blocks[index], origin: Point(x: left, y: top)))
      rowHeight = max(rowHeight, blocks[index].height)
      width = max(width, left + widths[index])
      column = entry.symbol == .note ? columns : column + 1
    }
    self.items = items
    self.symbolWidth = symbolWidth
    size = Size(width: width + Self.padding, height: top + rowHeight + Self.padding)
  }

  /// Draws the legend with its top left corner at `origin`, on white paper.
  func draw(on canvas: Canvas, at origin: Point) {
    canvas.fill(
      Rect(x: origin.x, y: origin.y, width: size.width, height: size.height), color: .white, opacity: 0.85)
    for item in items {
      let (left, top) = (origin.x + item.origin.x, origin.y + item.origin.y)
      let style = item.block.style
      draw(item.symbol, on: canvas, left: left, middle: top + style.ascent - 0.36 * style.size)
      let indent = item.symbol == .note ? 0 : symbolWidth + Self.symbolGap
      item.block.draw(on: canvas, x: left + indent, top: top, align: .leading)
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
    case .band(let color):
      canvas.fill(Rect(x: left, y: middle - 4.5, width: symbolWidth, height: 9), color: color)
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
