/// One plot: marks, a horizontal and a vertical axis, and as they need it a legend and a colour bar.
public struct Figure: Picture {
  /// What is drawn, the first at the back.
  public var marks: [Mark]
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// A title above the plot.
  public var title: String?
  /// Where the legend stands.
  public var legend: LegendPosition
  /// How the series are coloured.
  public var palette: Palette
  /// Whether a unit of x is as long as a unit of y; both axes must be linear. The picture then shrinks to fit.
  public var hasEqualAspect: Bool
  /// The size of the whole picture, margins included; `Panels` makes its own.
  public var size: Size

  /// The size of a figure that says nothing else, as wide as a report's text.
  public static let standardSize = Size(width: 600, height: 360)

  /// A figure of several marks.
  public init(
    _ marks: [Mark], x: Axis = "", y: Axis = "", title: String? = nil, legend: LegendPosition = .automatic,
    palette: Palette = .categorical, equalAspect: Bool = false, size: Size = Figure.standardSize
  ) {
    self.marks = marks
    self.x = x
    self.y = y
    self.title = title
    self.legend = legend
    self.palette = palette
    self.hasEqualAspect = equalAspect
    self.size = size
  }

  /// A figure of one mark.
  public init(
    _ mark: Mark, x: Axis = "", y: Axis = "", title: String? = nil, legend: LegendPosition = .automatic,
    palette: Palette = .categorical, equalAspect: Bool = false, size: Size = Figure.standardSize
  ) {
    self.init(
      [mark], x: x, y: y, title: title, legend: legend, palette: palette, equalAspect: equalAspect, size: size)
  }

  /// The figure as a PNG; the same bytes for the same figure.
  public func rendered() throws -> RenderedPicture {
    try RenderedPicture(raster(), keepingAllColors: hasColorScale)
  }

  /// Whether any mark colours by value.
  var hasColorScale: Bool { marks.contains { $0.content.coloring != nil } }

  /// How many colours the marks take.
  var seriesCount: Int { marks.reduce(0) { $0 + $1.content.colorCount } }

  func raster() throws(FigureError) -> Raster {
    try size.validate(of: "The figure")
    let typeface = try Typeface()
    let plan = try FigurePlan(self, typeface: typeface)
    let layout = plan.layout(in: size)
    let canvas = try Canvas(size: layout.size, typeface: typeface)
    layout.furniture.draw(plan, on: canvas, at: layout.plot)
    return try canvas.raster()
  }

  /// The axes and, for each mark, its series.
  public var plottedData: PlottedData {
    var data = PlottedData(kind: "figure", title: title, series: marks.flatMap { $0.content.plottedSeries })
    data.x = x.plottedData
    data.y = y.plottedData
    data.color = marks.lazy.compactMap { $0.content.coloring }.first?.axis.plottedData
    return data
  }
}
