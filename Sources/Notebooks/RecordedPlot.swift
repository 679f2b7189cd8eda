import LabFigures

/// What a picture plots as `record.json` has it: its numbers rounded, and of many an extract.
public struct RecordedPlot: Codable, Equatable, Sendable {
  /// The kind of picture: "figure", "panels" or "image grid".
  public var kind: String
  /// The title, if the picture has one.
  public var title: String?
  /// The axes of a figure; the colour axis where marks colour by value.
  public var x, y, color: PlottedData.AxisData?
  /// The series, one or more for each mark, in the order of the marks.
  public var series: [Series]
  /// The pictures inside this one, row by row.
  public var panels: [RecordedPlot]

  /// One series: the channels of a mark, parallel to one another, each under its name.
  public struct Series: Codable, Equatable, Sendable {
    /// The kind of mark, such as "line" or "points".
    public var mark: String
    /// The name that the legend shows.
    public var name: String?
    /// Positions, the edges of a band around y, and values shown by colour.
    public var x, y, lower, upper, values: RecordedNumbers?
    /// The extents of `values`, outermost first: rows and columns, or images, rows and columns.
    public var shape: RecordedShape?
    /// Names: of the bars, of the points, or of the rows and then the columns of images or of a matrix.
    public var labels: RecordedLabels?
    /// What was done to the values before drawing, such as "mean over 51 values".
    public var note: String?
    /// The channels that only marks of one's own have, by their names.
    public var channels: [String: RecordedNumbers]?

    init(_ series: PlottedData.Series) {
      (mark, name, note) = (series.mark, series.name, series.note)
      let isLine = mark == "line"
      func recorded(_ numbers: [Double]?) -> RecordedNumbers? { numbers.map { RecordedNumbers($0, isLine: isLine) } }
      (x, y, values) = (recorded(series.x), recorded(series.y), recorded(series.values))
      (lower, upper) = (recorded(series.lower), recorded(series.upper))
      shape = series.shape.map(RecordedShape.init)
      labels = series.labels.map(RecordedLabels.init)
      channels = series.channels?.mapValues { RecordedNumbers($0, isLine: false) }
    }

    /// The numbers of all its channels by their names, wherever they are kept.
    public var numbers: [String: RecordedNumbers] {
      let common = ["x": x, "y": y, "lower": lower, "upper": upper, "values": values].compactMapValues { $0 }
      return common.merging(channels ?? [:]) { own, _ in own }
    }
  }

  package init(_ data: PlottedData) {
    func recorded(_ axis: PlottedData.AxisData?) -> PlottedData.AxisData? {
      guard var axis else { return nil }
      axis.lower = axis.lower.flatMap { JSON(plotted: $0).double }
      axis.upper = axis.upper.flatMap { JSON(plotted: $0).double }
      return axis
    }
    (kind, title) = (data.kind, data.title)
    (x, y, color) = (recorded(data.x), recorded(data.y), recorded(data.color))
    series = data.series.map(Series.init)
    panels = data.panels.map(RecordedPlot.init)
  }
}
