/// Bars from zero at the positions 1, 2, …; several such marks stand side by side in groups.
struct BarsMark: MarkContent {
  var name: String?
  var heights: Channel
  var labels: [String]?
  /// The ends of error bars.
  var bounds: (lower: Channel, upper: Channel)?

  private var series: String { describeSeries("bars", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    guard xScale == .linear else {
      throw .invalid("\(series): bars stand at the positions 1, 2, …, which need a linear horizontal axis.")
    }
    try heights.validate(series: series, scale: yScale)
    if let labels, labels.count != heights.values.count {
      throw .lengthMismatch(
        series: series, channel: "label", count: labels.count, otherChannel: "bar", otherCount: heights.values.count)
    }
    try validate(bounds, of: heights, series: series, scale: yScale)
  }

  var xExtent: Extent? { Extent(0.5, Double(heights.values.count) + 0.5) }

  /// Zero is part of it, unless the axis is logarithmic, which the figure knows.
  var yExtent: Extent? { Extent(ends) }

  private var ends: [Double] { bounds.map { $0.lower.values + $0.upper.values } ?? heights.values }

  var isWholeAlongY: Bool { heights.isWhole && bounds == nil }
  var xPadding: Double { 0 }
  var startsAtBaseline: Bool { true }
  var categories: [String]? { labels ?? Mark.counting(heights.values.count).map { String($0) } }
  var colorCount: Int { 1 }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name else { return [] }
    return [LegendEntry(label: name, symbol: .swatch(style.color()))]
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let bars = bars(in: area, style)
    for (index, bar) in bars.enumerated() {
      canvas.fill(bar, color: style.color())
      guard let bounds, bounds.lower.values[index] != bounds.upper.values[index] else { continue }
      let upper = Point(x: bar.midX, y: area.vertical(bounds.upper.values[index]))
      let lower = Point(x: bar.midX, y: area.vertical(bounds.lower.values[index]))
      canvas.line(from: upper, to: lower, color: .ink, width: 1)
      let cap = min(3, bar.width / 3)
      for end in [upper, lower] {
        canvas.line(
          from: Point(x: end.x - cap, y: end.y), to: Point(x: end.x + cap, y: end.y), color: .ink, width: 1)
      }
    }
    if area.y.scale == .linear, area.y.lower < 0 {
      let zero = area.vertical(0)
      canvas.line(
        from: Point(x: area.rect.x, y: zero), to: Point(x: area.rect.maxX, y: zero), color: .ink, width: 0.8)
    }
  }

  private func bars(in area: PlotArea, _ style: MarkStyle) -> [Rect] {
    let pitch = area.rect.width / (area.x.upper - area.x.lower)
    let width = pitch * 0.8 / Double(style.groupCount)
    let baseline = area.y.scale == .linear ? area.vertical(0) : area.rect.maxY
    return heights.values.enumerated().map { index, height in
      let middle = area.horizontal(Double(index + 1))
      let left = middle - pitch * 0.4 + Double(style.group) * width
      let end = area.vertical(height)
      let gap = min(0.5, width * 0.1)
      return Rect(x: left + gap / 2, y: min(end, baseline), width: width - gap, height: abs(baseline - end))
    }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    bars(in: area, style).enumerated().flatMap { index, bar in
      // Of a bar below zero, or of a large error, the error bar reaches further down than the bar.
      let ends = bounds.map { [$0.upper, $0.lower].map { area.vertical($0.values[index]) } } ?? []
      let top = Point(x: bar.midX, y: ends.reduce(bar.y, min))
      let bottom = Point(x: bar.midX, y: ends.reduce(bar.maxY, max))
      let column = Polyline.resampled([top, bottom], spacing: 4)
      return column.flatMap { [Point(x: bar.x, y: $0.y), $0, Point(x: bar.maxX, y: $0.y)] }
    }
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "bars", name: name)
    series.y = heights.values
    series.labels = categories
    series.lower = bounds?.lower.values
    series.upper = bounds?.upper.values
    return [series]
  }
}

extension Mark {
  /// Bars from zero, named by `labels` (else 1, 2, …); the bars marks of a figure stand side by side in groups.
  public static func bars(_ heights: some Collection<some Plottable>, labels: [String]? = nil, name: String? = nil)
    -> Mark
  {
    Mark(content: BarsMark(name: name, heights: Channel("height", heights), labels: labels))
  }

  /// Bars from zero with error bars of ± `errors`.
  public static func bars(
    _ heights: some Collection<some Plottable>, errors: some Collection<some Plottable>, labels: [String]? = nil,
    name: String? = nil
  ) -> Mark {
    let heights = Channel("height", heights)
    return Mark(
      content: BarsMark(
        name: name, heights: heights, labels: labels, bounds: errorBars(of: Channel("error", errors), around: heights)))
  }
}
