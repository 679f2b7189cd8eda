/// A dashed grey line that values are compared with.
struct ReferenceLineMark: MarkContent {
  enum Position: Equatable, Sendable {
    case horizontal(Double)
    case vertical(Double)
    /// y = x.
    case diagonal
  }

  var name: String?
  var position: Position

  static let dashes: [Double] = [5, 3]
  static let width = 1.1

  private var series: String { describeSeries("reference line", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    switch position {
    case .horizontal(let value): try Channel("y", [value]).validate(series: series, scale: yScale)
    case .vertical(let value): try Channel("x", [value]).validate(series: series, scale: xScale)
    case .diagonal: break
    }
  }

  var xExtent: Extent? {
    guard case .vertical(let value) = position else { return nil }
    return Extent(value, value)
  }

  var yExtent: Extent? {
    guard case .horizontal(let value) = position else { return nil }
    return Extent(value, value)
  }

  // A reference line does not decide what kind of numbers an axis shows.
  var isWholeAlongX: Bool { true }
  var isWholeAlongY: Bool { true }
  var colorCount: Int { 0 }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name else { return [] }
    return [LegendEntry(label: name, symbol: .line(.middleGray, dashes: Self.dashes))]
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    canvas.polyline(points(in: area), color: .middleGray, width: Self.width, dashes: Self.dashes)
  }

  private func points(in area: PlotArea) -> [Point] {
    let rect = area.rect
    switch position {
    case .horizontal(let value):
      let y = area.vertical(value)
      return [Point(x: rect.x, y: y), Point(x: rect.maxX, y: y)]
    case .vertical(let value):
      let x = area.horizontal(value)
      return [Point(x: x, y: rect.maxY), Point(x: x, y: rect.y)]
    case .diagonal:
      let (lower, upper) = (max(area.x.lower, area.y.lower), min(area.x.upper, area.y.upper))
      guard lower < upper else { return [] }
      // On axes of different scales the diagonal is a curve.
      let steps = area.x.scale == area.y.scale ? 1 : 64
      return (0...steps).map { step in
        let value = lower + (upper - lower) * Double(step) / Double(steps)
        return area.point(value, value)
      }
    }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    Polyline.resampled(points(in: area), spacing: 4)
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "reference line", name: name)
    switch position {
    case .horizontal(let value): series.y = [value]
    case .vertical(let value): series.x = [value]
    case .diagonal: series.note = "y = x"
    }
    return [series]
  }
}

extension Mark {
  /// A dashed line at one value of y, across the plot.
  public static func horizontalLine(at y: Double, name: String? = nil) -> Mark {
    Mark(content: ReferenceLineMark(name: name, position: .horizontal(y)))
  }

  /// A dashed line at one value of x, from bottom to top.
  public static func verticalLine(at x: Double, name: String? = nil) -> Mark {
    Mark(content: ReferenceLineMark(name: name, position: .vertical(x)))
  }

  /// The dashed line y = x.
  public static func diagonal(name: String? = nil) -> Mark {
    Mark(content: ReferenceLineMark(name: name, position: .diagonal))
  }
}
