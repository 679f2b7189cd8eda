import Foundation

/// The axis below a plot: ticks, labels that never overlap, caption.
struct HorizontalAxis {
  /// How the labels stand below their ticks.
  enum Arrangement: Equatable { case flat, slanted }

  let ticks: Ticks
  let arrangement: Arrangement
  /// The caption, or nil for an empty one.
  let caption: TextBlock?
  private let blocks: [TextBlock]
  private let positions: [Double]
  private let length: Double

  static let tickLength = 4.0
  static let minorTickLength = 2.5
  private static let labelGap = 3.0
  private static let captionGap = 5.0
  /// The least space between two labels.
  private static let spacing = 8.0
  /// Slanted names longer than this are elided, to leave room for the plot.
  private static let longestSlanted = 170.0
  /// 40 degrees.
  private static let slant = 40 * Double.pi / 180

  /// The axis of numbers for a plot `length` points wide.
  init(_ domain: Domain, caption: String, length: Double, typeface: Typeface) {
    let position = { (value: Double) in domain.fraction(value) * length }
    var limit = max(2, Int(length / 42))
    var ticks = Ticks(domain, limit: limit)
    var blocks = Self.blocks(ticks, typeface)
    while limit > 2, !Self.fit(blocks, at: ticks.major.map { position($0.value) }, spacing: Self.spacing) {
      limit -= 1
      ticks = Ticks(domain, limit: limit)
      blocks = Self.blocks(ticks, typeface)
    }
    self.init(
      ticks: ticks, blocks: blocks, positions: ticks.major.map { position($0.value) }, arrangement: .flat,
      caption: caption, length: length, typeface: typeface)
  }

  /// The axis of names at 1, 2, …: on one line, else broken at spaces, else every n-th number, else slanted,
  /// elided and, if need be, every n-th.
  init(categories: [String], _ domain: Domain, caption: String, length: Double, typeface: Typeface) {
    let pitch = length / (domain.upper - domain.lower)
    let all = categories.enumerated().map { Tick(value: Double($0.offset + 1), label: $0.element) }
    let position = { (tick: Tick) in domain.fraction(tick.value) * length }
    let broken = all.map { TextBlock($0.label, style: .tick, maxWidth: pitch - 5, typeface: typeface) }
    var ticks = Ticks(major: all)
    var blocks = broken
    var arrangement = Arrangement.flat
    if !Self.fit(broken, at: all.map(position), spacing: 5) || broken.contains(where: { $0.lines.count > 3 }) {
      if categories.allSatisfy({ Double($0) != nil }) {
        ticks.major = Ticks.thinned(all) {
          Self.fit(Self.blocks(Ticks(major: $0), typeface), at: $0.map(position), spacing: 5)
        }
        blocks = Self.blocks(ticks, typeface)
      } else {
        arrangement = .slanted
        // Slanted names are parallel: the lines of text must not touch.
        ticks.major = Ticks.thinned(all) { kept in
          let positions = kept.map(position)
          return zip(positions, positions.dropFirst()).allSatisfy {
            ($1 - $0) * sin(Self.slant) >= TextStyle.tick.lineHeight
          }
        }
        blocks = ticks.major.map {
          TextBlock($0.label, style: .tick, maxWidth: Self.longestSlanted, maxLines: 1, typeface: typeface)
        }
      }
    }
    self.init(
      ticks: ticks, blocks: blocks, positions: ticks.major.map(position), arrangement: arrangement, caption: caption,
      length: length, typeface: typeface)
  }

  private init(
    ticks: Ticks, blocks: [TextBlock], positions: [Double], arrangement: Arrangement, caption: String, length: Double,
    typeface: Typeface
  ) {
    self.ticks = ticks
    self.blocks = blocks
    self.positions = positions
    self.arrangement = arrangement
    self.length = length
    self.caption =
      caption.isEmpty ? nil : TextBlock(caption, style: .axisLabel, maxWidth: max(160, length + 40), typeface: typeface)
  }

  private static func blocks(_ ticks: Ticks, _ typeface: Typeface) -> [TextBlock] {
    ticks.major.map { TextBlock($0.label, style: .tick, typeface: typeface) }
  }

  private static func fit(_ blocks: [TextBlock], at positions: [Double], spacing: Double) -> Bool {
    let edges = edges(of: blocks, at: positions)
    return zip(edges, edges.dropFirst()).allSatisfy { $0.trailing + spacing <= $1.leading }
  }

  /// Where each label starts and ends, from the left end of the axis.
  var labelEdges: [(leading: Double, trailing: Double)] { Self.edges(of: blocks, at: positions) }

  private static func edges(
    of blocks: [TextBlock], at positions: [Double]
  ) -> [(leading: Double, trailing: Double)] {
    zip(blocks, positions).map { ($1 - $0.width / 2, $1 + $0.width / 2) }
  }

  /// What the axis needs around the plot: below it for labels and caption, beside it for labels that stick out.
  var insets: Insets {
    var insets = Insets(bottom: Self.tickLength)
    if !blocks.isEmpty { insets.bottom += Self.labelGap + labelHeight }
    if let caption {
      insets.bottom += Self.captionGap + caption.height
      let overhang = max(0, (caption.width - length) / 2)
      (insets.left, insets.right) = (overhang, overhang)
    }
    for (block, position) in zip(blocks, positions) {
      switch arrangement {
      case .flat:
        insets.left = max(insets.left, block.width / 2 - position)
        insets.right = max(insets.right, position + block.width / 2 - length)
      case .slanted:
        insets.left = max(insets.left, block.width * cos(Self.slant) + block.style.size - position)
      }
    }
    return insets
  }

  private var labelHeight: Double {
    switch arrangement {
    case .flat: blocks.map { $0.height }.max() ?? 0
    case .slanted: (blocks.map { $0.width }.max() ?? 0) * sin(Self.slant) + TextStyle.tick.size
    }
  }

  /// Draws the axis below `plot`.
  func draw(on canvas: Canvas, below plot: Rect, domain: Domain) {
    for value in ticks.minor {
      let x = plot.x + domain.fraction(value) * plot.width
      canvas.line(
        from: Point(x: x, y: plot.maxY), to: Point(x: x, y: plot.maxY + Self.minorTickLength), color: .ink, width: 0.6)
    }
    let top = plot.maxY + Self.tickLength + Self.labelGap
    for (block, position) in zip(blocks, positions) {
      let x = plot.x + position
      canvas.line(
        from: Point(x: x, y: plot.maxY), to: Point(x: x, y: plot.maxY + Self.tickLength), color: .ink, width: 0.8)
      switch arrangement {
      case .flat: block.draw(on: canvas, x: x, top: top, align: .center)
      case .slanted:
        let end = Point(x: x + 0.3 * block.style.size, y: top + 0.6 * block.style.size)
        let start = Point(x: end.x - block.width * cos(Self.slant), y: end.y + block.width * sin(Self.slant))
        canvas.fillText(
          block.lines.joined(separator: " "), style: block.style, origin: start, turn: -Self.slant, halo: 0)
      }
    }
    caption?.draw(on: canvas, x: plot.midX, top: top + labelHeight + Self.captionGap, align: .center)
  }
}
