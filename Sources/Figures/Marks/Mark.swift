/// Something drawn in a figure: a line, a band, points, bars, a heat map, a reference line.
///
/// Marks are made by the static functions beside each kind: `.line`, `.smoothedLine`, `.band`,
/// `.points`, `.connectedPoints`, `.bars`, `.heatMap`, `.horizontalLine`, `.verticalLine`, `.diagonal`. One of one's own is
/// made from a `CustomMark`.
public struct Mark: Sendable {
  let content: any MarkContent
}

/// What every kind of mark knows about itself.
protocol MarkContent: Sendable {
  /// Refuses data that cannot be drawn on axes of these scales.
  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError)

  /// The values the axes must show; nil where the mark leaves that to others.
  var xExtent: Extent? { get }
  var yExtent: Extent? { get }
  /// Whether all values along an axis are whole numbers, so that ticks between them would mean nothing.
  var isWholeAlongX: Bool { get }
  var isWholeAlongY: Bool { get }
  /// Room left at both ends of each axis, as a fraction of its span.
  var xPadding: Double { get }
  var yPadding: Double { get }
  /// Whether the vertical axis starts exactly at the lower end of `yExtent`.
  var startsAtBaseline: Bool { get }
  /// Whether the mark covers its whole extent: no grid, a frame, and no legend on top.
  var coversPlot: Bool { get }
  /// Names of the positions 1, 2, … along the horizontal axis.
  var categories: [String]? { get }
  /// Names of the positions n, …, 2, 1 along the vertical axis, which is from the top down.
  var rowNames: [String]? { get }
  /// How many of the palette's colours the mark takes.
  var colorCount: Int { get }
  /// The values shown by colour.
  var coloring: Coloring? { get }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry]
  /// What belongs behind all marks, such as bands and pale raw lines.
  func drawBehind(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle)
  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle)
  /// Points of the canvas that the mark draws on, dense enough to tell where a legend would cover it.
  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point]
  /// Texts to place beside points.
  func labels(in area: PlotArea, _ style: MarkStyle) -> [PointLabel]
  var plottedSeries: [PlottedData.Series] { get }
  /// The mark over several repetitions, on a vertical axis of this scale.
  func averaged(with others: [any MarkContent], _ repetition: Repetition, scale: Axis.Scale) -> any MarkContent
}

extension MarkContent {
  var xPadding: Double { 0.02 }
  var yPadding: Double { 0.05 }
  var startsAtBaseline: Bool { false }
  var isWholeAlongX: Bool { false }
  var isWholeAlongY: Bool { false }
  var coversPlot: Bool { false }
  var categories: [String]? { nil }
  var rowNames: [String]? { nil }
  var coloring: Coloring? { nil }
  func drawBehind(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {}
  func labels(in area: PlotArea, _ style: MarkStyle) -> [PointLabel] { [] }
  func averaged(with others: [any MarkContent], _ repetition: Repetition, scale: Axis.Scale) -> any MarkContent { self }
}

/// Values shown by colour, and how.
struct Coloring: Equatable, Sendable {
  var axis: Axis
  var map: ColorMap
  var extent: Extent
  /// Whether all values are whole numbers.
  var isWhole: Bool
}

/// What a figure decides for one of its marks.
struct MarkStyle: Sendable {
  /// The mark's first place among the figure's series.
  var index: Int
  /// What the figure colours its series from, and how many they are.
  var palette = Palette.categorical
  var count = 1
  /// The bars mark's place among the figure's groups of bars.
  var group = 0
  var groupCount = 1
  /// The colour axis, where the figure has one.
  var colorDomain: Domain?

  /// The mark's colour, or that of its category at `offset`.
  func color(_ offset: Int = 0) -> RGB { palette.color(index + offset, of: count) }
  /// The mark's marker shape, or that of its category at `offset`.
  func marker(_ offset: Int = 0) -> Marker { Palette.marker(index + offset) }
  /// The dashes of the mark's line.
  var dashes: [Double] { palette.dashes(index) }
}
