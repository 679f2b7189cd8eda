/// A figure with everything decided that does not depend on its size: domains, colours, legend entries.
struct FigurePlan {
  let figure: Figure
  let typeface: Typeface
  var x: Domain
  var y: Domain
  var colorScale: ColorScale?
  /// Whether the figure draws its own colour bar; panels that share one turn it off.
  var showsColorBar = true
  var legendPosition: LegendPosition
  let legendEntries: [LegendEntry]
  /// A panel's letter.
  var letter: String?
  private let styles: [MarkStyle]

  /// The plan of a figure alone, or of one among panels whose legend has colours for `seriesCount` series.
  init(_ figure: Figure, seriesCount: Int? = nil, typeface: Typeface) throws(FigureError) {
    guard !figure.marks.isEmpty else { throw .invalid("The figure has no marks. Give it at least one.") }
    try figure.x.validateLimits(named: "x")
    try figure.y.validateLimits(named: "y")
    for mark in figure.marks { try mark.content.validate(xScale: figure.x.scale, yScale: figure.y.scale) }
    if figure.hasEqualAspect, figure.x.scale != .linear || figure.y.scale != .linear {
      throw .invalid("The figure asks for an equal aspect, which needs linear axes.")
    }
    self.figure = figure
    self.typeface = typeface
    legendPosition = figure.legend
    let contents = figure.marks.map { $0.content }
    x = Self.domain(
      of: contents.compactMap { $0.xExtent }, figure.x, padding: contents.map { $0.xPadding }.max() ?? 0,
      isWhole: contents.allSatisfy { $0.isWholeAlongX })
    y = Self.domain(
      of: Self.yExtents(contents, scale: figure.y.scale), figure.y,
      padding: contents.map { $0.yPadding }.max() ?? 0, startsAtBaseline: contents.contains { $0.startsAtBaseline },
      isWhole: contents.allSatisfy { $0.isWholeAlongY })
    let covers = contents.filter { $0.coversPlot }
    if !covers.isEmpty {
      // Nothing pads a picture that covers its extent, whatever is drawn on top.
      x = Self.domain(
        of: covers.compactMap { $0.xExtent }, figure.x, padding: 0, isWhole: covers.allSatisfy { $0.isWholeAlongX })
      y = Self.domain(
        of: covers.compactMap { $0.yExtent }, figure.y, padding: 0, isWhole: covers.allSatisfy { $0.isWholeAlongY })
    }
    colorScale = try ColorScale(contents.compactMap { $0.coloring })
    let styles = Self.styles(contents, figure.palette, count: seriesCount ?? figure.seriesCount)
    self.styles = styles
    legendEntries = Self.legendEntries(contents, styles)
  }

  private static func domain(
    of extents: [Extent], _ axis: Axis, padding: Double, startsAtBaseline: Bool = false, isWhole: Bool = false
  ) -> Domain {
    if let limits = axis.limits {
      return Domain(
        Extent(limits.lowerBound, limits.upperBound), scale: axis.scale, isWhole: isWhole, ticks: axis.ticks)
    }
    let fallback = axis.scale == .linear ? Extent(0, 1) : Extent(1, 10)
    let extent = extents.dropFirst().reduce(extents.first ?? fallback) { $0.union($1) }
    return Domain(
      extent, scale: axis.scale, padding: padding, keepsLower: startsAtBaseline && extent.lower == 0, isWhole: isWhole,
      ticks: axis.ticks)
  }

  /// Bars reach down, or up, to zero where the axis has one.
  private static func yExtents(_ contents: [any MarkContent], scale: Axis.Scale) -> [Extent] {
    let extents = contents.compactMap { $0.yExtent }
    let hasBars = contents.contains { $0.startsAtBaseline }
    return hasBars && scale == .linear ? extents + [Extent(0, 0)] : extents
  }

  private static func styles(_ contents: [any MarkContent], _ palette: Palette, count: Int) -> [MarkStyle] {
    let groupCount = contents.count { $0 is BarsMark }
    var index = 0
    var group = 0
    return contents.map { content in
      let style = MarkStyle(index: index, palette: palette, count: count, group: group, groupCount: groupCount)
      index += content.colorCount
      if content is BarsMark { group += 1 }
      return style
    }
  }

  private static func legendEntries(_ contents: [any MarkContent], _ styles: [MarkStyle]) -> [LegendEntry] {
    var entries = zip(contents, styles).flatMap { $0.legendEntries($1) }
    var notes: [String] = []
    for case let line as LineMark in contents {
      guard let smoothing = line.smoothing, !smoothing.isIdentity else { continue }
      let note = "\(smoothing); pale: each value"
      if !notes.contains(note) { notes.append(note) }
    }
    entries += notes.map { LegendEntry(label: $0, symbol: .note) }
    return entries
  }

  /// Names of the positions along the horizontal axis: its own, or the longest list that a mark has.
  var categories: [String]? {
    guard figure.x.names.isEmpty else { return figure.x.names }
    return figure.marks.compactMap { $0.content.categories }.max { $0.count < $1.count }
  }

  /// Names of the rows from the top: the longest list that a mark has.
  var rowNames: [String]? {
    figure.marks.compactMap { $0.content.rowNames }.max { $0.count < $1.count }
  }

  /// Whether the plot is covered, so that grid lines would not show and a frame must.
  var isCovered: Bool { figure.marks.contains { $0.content.coversPlot } }

  /// The marks with their styles, the colour domain filled in.
  var styledMarks: [(content: any MarkContent, style: MarkStyle)] {
    zip(figure.marks, styles).map { mark, style in
      var style = style
      style.colorDomain = colorScale?.domain
      return (mark.content, style)
    }
  }

  /// All points that the marks draw on.
  func ink(in area: PlotArea) -> [Point] {
    styledMarks.flatMap { $0.content.ink(in: area, $0.style) }
  }

  /// The largest plot of equal aspect within a size, or the size itself.
  func plotSize(within size: Size) -> Size {
    guard figure.hasEqualAspect else { return size }
    let (spanX, spanY) = (x.upper - x.lower, y.upper - y.lower)
    let unit = min(size.width / spanX, size.height / spanY)
    // Even a sliver stays wide enough to see.
    return Size(width: max(20, (unit * spanX).rounded()), height: max(20, (unit * spanY).rounded()))
  }

  /// The figure alone, within a size in points; larger where texts leave the plot less than 40 points.
  func layout(in size: Size) -> (size: Size, plot: Rect, furniture: Furniture) {
    let plotSize = { (insets: Insets) in
      self.plotSize(
        within: Size(width: max(40, size.width - insets.horizontal), height: max(40, size.height - insets.vertical)))
    }
    var furniture = Furniture(
      self, plotSize: self.plotSize(within: Size(width: size.width * 0.8, height: size.height * 0.8)))
    let position = furniture.legendPosition
    var insets = furniture.insets
    // The margins depend on the labels, the labels on the plot's size. Where that does not settle because of a
    // line break that comes and goes, the larger margins are kept.
    for round in 0..<12 {
      furniture = Furniture(self, plotSize: plotSize(insets), legendPosition: position)
      let needed = furniture.insets
      if round >= 4, insets.union(needed) == insets { break }
      insets = round < 4 ? needed : insets.union(needed)
    }
    furniture = Furniture(self, plotSize: plotSize(insets), legendPosition: position)
    let plot = Rect(
      x: insets.left, y: insets.top, width: furniture.plotSize.width, height: furniture.plotSize.height)
    return (Size(width: plot.maxX + insets.right, height: plot.maxY + insets.bottom), plot, furniture)
  }
}

extension Axis {
  /// Refuses limits that are not finite or do not suit the scale.
  func validateLimits(named name: String) throws(FigureError) {
    guard let limits else { return }
    try Channel("limits", [limits.lowerBound, limits.upperBound]).validate(series: "\(name) axis", scale: scale)
  }
}
