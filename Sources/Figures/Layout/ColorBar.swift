/// A colour axis, resolved: what colour stands for what value.
struct ColorScale: Equatable, Sendable {
  var axis: Axis
  var map: ColorMap
  var domain: Domain

  /// The common colour scale of some marks, or nil where none colours by value.
  init?(_ colorings: [Coloring]) throws(FigureError) {
    guard var common = colorings.first else { return nil }
    for coloring in colorings.dropFirst() {
      guard coloring.axis == common.axis, coloring.map == common.map else {
        throw .invalid(
          "The colour bar can show one axis and map, but the marks have two: “\(common.axis.caption)” and "
            + "“\(coloring.axis.caption)”. Describe both alike, or draw them in panels.")
      }
      common.extent = common.extent.union(coloring.extent)
      common.isWhole = common.isWhole && coloring.isWhole
    }
    axis = common.axis
    map = common.map
    try axis.validateLimits(named: "colour")
    var extent = axis.limits.map { Extent($0.lowerBound, $0.upperBound) } ?? common.extent
    if map == .diverging, axis.limits == nil, axis.scale == .linear {
      let magnitude = max(abs(extent.lower), abs(extent.upper))
      extent = Extent(-magnitude, magnitude)
    }
    domain = Domain(extent, scale: axis.scale, isWhole: common.isWhole)
  }
}

/// The bar to the right of a plot that says what the colours mean.
struct ColorBar {
  let scale: ColorScale
  private let axis: VerticalAxis

  private static let gap = 12.0
  private static let width = 12.0

  /// The bar for a plot `length` points high.
  init(_ scale: ColorScale, length: Double, typeface: Typeface) {
    self.scale = scale
    axis = VerticalAxis(
      scale.domain, caption: scale.axis.caption, length: length, side: .right, typeface: typeface)
  }

  /// What a caption longer than the bar needs above it.
  var captionOverhang: Double { axis.captionOverhang }

  /// What the bar needs to the right of the plot, and above and below.
  var insets: Insets {
    var insets = axis.insets
    insets.right += Self.gap + Self.width
    return insets
  }

  func draw(on canvas: Canvas, rightOf plot: Rect) {
    let bar = Rect(x: plot.maxX + Self.gap, y: plot.y, width: Self.width, height: plot.height)
    let count = 256
    let colors = (0..<count).map { scale.map.color(1 - (Double($0) + 0.5) / Double(count)) }
    canvas.cells(colors, columns: 1, over: bar)
    canvas.stroke(bar, color: .ink, width: 0.6)
    axis.draw(on: canvas, beside: bar, domain: scale.domain)
  }
}
