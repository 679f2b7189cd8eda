/// Points joined by a line in the order given, with a text beside each.
struct ConnectedPointsMark: MarkContent {
  var name: String?
  var x: Channel
  var y: Channel
  var texts: [String]?

  static let radius = 3.6

  private var series: String { describeSeries("connected points", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    try x.validate(series: series, scale: xScale)
    try y.validateCount(series: series, equals: x)
    try y.validate(series: series, scale: yScale)
    if let texts, texts.count != x.values.count {
      throw .lengthMismatch(
        series: series, channel: "label", count: texts.count, otherChannel: "x", otherCount: x.values.count)
    }
  }

  var isWholeAlongX: Bool { x.isWhole }
  var isWholeAlongY: Bool { y.isWhole }
  var xExtent: Extent? { Extent(x.values) }
  var yExtent: Extent? { Extent(y.values) }
  var xPadding: Double { texts == nil ? 0.05 : 0.12 }
  var yPadding: Double { texts == nil ? 0.06 : 0.12 }
  var colorCount: Int { 1 }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name else { return [] }
    return [LegendEntry(label: name, symbol: .linePoint(Palette.marker(style.color), Palette.color(style.color)))]
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let color = Palette.color(style.color)
    let points = zip(x.values, y.values).map(area.point)
    canvas.polyline(points, color: color, width: LineMark.width)
    for point in points {
      canvas.marker(Palette.marker(style.color), at: point, radius: Self.radius, color: color, rim: 1)
    }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    let points = zip(x.values, y.values).map(area.point)
    let rims = points.flatMap { point in
      [(1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7)].map { (x, y) in
        Point(x: point.x + Self.radius * x, y: point.y + Self.radius * y)
      }
    }
    return Polyline.resampled(points, spacing: 2) + rims
  }

  func labels(in area: PlotArea, _ style: MarkStyle) -> [PointLabel] {
    guard let texts else { return [] }
    return zip(texts, zip(x.values, y.values)).map { text, value in
      // Darker than the line, so that thin strokes read as well as the line does.
      PointLabel(
        text: text, color: Palette.color(style.color).mixed(with: .ink, share: 0.45),
        point: area.point(value.0, value.1), clearance: Self.radius)
    }
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "connected points", name: name)
    series.x = x.values
    series.y = y.values
    series.labels = texts
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
}
