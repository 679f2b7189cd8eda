/// A shaded region between two curves over the same positions.
struct Band: Sendable {
  var lower: Channel
  var upper: Channel

  init(_ lower: Channel, _ upper: Channel) {
    self.lower = lower
    self.upper = upper
  }

  func validate(series: String, along positions: Channel, scale: Axis.Scale) throws(FigureError) {
    for edge in [lower, upper] {
      try edge.validateCount(series: series, equals: positions)
      try edge.validate(series: series, scale: scale)
    }
  }

  func draw(along x: Channel, on canvas: Canvas, in area: PlotArea, color: RGB, opacity: Double = 0.2) {
    let top = zip(x.values, upper.values).map(area.point)
    let bottom = zip(x.values, lower.values).map(area.point)
    canvas.fillPolygon(top + bottom.reversed(), color: color, opacity: opacity)
  }

  func ink(along x: Channel, in area: PlotArea) -> [Point] {
    [lower, upper].flatMap { edge in
      Polyline.resampled(Polyline.thinned(zip(x.values, edge.values).map(area.point)), spacing: 6)
    }
  }
}

/// A band alone, without a line through it.
struct BandMark: MarkContent {
  var name: String?
  var x: Channel
  var band: Band

  /// Stronger than around a line, as only the shade tells the series.
  private static let opacity = 0.3

  private var series: String { describeSeries("band", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    try x.validate(series: series, scale: xScale)
    try band.validate(series: series, along: x, scale: yScale)
  }

  var isWholeAlongX: Bool { x.isWhole }
  var xExtent: Extent? { Extent(x.values) }
  var yExtent: Extent? { Extent([band.lower.values, band.upper.values].joined()) }
  var colorCount: Int { 1 }

  /// What a band of this colour looks like on white paper.
  static func shade(of color: RGB) -> RGB { color.mixed(with: .white, share: 1 - opacity) }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name else { return [] }
    return [LegendEntry(label: name, symbol: .band(Self.shade(of: style.color())))]
  }

  func drawBehind(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    band.draw(along: x, on: canvas, in: area, color: style.color(), opacity: Self.opacity)
    // A single position has no width: it is drawn as a bar.
    guard x.values.count == 1 else { return }
    let ends = [band.lower, band.upper].map { area.point(x.values[0], $0.values[0]) }
    canvas.polyline(ends, color: style.color(), width: 6, opacity: Self.opacity)
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {}

  /// Curves through all of the region: a legend within it would hide it as one across its edge does.
  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    let bottom = zip(x.values, band.lower.values).map(area.point)
    let top = zip(x.values, band.upper.values).map(area.point)
    return (0...16).flatMap { slice in
      let curve = zip(bottom, top).map { Point(x: $0.x, y: $0.y + ($1.y - $0.y) * Double(slice) / 16) }
      return Polyline.resampled(Polyline.thinned(curve), spacing: 6)
    }
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "band", name: name)
    series.x = x.values
    series.lower = band.lower.values
    series.upper = band.upper.values
    return [series]
  }
}

extension Mark {
  /// A shaded region from `lower` to `upper` at each of `x`, without a line, such as a range or an interval.
  public static func band(
    _ x: some Collection<some Plottable>, lower: some Collection<some Plottable>,
    upper: some Collection<some Plottable>, name: String? = nil
  ) -> Mark {
    Mark(
      content: BandMark(
        name: name, x: Channel("x", x), band: Band(Channel("lower", lower), Channel("upper", upper))))
  }
}
