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

    /// The channels that every mark may have.
    public static let commonChannels = ["x", "y", "lower", "upper", "values"]

    /// The numbers of the channel of a name, wherever they are kept.
    public subscript(channel: String) -> RecordedNumbers? {
      switch channel {
      case "x": x
      case "y": y
      case "lower": lower
      case "upper": upper
      case "values": values
      default: channels?[channel]
      }
    }
  }

  init(_ data: PlottedData) {
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

/// The names in a series: all, or of very many a digest.
public enum RecordedLabels: Codable, Equatable, Sendable {
  /// All of them.
  case all([String])
  /// Too many: that they can be told from others.
  case summarised(Summary)

  /// What is known of very many names.
  public struct Summary: Codable, Equatable, Sendable {
    /// The SHA-256 of the names, one a line, as JSON writes them.
    public var digest: String
    /// How many they are.
    public var shape: RecordedShape
  }

  init(_ labels: [String]) {
    self =
      labels.count > RecordedNumbers.most
      ? .summarised(Summary(digest: Digest.sha256(of: labels.map(JSON.string)), shape: RecordedShape([labels.count])))
      : .all(labels)
  }

  /// Reads an array or a summary.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = try (try? .all(container.decode([String].self))) ?? .summarised(container.decode(Summary.self))
  }

  /// Writes the form that `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .all(let labels): try labels.encode(to: encoder)
    case .summarised(let summary): try summary.encode(to: encoder)
    }
  }
}
