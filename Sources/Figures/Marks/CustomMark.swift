/// A kind of mark of one's own: its numbers, and how they are drawn on a canvas that knows the figure's scales.
///
/// ```swift
/// /// An arrow from each place to where it points.
/// struct Arrows: CustomMark {
///   let kind = "arrows"
///   let name: String?
///   let channels: [Channel]  // Channel("x", x, along: .x), Channel("y", y, along: .y), Channel("x end", …, along: .x), …
///
///   func draw(on canvas: MarkCanvas) {
///     for index in channels[0].values.indices {
///       let from = canvas.position(channels[0].values[index], channels[1].values[index])
///       let to = canvas.position(channels[2].values[index], channels[3].values[index])
///       canvas.line([from, to])
///       canvas.marker(at: to, radius: 2)
///     }
///   }
/// }
///
/// Figure([Mark(Arrows(name: "flow", channels: …))], x: "x", y: "y")
/// ```
///
/// The axes reach as far as the channels that are measured along them; where more is drawn than these numbers, such as an
/// ellipse around them, give its ends as channels too. Records keep every channel under the mark's kind and name, so that
/// reports can be compared. Over several seeds it is the first seed's.
public protocol CustomMark: Sendable {
  /// What records and messages call the kind, such as `arrows`.
  var kind: String { get }

  /// What the legend calls it; nil where it does not.
  var name: String? { get }

  /// The numbers that it shows, as many in each channel, all finite, and positive on a logarithmic axis. Names differ.
  var channels: [Channel] { get }

  /// What stands beside its name in a legend; a line unless said otherwise.
  var legendSymbol: LegendSymbol { get }

  /// Draws it. What is drawn outside of the plot is cut off.
  func draw(on canvas: MarkCanvas)
}

/// What stands beside a name in a legend, in the mark's colour.
public enum LegendSymbol: Sendable {
  /// A stroke.
  case line
  /// The mark's marker.
  case marker
  /// A rectangle.
  case swatch
}

extension CustomMark {
  /// A stroke.
  public var legendSymbol: LegendSymbol { .line }
}

extension Mark {
  /// A mark of one's own kind.
  public init(_ mark: some CustomMark) { self.init(content: CustomMarkContent(mark: mark)) }
}

/// A mark of another's making, as a figure asks for one.
struct CustomMarkContent: MarkContent {
  let mark: any CustomMark

  func validate(xScale: Axis.Scale, yScale: Axis.Scale) throws(FigureError) {
    let series = describeSeries(mark.kind, mark.name), channels = mark.channels
    guard let first = channels.first else { throw .empty(series: series) }
    guard Set(channels.map(\.name)).count == channels.count else {
      throw .invalid("\(series): two of its channels have one name. Give every channel a name of its own.")
    }
    for channel in channels {
      try channel.validateCount(series: series, equals: first)
      let scale: Axis.Scale =
        switch channel.direction {
        case .x: xScale
        case .y: yScale
        case nil: .linear
        }
      try channel.validate(series: series, scale: scale)
    }
  }

  private func values(along direction: Channel.Direction) -> [Double] {
    mark.channels.filter { $0.direction == direction }.flatMap(\.values)
  }

  private func isWhole(along direction: Channel.Direction) -> Bool {
    mark.channels.allSatisfy { $0.direction != direction || $0.isWhole }
  }

  var xExtent: Extent? { Extent(values(along: .x)) }
  var yExtent: Extent? { Extent(values(along: .y)) }
  var isWholeAlongX: Bool { isWhole(along: .x) }
  var isWholeAlongY: Bool { isWhole(along: .y) }
  var xPadding: Double { 0.05 }
  var colorCount: Int { 1 }

  func legendEntries(_ style: MarkStyle) -> [LegendEntry] {
    guard let name = mark.name else { return [] }
    let symbol: LegendEntry.Symbol =
      switch mark.legendSymbol {
      case .line: .line(style.color(), dashes: [])
      case .marker: .marker(style.marker(), style.color())
      case .swatch: .swatch(style.color())
      }
    return [LegendEntry(label: name, symbol: symbol)]
  }

  func draw(on canvas: Canvas, in area: PlotArea, _ style: MarkStyle) {
    canvas.clipped(to: area.rect) { mark.draw(on: MarkCanvas(area, style, .canvas(canvas))) }
  }

  func ink(in area: PlotArea, _ style: MarkStyle) -> [Point] {
    let ink = MarkCanvas.Ink()
    mark.draw(on: MarkCanvas(area, style, .ink(ink)))
    return ink.points
  }

  var plottedSeries: [PlottedData.Series] {
    var series = PlottedData.Series(mark: mark.kind, name: mark.name)
    for channel in mark.channels { series[channel.name] = channel.values }
    return [series]
  }
}
