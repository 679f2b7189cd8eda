/// What a picture plots, in full: kind, title, axes, series, panels. It goes into the run record.
public struct PlottedData: Codable, Equatable, Sendable {
  /// The kind of picture: "figure", "panels" or "image grid".
  public var kind: String
  /// The title, if the picture has one.
  public var title: String?
  /// The horizontal axis of a figure.
  public var x: AxisData?
  /// The vertical axis of a figure.
  public var y: AxisData?
  /// The colour axis of a figure whose marks colour by value.
  public var color: AxisData?
  /// The series, one or more for each mark, in the order of the marks.
  public var series: [Series]
  /// The pictures inside this one, row by row.
  public var panels: [PlottedData]

  /// An axis: what it shows, and how.
  public struct AxisData: Codable, Equatable, Sendable {
    /// The label, with the unit in parentheses.
    public var label: String
    /// "linear" or "log".
    public var scale: String
    /// The lower limit, where the author set one.
    public var lower: Double?
    /// The upper limit, where the author set one.
    public var upper: Double?
  }

  /// One series: parallel arrays, as many as its mark has channels.
  public struct Series: Codable, Equatable, Sendable {
    /// The kind of mark, such as "line" or "points".
    public var mark: String
    /// The name that the legend shows.
    public var name: String?
    /// Horizontal positions.
    public var x: [Double]?
    /// Vertical positions.
    public var y: [Double]?
    /// The lower edge of a band around y.
    public var lower: [Double]?
    /// The upper edge of a band around y.
    public var upper: [Double]?
    /// Values shown by colour: of points, of a matrix, or of the pixels of images.
    public var values: [Double]?
    /// The extents of `values`, outermost first: rows and columns, or images, rows and columns.
    public var shape: [Int]?
    /// Names: of the bars, of the points, or of the rows and then the columns of images or of a matrix.
    public var labels: [String]?
    /// What was done to the values before drawing, such as "mean over 51 values".
    public var note: String?
    /// The channels that only marks of one's own have, by their names, and the curves that `y` is the mean of: see
    /// `repetition(_:)`.
    public var channels: [String: [Double]]?

    /// The name of the channel of the first, second, … of the curves that `y` is the mean of, counted from 0: “training 1”.
    public static func repetition(_ index: Int) -> String { "training \(index + 1)" }

    /// A series with a name for its mark; the channels are set one by one.
    public init(mark: String, name: String? = nil) {
      self.mark = mark
      self.name = name
    }

    /// The channel of a name, wherever it is kept.
    subscript(channel: String) -> [Double]? {
      get {
        switch channel {
        case "x": x
        case "y": y
        case "lower": lower
        case "upper": upper
        case "values": values
        default: channels?[channel]
        }
      }
      set {
        switch channel {
        case "x": x = newValue
        case "y": y = newValue
        case "lower": lower = newValue
        case "upper": upper = newValue
        case "values": values = newValue
        default: channels = (channels ?? [:]).merging([channel: newValue ?? []]) { $1 }
        }
      }
    }
  }

  /// A picture's data, without axes, series or panels until they are set.
  public init(kind: String, title: String? = nil, series: [Series] = [], panels: [PlottedData] = []) {
    self.kind = kind
    self.title = title
    self.series = series
    self.panels = panels
  }
}
