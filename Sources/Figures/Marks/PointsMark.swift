/// Points: of one kind, in named categories, or coloured by a value.
struct PointsMark: MarkContent {
  /// What tells the points apart.
  enum Distinction: Sendable {
    case none
    /// For each point an index into the names.
    case categories([Int], names: [String])
    case values(Channel, axis: Axis, map: ColorMap)
  }

  var name: String?
  var x: Channel
  var y: Channel
  var distinction = Distinction.none
  var size: Double?
  var opacity: Double?

  private var series: String { describeSeries("points", name) }

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    try x.validate(series: series, scale: xScale)
    try y.validateCount(series: series, equals: x)
    try y.validate(series: series, scale: yScale)
    if let size, !(0.1...100 ~= size) {
      throw .invalid("\(series): a marker radius of \(size) points. Give between 0.1 and 100.")
    }
    if let opacity, !(0...1 ~= opacity) { throw .invalid("\(series): an opacity of \(opacity). Give between 0 and 1.") }
    switch distinction {
    case .none: break
    case .categories(let indices, let names):
      try Channel("category", indices).validateCount(series: series, equals: x)
      if let index = indices.firstIndex(where: { !names.indices.contains($0) }) {
        throw .invalid(
          "\(series): the category at index \(index) is \(indices[index]), but there are \(names.count) names.")
      }
    case .values(let values, let axis, _):
      try values.validateCount(series: series, equals: x)
      try values.validate(series: series, scale: axis.scale)
    }
  }

  var isWholeAlongX: Bool { x.isWhole }
  var isWholeAlongY: Bool { y.isWhole }
  var xExtent: Extent? { Extent(x.values) }
  var yExtent: Extent? { Extent(y.values) }
  var xPadding: Double { 0.04 }

  var colorCount: Int {
    switch distinction {
    case .none: 1
    case .categories(_, let names): names.count
    case .values: 0
    }
  }

  var coloring: Coloring? {
    guard case .values(let channel, let axis, let map) = distinction, let extent = Extent(channel.values) else {
      return nil
    }
    return Coloring(axis: axis, map: map, extent: extent, isWhole: channel.isWhole)
  }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    switch distinction {
    case .none:
      guard let name else { return [] }
      return [LegendEntry(label: name, symbol: .marker(style.marker(), style.color()))]
    case .categories(_, let names):
      return names.enumerated().map { index, name in
        LegendEntry(label: name, symbol: .marker(style.marker(index), style.color(index)))
      }
    case .values: return []
    }
  }

  /// Smaller and more transparent the more there are.
  private var look: (radius: Double, opacity: Double) {
    let standard: (Double, Double) =
      switch x.values.count {
      case ...200: (3.4, 0.9)
      case ...1_000: (2.6, 0.8)
      case ...5_000: (2.1, 0.7)
      default: (1.9, 0.65)
      }
    return (size ?? standard.0, opacity ?? standard.1)
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    let (radius, opacity) = look
    let rim = x.values.count <= 1_000 ? 0.5 : 0
    for (index, (x, y)) in zip(x.values, y.values).enumerated() {
      let point = area.point(x, y)
      guard area.rect.inset(by: -0.5).contains(point) else { continue }
      let (marker, color) = appearance(of: index, style)
      canvas.marker(marker, at: point, radius: radius, color: color, opacity: opacity, rim: rim)
    }
  }

  private func appearance(of index: Int, _ style: MarkStyle) -> (Marker, RGB) {
    switch distinction {
    case .none:
      return (style.marker(), style.color())
    case .categories(let indices, _):
      return (style.marker(indices[index]), style.color(indices[index]))
    case .values(let channel, _, let map):
      return (.circle, map.color(style.colorDomain?.fraction(channel.values[index]) ?? 0))
    }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    zip(x.values, y.values).map(area.point)
  }

  var plottedSeries: [PlottedData.Series] {
    switch distinction {
    case .none:
      return [plotted(name: name, where: { _ in true })]
    case .categories(let indices, let names):
      return names.enumerated().map { category, name in plotted(name: name) { indices[$0] == category } }
    case .values(let channel, _, _):
      var series = plotted(name: name) { _ in true }
      series.values = channel.values
      return [series]
    }
  }

  private func plotted(name: String?, where isIncluded: (Int) -> Bool) -> PlottedData.Series {
    var series = PlottedData.Series(mark: "points", name: name)
    let included = Swift.min(x.values.count, y.values.count)
    let indices = (0..<included).filter(isIncluded)
    series.x = indices.map { x.values[$0] }
    series.y = indices.map { y.values[$0] }
    return series
  }
}

extension Mark {
  /// Points of one kind. `size` is the marker's radius in points, `opacity` 0 … 1; both suit the number of points.
  public static func points(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>, name: String? = nil,
    size: Double? = nil, opacity: Double? = nil
  ) -> Mark {
    Mark(
      content: PointsMark(name: name, x: Channel("x", x), y: Channel("y", y), size: size, opacity: opacity))
  }

  /// Points in named categories, told apart by colour and shape; `categories` holds an index into `names` for each.
  ///
  /// The points are drawn in the order given, so that no category hides another.
  public static func points(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>,
    categories: some Collection<some BinaryInteger>, names: [String], size: Double? = nil, opacity: Double? = nil
  ) -> Mark {
    Mark(
      content: PointsMark(
        x: Channel("x", x), y: Channel("y", y),
        distinction: .categories(categories.map { Int(clamping: $0) }, names: names), size: size, opacity: opacity))
  }

  /// Points coloured by a value, with a colour bar that `color` describes.
  public static func points(
    _ x: some Collection<some Plottable>, _ y: some Collection<some Plottable>,
    values: some Collection<some Plottable>, color: Axis, map: ColorMap = .viridis, size: Double? = nil,
    opacity: Double? = nil
  ) -> Mark {
    Mark(
      content: PointsMark(
        x: Channel("x", x), y: Channel("y", y),
        distinction: .values(Channel("colour", values), axis: color, map: map), size: size, opacity: opacity))
  }
}
