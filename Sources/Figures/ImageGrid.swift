/// Images in rows and columns, each pixel a square of whole pixels of the picture, nothing resampled.
public struct ImageGrid: Picture {
  /// Images that belong together, under a title.
  public struct Group: Equatable, Sendable {
    /// The title above the group.
    public var title: String?
    /// The images, row by row, all of one size.
    public var images: [RasterImage]
    /// Images a row.
    public var columns: Int
    /// Texts above the columns; empty for none.
    public var columnLabels: [String]

    /// Images in rows of `columns`.
    public init(_ images: [RasterImage], columns: Int, title: String? = nil, columnLabels: [String] = []) {
      self.title = title
      self.images = images
      self.columns = columns
      self.columnLabels = columnLabels
    }

    /// The number of rows, the last perhaps incomplete.
    var rows: Int { columns > 0 ? (images.count + columns - 1) / columns : 0 }
  }

  /// The groups, side by side.
  public var groups: [Group]
  /// Texts to the left of the rows; empty for none.
  public var rowLabels: [String]
  /// What varies from row to row, written upwards at the left.
  public var rowTitle: String?
  /// What varies from column to column, above the column labels.
  public var columnTitle: String?
  /// Pixels of the picture for each pixel of an image; nil for the largest that fits a report.
  public var magnification: Int?
  /// Space between images in points.
  public var spacing: Int

  /// A grid of images in rows of `columns`, with labels for rows and columns where given.
  public init(
    _ images: [RasterImage], columns: Int, rowLabels: [String] = [], columnLabels: [String] = [],
    rowTitle: String? = nil, columnTitle: String? = nil, title: String? = nil, magnification: Int? = nil,
    spacing: Int = 2
  ) {
    self.init(
      groups: [Group(images, columns: columns, title: title, columnLabels: columnLabels)], rowLabels: rowLabels,
      rowTitle: rowTitle, columnTitle: columnTitle, magnification: magnification, spacing: spacing)
  }

  /// Groups of images side by side, with common row labels.
  public init(
    groups: [Group], rowLabels: [String] = [], rowTitle: String? = nil, columnTitle: String? = nil,
    magnification: Int? = nil, spacing: Int = 2
  ) {
    self.groups = groups
    self.rowLabels = rowLabels
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.magnification = magnification
    self.spacing = spacing
  }

  /// The grid as a PNG, 8-bit grey where its images are, else with all their colours; the same bytes for the same grid.
  public func rendered() throws -> RenderedPicture {
    try RenderedPicture(raster(), keepingAllColors: true)
  }

  func raster() throws(FigureError) -> Raster {
    try validate()
    let typeface = try Typeface()
    let layout = ImageGridLayout(self, typeface: typeface)
    let canvas = try Canvas(pixelWidth: layout.pixelWidth, pixelHeight: layout.pixelHeight, typeface: typeface)
    layout.drawTexts(on: canvas)
    var raster = try canvas.raster()
    layout.paintImages(on: &raster)
    return raster
  }

  /// Each group's pixels, in the order images, rows, columns and, of coloured ones, channels, and the labels.
  public var plottedData: PlottedData {
    let series = groups.map { group in
      var series = PlottedData.Series(mark: "images", name: group.title)
      series.values = group.images.flatMap { $0.values.map { Double($0) } }
      let (height, width) = (group.images.first?.height ?? 0, group.images.first?.width ?? 0)
      let channels = group.images.first?.channels ?? 1
      series.shape = [group.images.count, height, width] + (channels > 1 ? [channels] : [])
      let labels = rowLabels + group.columnLabels
      series.labels = labels.isEmpty ? nil : labels
      return series
    }
    return PlottedData(kind: "image grid", series: series)
  }

  private func validate() throws(FigureError) {
    guard let first = groups.first?.images.first else { throw .empty(series: "image grid") }
    if let magnification, !(1...64 ~= magnification) {
      throw .invalid("The image grid magnifies \(magnification) times. Give 1 to 64.")
    }
    guard 0...100 ~= spacing else { throw .invalid("The image grid's spacing is \(spacing) points. Give 0 to 100.") }
    for (groupIndex, group) in groups.enumerated() {
      let name =
        group.title.map { "image grid “\($0)”" } ?? (groups.count == 1 ? "image grid" : "image group \(groupIndex)")
      guard !group.images.isEmpty else { throw .empty(series: name) }
      guard group.columns > 0 else { throw .invalid("\(name): \(group.columns) columns. Give at least one.") }
      for (index, image) in group.images.enumerated() {
        try image.validate(named: "\(name), image \(index)")
        guard image.width == first.width, image.height == first.height else {
          throw .invalid(
            "\(name), image \(index): \(image.width) × \(image.height) pixels, but the first image has "
              + "\(first.width) × \(first.height). Give images of one size.")
        }
        guard image.channels == group.images[0].channels else {
          throw .invalid(
            "\(name), image \(index): \(image.channels == 1 ? "grey" : "in colour"), but the first image is not. Give "
              + "a group images of one kind.")
        }
      }
      guard group.columnLabels.isEmpty || group.columnLabels.count == group.columns else {
        throw .lengthMismatch(
          series: name, channel: "column label", count: group.columnLabels.count, otherChannel: "column",
          otherCount: group.columns)
      }
    }
    let rows = groups.map { $0.rows }.max() ?? 0
    guard rowLabels.isEmpty || rowLabels.count == rows else {
      throw .lengthMismatch(
        series: "image grid", channel: "row label", count: rowLabels.count, otherChannel: "row", otherCount: rows)
    }
  }
}
