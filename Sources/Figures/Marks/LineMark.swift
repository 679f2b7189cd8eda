/// A line through values, with an optional band around it, or smoothed over its pale raw values.
struct LineMark: MarkContent {
  var name: String?
  var x: Channel
  var y: Channel
  var band: Band?
  var smoothing: Smoothing?
  /// The curves that `y` is the mean of, as the plotted data keep them: how far they are apart is the noise of `y`.
  var repetitions: [[Double]] = []

  static let width = 1.6

  private var series: String { describeSeries("line", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    try y.validate(series: series, scale: yScale)
    try x.validateCount(series: series, equals: y)
    try x.validate(series: series, scale: xScale)
    try smoothing?.validate(series: series)
    try band?.validate(series: series, along: y, scale: yScale)
  }

  var isWholeAlongX: Bool { x.isWhole }
  var isWholeAlongY: Bool { y.isWhole && smoothing == nil && band == nil }
  var xExtent: Extent? { Extent(x.values) }

  var yExtent: Extent? {
    guard let band else { return Extent(y.values) }
    return Extent([y.values, band.lower.values, band.upper.values].joined())
  }

  var colorCount: Int { 1 }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name else { return [] }
    let color = style.color()
    return [LegendEntry(label: name, symbol: .line(color, dashes: style.dashes))]
  }

  func drawBehind(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let color = style.color()
    band?.draw(along: x, on: canvas, in: area, color: color)
    guard let smoothing, !smoothing.isIdentity else { return }
    let raw = positions(of: y.values, in: area)
    canvas.polyline(raw, color: color.mixed(with: .white, share: 0.65), width: 0.8)
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let points = positions(of: smoothing?.smoothed(y.values) ?? y.values, in: area)
    drawLine(points, on: canvas, color: style.color(), dashes: style.dashes)
  }

  /// A single value is no line: it is drawn as a point.
  private func drawLine(_ points: [Point], on canvas: Canvas, color: RGB, dashes: [Double]) {
    if points.count == 1 {
      canvas.marker(.circle, at: points[0], radius: 3, color: color)
    } else {
      canvas.polyline(points, color: color, width: Self.width, dashes: dashes)
    }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    Polyline.resampled(positions(of: y.values, in: area), spacing: 3) + (band?.ink(along: x, in: area) ?? [])
  }

  private func positions(of values: [Double], in area: PlotArea) -> [Point] {
    Polyline.thinned(zip(x.values, values).map(area.point))
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "line", name: name)
    series.x = x.values
    series.y = y.values
    series.lower = band?.lower.values
    series.upper = band?.upper.values
    series.note = smoothing?.description
    for (index, curve) in repetitions.enumerated() {
      series[PlottedData.Series.repetition(index)] = curve
    }
    return [series]
  }
}

extension Mark {
  /// A line through values against 1, 2, …
  public static func line(_ y: some Collection<some Plottable>, name: String? = nil) -> Mark {
    Mark(content: LineMark(name: name, x: Channel("x", counting(y.count)), y: Channel("y", y)))
  }

  /// A line through points, in the order given.
  public static func line(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>, name: String? = nil
  ) -> Mark {
    Mark(content: LineMark(name: name, x: Channel("x", x), y: Channel("y", y)))
  }

  /// A line through points with a shaded band from `lower` to `upper`, such as a standard error.
  public static func line(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>,
    lower: some Collection<some Plottable>, upper: some Collection<some Plottable>, name: String? = nil
  ) -> Mark {
    let band = Band(Channel("lower", lower), Channel("upper", upper))
    return Mark(content: LineMark(name: name, x: Channel("x", x), y: Channel("y", y), band: band))
  }

  /// A line through the means of several curves with a shaded band around it; the curves are kept with the plotted data.
  package static func line(
    _ x: [Double], _ y: [Double], lower: [Double], upper: [Double], repetitions: [[Double]], name: String?
  ) -> Mark {
    let band = Band(Channel("lower", lower), Channel("upper", upper))
    return Mark(
      content: LineMark(name: name, x: Channel("x", x), y: Channel("y", y), band: band, repetitions: repetitions))
  }

  /// Values against 1, 2, … in a pale line, under their smoothed curve; the legend states the smoothing.
  ///
  /// `smoothing` defaults to a mean over about a fiftieth of the values.
  public static func smoothedLine(
    _ y: some Collection<some Plottable>, name: String? = nil, smoothing: Smoothing? = nil
  ) -> Mark {
    smoothedLine(counting(y.count), y, name: name, smoothing: smoothing)
  }

  /// Points in a pale line, under their smoothed curve; the legend states the smoothing.
  ///
  /// `smoothing` defaults to a mean over about a fiftieth of the values.
  public static func smoothedLine(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>, name: String? = nil,
    smoothing: Smoothing? = nil
  ) -> Mark {
    Mark(
      content: LineMark(
        name: name, x: Channel("x", x), y: Channel("y", y), smoothing: smoothing ?? .suited(to: y.count)))
  }

  /// 1, 2, … as positions.
  static func counting(_ count: Int) -> [Int] { (0..<count).map { $0 + 1 } }
}
