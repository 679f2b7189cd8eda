/// Several figures in one picture, their plots equal in size and aligned.
public struct Panels: Picture {
  /// The figures, row by row.
  public var figures: [Figure]
  /// How many stand side by side.
  public var columns: Int
  /// What the panels have in common.
  public var sharing: Sharing
  /// Whether letters a, b, … stand at the panels' corners.
  public var hasLetters: Bool
  /// How the series of all panels are coloured, the first of each alike; nil where each figure says so itself.
  public var palette: Palette?
  /// Height over width of each plot; nil for one that suits the number of columns, or the figures' equal aspect.
  public var aspect: Double?
  /// The width of the picture in points.
  public var width: Double

  /// What panels can have in common.
  public struct Sharing: OptionSet, Sendable {
    /// One bit for each option.
    public let rawValue: Int
    /// Options from their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// One domain for all horizontal axes.
    public static let x = Sharing(rawValue: 1)
    /// One domain for all vertical axes.
    public static let y = Sharing(rawValue: 2)
    /// One colour axis and one colour bar, to the right of all panels.
    public static let colorBar = Sharing(rawValue: 4)
    /// One legend, to the right of all panels.
    public static let legend = Sharing(rawValue: 8)
  }

  /// The width of panels that say nothing else, as wide as a report shows pictures.
  public static let standardWidth = 840.0

  /// Figures side by side: all in one row up to three, else in rows of two (four figures) or three.
  public init(
    _ figures: [Figure], columns: Int? = nil, sharing: Sharing = [], letters: Bool = true,
    palette: Palette? = nil, aspect: Double? = nil, width: Double = Panels.standardWidth
  ) {
    self.figures = figures
    self.columns = columns ?? (figures.count == 4 ? 2 : max(1, min(figures.count, 3)))
    self.sharing = sharing
    hasLetters = letters
    self.palette = palette
    self.aspect = aspect
    self.width = width
  }

  /// The panels as a PNG; the same bytes for the same panels.
  public func rendered() throws -> RenderedPicture {
    try RenderedPicture(raster(), keepingAllColors: figures.contains { $0.hasColorScale })
  }

  func raster() throws(FigureError) -> Raster {
    let typeface = try Typeface()
    let layout = try PanelLayout(self, typeface: typeface)
    let canvas = try Canvas(size: layout.size, typeface: typeface)
    layout.draw(on: canvas)
    return try canvas.raster()
  }

  /// The data of each figure.
  public var plottedData: PlottedData {
    PlottedData(kind: "panels", panels: figures.map { $0.plottedData })
  }
}
