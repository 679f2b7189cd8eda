/// A matrix in colours, over a rectangle of the plane or between names of rows and columns.
struct HeatMapMark: MarkContent {
  var values: Channel
  var rows: Int
  var columns: Int
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>
  var axis: Axis
  var map: ColorMap
  /// Names of the rows, from the top, and of the columns; nil where numbers stand at the axes.
  var names: (rows: [String], columns: [String])?
  var cellFormat: CellFormat?

  private var series: String { describeSeries("heat map", axis.label.isEmpty ? nil : axis.label) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    guard xScale == .linear, yScale == .linear else {
      throw .invalid("\(series): its cells are equal in size, which needs linear axes.")
    }
    guard rows > 0, columns > 0, rows <= 8_192, columns <= 8_192, values.values.count == rows * columns else {
      throw .invalid("\(series): \(values.values.count) values for \(rows) rows and \(columns) columns.")
    }
    try values.validate(series: series, scale: axis.scale)
    try cellFormat?.validate(series: series)
    for (name, range) in [("x", x), ("y", y)] {
      try Channel(name + " extent", [range.lowerBound, range.upperBound]).validate(series: series, scale: .linear)
      guard range.lowerBound < range.upperBound else {
        throw .invalid("\(series): its \(name) extent is empty: \(range.lowerBound) to \(range.upperBound).")
      }
    }
  }

  var xExtent: Extent? { Extent(x.lowerBound, x.upperBound) }
  var yExtent: Extent? { Extent(y.lowerBound, y.upperBound) }
  var xPadding: Double { 0 }
  var yPadding: Double { 0 }
  var isWholeAlongX: Bool { hasWholeCentres(x, count: columns) }
  var isWholeAlongY: Bool { hasWholeCentres(y, count: rows) }
  var categories: [String]? { names?.columns }
  var rowNames: [String]? { names?.rows }
  var coversPlot: Bool { true }
  var colorCount: Int { 0 }
  var coloring: Coloring? {
    Extent(values.values).map { Coloring(axis: axis, map: map, extent: $0, isWhole: values.isWhole) }
  }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] { [] }

  /// Whether cells that fill an extent evenly have their centres at whole numbers.
  private func hasWholeCentres(_ extent: ClosedRange<Double>, count: Int) -> Bool {
    let size = (extent.upperBound - extent.lowerBound) / Double(count)
    return Channel("centre", [extent.lowerBound + size / 2, size]).isWhole
  }

  /// The values row by row from the top of the plot: without names the first row is the lowest on the y axis.
  private var valuesFromTop: [Double] {
    guard names == nil else { return values.values }
    return (0..<rows).reversed().flatMap { values.values[$0 * columns..<($0 + 1) * columns] }
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let topLeft = area.point(x.lowerBound, y.upperBound)
    let bottomRight = area.point(x.upperBound, y.lowerBound)
    let rect = Rect(
      x: topLeft.x, y: topLeft.y, width: bottomRight.x - topLeft.x, height: bottomRight.y - topLeft.y)
    let values = valuesFromTop
    let colors = values.map { map.color(style.colorDomain?.fraction($0) ?? 0) }
    canvas.cells(colors, columns: columns, over: rect)
    guard let cellFormat else { return }
    let cell = Size(width: rect.width / Double(columns), height: rect.height / Double(rows))
    let texts = CellTexts(values, cellFormat, cell: cell, typeface: canvas.typeface)
    texts?.draw(on: canvas, over: rect, columns: columns, colors: colors)
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] { [] }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: "heat map", name: axis.label.isEmpty ? nil : axis.label)
    if let names {
      series.labels = names.rows + names.columns
    } else {
      series.x = [x.lowerBound, x.upperBound]
      series.y = [y.lowerBound, y.upperBound]
    }
    series.values = values.values
    series.shape = [rows, columns]
    return [series]
  }
}

extension Mark {
  /// A matrix in colours: `values` row by row, the first row at the lower end of the y axis.
  ///
  /// The cells fill the extents `x` and `y` evenly; without them, the cell centres are at 1, 2, …
  /// `color` describes the colour bar; an empty label without unit is fine. `cellFormat` writes the numbers in the
  /// cells, where these are large enough to read them.
  public static func heatMap(
    _ values: some Collection<some Plottable>, rows: Int, columns: Int, x: ClosedRange<Double>? = nil,
    y: ClosedRange<Double>? = nil, color: Axis, map: ColorMap = .viridis, cellFormat: CellFormat? = nil
  ) -> Mark {
    Mark(
      content: HeatMapMark(
        values: Channel("colour", values), rows: rows, columns: columns,
        x: x ?? 0.5...Double(max(columns, 1)) + 0.5, y: y ?? 0.5...Double(max(rows, 1)) + 0.5, axis: color, map: map,
        cellFormat: cellFormat))
  }

  /// A matrix in colours with names at its rows and columns: `values` row by row, the first row on top, as a table is
  /// read, such as a confusion matrix.
  ///
  /// `color` describes the colour bar; an empty label without unit is fine. `cellFormat` writes the numbers in the
  /// cells, where these are large enough to read them.
  public static func heatMap(
    _ values: some Collection<some Plottable>, rows: [String], columns: [String], color: Axis,
    map: ColorMap = .viridis, cellFormat: CellFormat? = nil
  ) -> Mark {
    Mark(
      content: HeatMapMark(
        values: Channel("colour", values), rows: rows.count, columns: columns.count,
        x: 0.5...Double(max(columns.count, 1)) + 0.5, y: 0.5...Double(max(rows.count, 1)) + 0.5, axis: color,
        map: map, names: (rows, columns), cellFormat: cellFormat))
  }
}
