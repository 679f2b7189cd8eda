/// The axis to the left of a plot, or to the right of a colour bar.
struct VerticalAxis {
  enum Side { case left, right }

  let ticks: Ticks
  private let side: Side
  private let caption: TextBlock?
  private let blocks: [TextBlock]
  private let length: Double

  private static let tickLength = 4.0
  private static let labelGap = 3.0
  private static let captionGap = 6.0
  /// The least space between two names.
  private static let spacing = 2.0
  /// Longer names are broken or elided, to leave room for the plot.
  private static let longestName = 120.0

  /// The axis for a plot `length` points high.
  init(_ domain: Domain, caption: String, length: Double, side: Side, typeface: Typeface) {
    let ticks = Ticks(domain, limit: max(2, Int(length / 30)))
    let blocks = ticks.major.map { TextBlock($0.label, style: .tick, typeface: typeface) }
    self.init(ticks: ticks, blocks: blocks, caption: caption, length: length, side: side, typeface: typeface)
  }

  /// The axis of names to the left of rows, the first at the top: broken at spaces into as many lines as there is
  /// room for, and elided; where there are too many for their height, every n-th.
  init(rowNames: [String], _ domain: Domain, caption: String, length: Double, typeface: Typeface) {
    let pitch = length / (domain.upper - domain.lower)
    let all = rowNames.enumerated().map { Tick(value: Double(rowNames.count - $0.offset), label: $0.element) }
      .filter { domain.contains($0.value) }
    let style = TextStyle.tick
    let ticks = Ticks.thinned(all) { kept in
      zip(kept, kept.dropFirst()).allSatisfy { ($0.value - $1.value) * pitch >= style.lineHeight + Self.spacing }
    }
    let lines = 1 + max(0, Int((pitch - Self.spacing - style.lineHeight) / style.lineSpacing))
    let blocks = ticks.map {
      TextBlock($0.label, style: style, maxWidth: Self.longestName, maxLines: lines, typeface: typeface)
    }
    self.init(
      ticks: Ticks(major: ticks), blocks: blocks, caption: caption, length: length, side: .left, typeface: typeface)
  }

  private init(
    ticks: Ticks, blocks: [TextBlock], caption: String, length: Double, side: Side, typeface: Typeface
  ) {
    self.ticks = ticks
    self.blocks = blocks
    self.side = side
    self.length = length
    self.caption =
      caption.isEmpty ? nil : TextBlock(caption, style: .axisLabel, maxWidth: max(140, length + 30), typeface: typeface)
  }

  private var labelWidth: Double { blocks.map { $0.width }.max() ?? 0 }

  /// Where a label starts whose tick is at `y`. Digits have no descenders: their middle is half their height above the
  /// baseline.
  private func top(of block: TextBlock, at y: Double) -> Double {
    y - block.style.ascent + 0.365 * block.style.size - (block.height - block.style.lineHeight) / 2
  }

  /// Where each label starts and ends, from the top of the axis down.
  func labelEdges(_ domain: Domain) -> [(top: Double, bottom: Double)] {
    zip(ticks.major, blocks).map { tick, block in
      let top = top(of: block, at: length * (1 - domain.fraction(tick.value)))
      return (top, top + block.height)
    }
  }

  /// What a caption longer than the axis needs above it. It never reaches below, where the other caption is.
  var captionOverhang: Double { max(0, (caption?.width ?? 0) - length) }

  /// What the axis needs beside the plot, and above and below it for the labels at the very ends.
  var insets: Insets {
    var width = Self.tickLength + Self.labelGap + labelWidth
    let overhang = TextStyle.tick.size / 2
    if let caption { width += Self.captionGap + caption.height }
    return Insets(
      top: overhang, left: side == .left ? width : 0, bottom: overhang, right: side == .right ? width : 0)
  }

  /// Draws the axis beside `plot`.
  func draw(on canvas: Canvas, beside plot: Rect, domain: Domain) {
    let edge = side == .left ? plot.x : plot.maxX
    let outwards = side == .left ? -1.0 : 1.0
    for value in ticks.minor {
      let y = plot.maxY - domain.fraction(value) * plot.height
      let end = edge + outwards * HorizontalAxis.minorTickLength
      canvas.line(from: Point(x: edge, y: y), to: Point(x: end, y: y), color: .ink, width: 0.6)
    }
    for (tick, block) in zip(ticks.major, blocks) {
      let y = plot.maxY - domain.fraction(tick.value) * plot.height
      let end = edge + outwards * Self.tickLength
      canvas.line(from: Point(x: edge, y: y), to: Point(x: end, y: y), color: .ink, width: 0.8)
      block.draw(
        on: canvas, x: end + outwards * Self.labelGap, top: top(of: block, at: y),
        align: side == .left ? .trailing : .leading)
    }
    guard let caption else { return }
    let distance = Self.tickLength + Self.labelGap + labelWidth + Self.captionGap
    let left = side == .left ? edge - distance - caption.height : edge + distance
    caption.drawUpwards(on: canvas, left: left, y: min(plot.midY, plot.maxY - caption.width / 2))
  }
}
