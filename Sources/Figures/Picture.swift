/// Anything a report can show as a picture.
public protocol Picture: Sendable {
  /// The picture as PNG bytes, the same bytes for the same picture.
  ///
  /// Throws `FigureError` where the data cannot be drawn (non-finite values, lengths that differ) or the font is missing.
  func rendered() throws -> RenderedPicture

  /// What is plotted, in full, for the run record.
  var plottedData: PlottedData { get }

  /// The picture of this and of other repetitions of it: curves, bars and joined points are their means, with an interval
  /// around each whose half-width follows from the repeated values; all else is as it is here.
  func averaged(with others: [any Picture], halfWidth: @escaping @Sendable ([Double]) -> Double) -> Self
}

/// A finished picture: PNG bytes, with the size to show it at.
public struct RenderedPicture: Equatable, Sendable {
  /// The PNG file, without date, text or version inside.
  public let png: [UInt8]
  /// Width in points (CSS pixels) to show it at.
  public let width: Int
  /// Height in points (CSS pixels) to show it at.
  public let height: Int
  /// Width of the PNG in pixels, twice the width in points.
  public let pixelWidth: Int
  /// Height of the PNG in pixels, twice the height in points.
  public let pixelHeight: Int

  /// Encodes a raster that holds `Canvas.pixelsPerPoint` pixels a point.
  ///
  /// A picture with a colour bar keeps all its colours: merged ones would show as steps in the bar.
  init(_ raster: Raster, keepingAllColors: Bool = false) throws(FigureError) {
    png = try raster.png(keepingAllColors: keepingAllColors)
    pixelWidth = raster.width
    pixelHeight = raster.height
    width = raster.width / Canvas.pixelsPerPoint
    height = raster.height / Canvas.pixelsPerPoint
  }
}
