/// Points joined by a line in the order given, with a text or an error bar at each.
struct ConnectedPointsMark: MarkContent {
  var name: String?
  var x: Channel
  var y: Channel
  var texts: [String]?
  /// The ends of error bars along y.
  var bounds: (lower: Channel, upper: Channel)?
  /// Where it stands among marks side by side, if it has error bars.
  var place: SidePlace?

  static let radius = 3.6

  private var series: String { describeSeries("connected points", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    try x.validate(series: series, scale: xScale)
    try y.validateCount(series: series, equals: x)
    try y.validate(series: series, scale: yScale)
    try validate(bounds, of: y, series: series, scale: yScale)
    if let texts, texts.count != x.values.count {
      throw .lengthMismatch(
        series: series, channel: "label", count: texts.count, otherChannel: "x", otherCount: x.values.count)
    }
  }

  var isWholeAlongX: Bool { x.isWhole }
  var isWholeAlongY: Bool { y.isWhole }
  var xExtent: Extent? { Extent(x.values) }
  var yExtent: Extent? { Extent(lowerEnds + upperEnds) }
  private var lowerEnds: [Double] { bounds?.lower.values ?? y.values }
  private var upperEnds: [Double] { bounds?.upper.values ?? y.values }
  var xPadding: Double { texts != nil ? 0.12 : place != nil && bounds != nil ? 0.09 : 0.05 }
  var yPadding: Double { texts == nil ? 0.06 : 0.12 }
  var colorCount: Int { 1 }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name else { return [] }
    return [LegendEntry(label: name, symbol: .linePoint(style.marker(), style.color()))]
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let color = style.color()
    let points = points(y.values, in: area)
    canvas.polyline(points, color: color, width: LineMark.width)
    if bounds != nil {
      for (lower, upper) in zip(self.points(lowerEnds, in: area), self.points(upperEnds, in: area)) {
        drawErrorBar(from: lower, to: upper, color: color, on: canvas)
      }
    }
    for point in points {
      canvas.marker(style.marker(), at: point, radius: Self.radius, color: color, rim: 1)
    }
  }

  /// Where values at the mark's positions stand on the canvas.
  private func points(_ values: [Double], in area: PlotArea) -> [Point] {
    let shift = bounds == nil ? 0 : place?.shift(in: area) ?? 0
    return zip(x.values, values).map { Point(x: area.horizontal($0) + shift, y: area.vertical($1)) }
  }

  private func drawErrorBar(from lower: Point, to upper: Point, color: RGB, on canvas: Canvas) {
    canvas.line(from: lower, to: upper, color: color, width: 1)
    for end in [lower, upper] {
      canvas.line(from: Point(x: end.x - 3, y: end.y), to: Point(x: end.x + 3, y: end.y), color: color, width: 1)
    }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    let points = points(y.values, in: area)
    let directions: [(x: Double, y: Double)] = [
      (1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7),
    ]
    let rims = points.flatMap { point in
      directions.map { Point(x: point.x + Self.radius * $0.x, y: point.y + Self.radius * $0.y) }
    }
    let bars = zip(self.points(lowerEnds, in: area), self.points(upperEnds, in: area)).flatMap { lower, upper in
      bounds == nil ? [] : Polyline.resampled([lower, upper], spacing: 3)
    }
    return Polyline.resampled(points, spacing: 2) + rims + bars
  }

  func labels(in area: PlotArea, _ style: MarkStyle) -> [PointLabel] {
    guard let texts else { return [] }
    return zip(texts, points(y.values, in: area)).map { text, point in
      // Darker than the line, so that thin strokes read as well as the line does.
      PointLabel(
        text: text, color: style.color().mixed(with: .ink, share: 0.45), point: point, clearance: Self.radius)
    }
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "connected points", name: name)
    series.x = x.values
    series.y = y.values
    series.labels = texts
    series.lower = bounds?.lower.values
    series.upper = bounds?.upper.values
    return [series]
  }
}

extension Mark {
  /// Points joined by a line in the order given, with a label beside each, such as a rate–distortion curve.
  public static func connectedPoints(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>, labels: [String]? = nil,
    name: String? = nil
  ) -> Mark {
    Mark(content: ConnectedPointsMark(name: name, x: Channel("x", x), y: Channel("y", y), texts: labels))
  }

  /// Points joined by a line in the order given, with error bars of ± `errors` along y, such as means and their standard
  /// errors.
  public static func connectedPoints(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>,
    errors: some Collection<some Plottable>, name: String? = nil
  ) -> Mark {
    let y = Channel("y", y)
    return Mark(
      content: ConnectedPointsMark(
        name: name, x: Channel("x", x), y: y, bounds: errorBars(of: Channel("error", errors), around: y)))
  }
}
