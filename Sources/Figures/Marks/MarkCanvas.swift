/// Where a mark of one's own draws: the figure's scales, the mark's colour, and lines, areas and markers in points.
public struct MarkCanvas {
  /// Where what is drawn goes to: a picture, or a list of the places that it covers.
  enum Target {
    case canvas(Canvas)
    case ink(Ink)
  }

  /// The places that a mark draws on, which a legend keeps away from.
  final class Ink {
    fileprivate(set) var points: [Point] = []
  }

  /// The mark's colour in its figure.
  public let color: RGB
  private let area: PlotArea
  private let marker: Marker
  private let target: Target

  init(_ area: PlotArea, _ style: MarkStyle, _ target: Target) {
    (color, marker) = (style.color(), style.marker())
    (self.area, self.target) = (area, target)
  }

  /// The size of the plot, in points.
  public var size: Size { Size(width: area.rect.width, height: area.rect.height) }

  /// Where a pair of values stands, by the scales of the axes.
  public func position(_ x: Double, _ y: Double) -> Point { area.point(x, y) }

  /// A line through points, in the mark's colour unless another is given; `width` is in points.
  public func line(
    _ points: [Point], color: RGB? = nil, width: Double = 1.6, dashes: [Double] = [], opacity: Double = 1
  ) {
    switch target {
    case .canvas(let canvas):
      canvas.polyline(points, color: color ?? self.color, width: width, dashes: dashes, opacity: opacity)
    case .ink(let ink): ink.points += Polyline.resampled(points, spacing: 3)
    }
  }

  /// The area inside a closed line through points.
  public func polygon(_ points: [Point], color: RGB? = nil, opacity: Double = 1) {
    switch target {
    case .canvas(let canvas): canvas.fillPolygon(points, color: color ?? self.color, opacity: opacity)
    case .ink(let ink): ink.points += Polyline.resampled(points + points.prefix(1), spacing: 3)
    }
  }

  /// The mark's marker, a circle or another shape that tells it from other series; `radius` is in points.
  public func marker(at center: Point, radius: Double = 3.4, color: RGB? = nil, opacity: Double = 1) {
    switch target {
    case .canvas(let canvas):
      canvas.marker(marker, at: center, radius: radius, color: color ?? self.color, opacity: opacity)
    case .ink(let ink): ink.points.append(center)
    }
  }
}
