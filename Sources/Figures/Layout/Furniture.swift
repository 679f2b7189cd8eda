/// Everything around and over the data of a plot of one size: axes, title, legend, colour bar.
struct Furniture {
  let plotSize: Size
  let legendPosition: LegendPosition
  private let horizontal: HorizontalAxis
  private let vertical: VerticalAxis
  private let colorBar: ColorBar?
  private let title: TextBlock?
  private let letter: TextBlock?
  private let legend: Legend?

  /// Around the whole picture.
  static let margin = 6.0
  private static let titleGap = 7.0
  private static let legendGap = 8.0

  /// Measures all of it; `legendPosition` holds an earlier decision, else the plan's wish is followed.
  init(_ plan: FigurePlan, plotSize: Size, legendPosition: LegendPosition? = nil) {
    let typeface = plan.typeface
    self.plotSize = plotSize
    if let categories = plan.categories {
      horizontal = HorizontalAxis(
        categories: categories, plan.x, caption: plan.figure.x.caption, length: plotSize.width, typeface: typeface)
    } else {
      horizontal = HorizontalAxis(
        plan.x, caption: plan.figure.x.caption, length: plotSize.width, typeface: typeface)
    }
    if let rowNames = plan.rowNames {
      vertical = VerticalAxis(
        rowNames: rowNames, plan.y, caption: plan.figure.y.caption, length: plotSize.height, typeface: typeface)
    } else {
      vertical = VerticalAxis(
        plan.y, caption: plan.figure.y.caption, length: plotSize.height, side: .left, typeface: typeface)
    }
    colorBar =
      plan.showsColorBar
      ? plan.colorScale.map { ColorBar($0, length: plotSize.height, typeface: typeface) } : nil
    let text = plan.figure.title.flatMap { $0.isEmpty ? nil : $0 }
    title = text.map { TextBlock($0, style: .title, maxWidth: max(160, plotSize.width), typeface: typeface) }
    letter = plan.letter.map { TextBlock($0, style: .title, typeface: typeface) }

    let inside = Legend(plan.legendEntries, maxWidth: max(120, plotSize.width * 0.55), typeface: typeface)
    let outside = Legend(plan.legendEntries, maxWidth: 190, typeface: typeface)
    let position = Self.resolve(legendPosition ?? plan.legendPosition, plan, plotSize, inside, outside)
    self.legendPosition = position
    switch position {
    case .hidden: legend = nil
    case .outside: legend = outside
    case .inside, .automatic: legend = inside
    case .below:
      legend = Legend(
        plan.legendEntries, maxWidth: max(160, plotSize.width + vertical.insets.left), fillsRows: true,
        typeface: typeface)
    }
  }

  /// Turns "automatic" into inside, where a corner is free, or outside, or where that takes too much room, below.
  private static func resolve(
    _ position: LegendPosition, _ plan: FigurePlan, _ plotSize: Size, _ inside: Legend?, _ outside: Legend?
  ) -> LegendPosition {
    guard let inside, let outside, position != .hidden else { return .hidden }
    guard position == .automatic || position == .inside else { return position }
    let beside = outside.size.width <= 0.4 * plotSize.width ? LegendPosition.outside : .below
    let plot = Rect(x: 0, y: 0, width: plotSize.width, height: plotSize.height)
    let ink = plan.ink(in: PlotArea(rect: plot, x: plan.x, y: plan.y))
    guard let place = LegendPlacement.best(for: inside.size, in: plot, avoiding: ink) else { return beside }
    return position == .inside || (place.covered == 0 && !plan.isCovered) ? .inside : beside
  }

  /// The space around the plot, in whole points so that the plot's edges fall on pixels.
  var insets: Insets {
    var insets = horizontal.insets.union(vertical.insets)
    if let colorBar { insets = insets.union(colorBar.insets) }
    if let legend, legendPosition == .outside {
      insets.right = (colorBar == nil ? 0 : insets.right) + Self.legendGap + legend.size.width
      insets.bottom = max(insets.bottom, legend.size.height - plotSize.height)
    }
    if let legend, legendPosition == .below {
      insets.bottom += Self.legendGap + legend.size.height
      insets.right = max(insets.right, legend.size.width - insets.left - plotSize.width)
    }
    let heading = max(title?.height ?? 0, letter?.height ?? 0)
    if heading > 0 { insets.top += heading + Self.titleGap - 3 }
    let overhang = max(vertical.captionOverhang, colorBar?.captionOverhang ?? 0)
    if overhang > 0 { insets.top = max(insets.top, overhang + (letter.map { $0.height + 4 } ?? 0)) }
    if let title {
      let overhang = (title.width - plotSize.width) / 2
      (insets.left, insets.right) = (max(insets.left, overhang), max(insets.right, overhang))
    }
    return Insets(
      top: (insets.top + Self.margin).rounded(.up), left: (insets.left + Self.margin).rounded(.up),
      bottom: (insets.bottom + Self.margin).rounded(.up), right: (insets.right + Self.margin).rounded(.up))
  }

  /// Draws the figure with its plot at `plot`.
  func draw(_ plan: FigurePlan, on canvas: Canvas, at plot: Rect) {
    let area = PlotArea(rect: plot, x: plan.x, y: plan.y)
    if !plan.isCovered { drawGrid(on: canvas, area, hasCategories: plan.categories != nil) }
    // Markers at the rim show whole, unless the author's limits cut the data off there.
    let isCut = plan.isCovered || plan.figure.x.limits != nil || plan.figure.y.limits != nil
    canvas.clipped(to: plot.inset(by: isCut ? 0 : -4)) {
      for (content, style) in plan.styledMarks { content.drawBehind(on: canvas, in: area, style) }
      for (content, style) in plan.styledMarks { content.draw(on: canvas, in: area, style) }
    }
    drawFrame(on: canvas, plot, isClosed: plan.isCovered)
    horizontal.draw(on: canvas, below: plot, domain: plan.x)
    vertical.draw(on: canvas, beside: plot, domain: plan.y)
    colorBar?.draw(on: canvas, rightOf: plot)
    drawHeading(on: canvas, plot)
    let ink = plan.ink(in: area)
    let legendRect = legendRect(plot, ink)
    if let legend, let legendRect { legend.draw(on: canvas, at: Point(x: legendRect.x, y: legendRect.y)) }
    let labels = plan.styledMarks.flatMap { $0.content.labels(in: area, $0.style) }
    let placed = PointLabels.place(
      labels, in: plot, avoiding: ink, taken: legendRect.map { [$0] } ?? [], typeface: canvas.typeface)
    PointLabels.draw(placed, on: canvas)
  }

  private func drawGrid(on canvas: Canvas, _ area: PlotArea, hasCategories: Bool) {
    for tick in vertical.ticks.major {
      let y = area.vertical(tick.value)
      canvas.line(
        from: Point(x: area.rect.x, y: y), to: Point(x: area.rect.maxX, y: y), color: .gridGray, width: 0.7)
    }
    guard !hasCategories else { return }
    for tick in horizontal.ticks.major {
      let x = area.horizontal(tick.value)
      canvas.line(
        from: Point(x: x, y: area.rect.y), to: Point(x: x, y: area.rect.maxY), color: .gridGray, width: 0.7)
    }
  }

  private func drawFrame(on canvas: Canvas, _ plot: Rect, isClosed: Bool) {
    if isClosed {
      canvas.stroke(plot, color: .ink, width: 0.8)
    } else {
      let corner = Point(x: plot.x, y: plot.maxY)
      canvas.line(from: Point(x: plot.x, y: plot.y), to: corner, color: .ink, width: 0.8)
      canvas.line(
        from: Point(x: plot.x - 0.4, y: plot.maxY), to: Point(x: plot.maxX, y: plot.maxY), color: .ink, width: 0.8)
    }
  }

  private func drawHeading(on canvas: Canvas, _ plot: Rect) {
    if let title {
      title.draw(on: canvas, x: plot.midX, top: plot.y - Self.titleGap - title.height, align: .center)
    }
    if let letter {
      let left = plot.x - insets.left + Self.margin
      letter.draw(on: canvas, x: left, top: plot.y - insets.top + Self.margin, align: .leading)
    }
  }

  /// Where the legend stands around or in a plot at `plot`.
  func legendRect(_ plot: Rect, _ ink: [Point]) -> Rect? {
    guard let legend else { return nil }
    let (width, height) = (legend.size.width, legend.size.height)
    if legendPosition == .outside {
      return Rect(x: plot.maxX + insets.right - Self.margin - width, y: plot.y, width: width, height: height)
    }
    if legendPosition == .below {
      let left = min(plot.x, plot.x + plot.width - width + insets.right - Self.margin)
      return Rect(x: left, y: plot.maxY + insets.bottom - Self.margin - height, width: width, height: height)
    }
    let origin = LegendPlacement.best(for: legend.size, in: plot, avoiding: ink)?.origin
    return origin.map { Rect(x: $0.x, y: $0.y, width: width, height: height) }
  }
}
