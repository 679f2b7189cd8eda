import LabCCairo

/// A drawing surface measured in points, two pixels each. The only owner of Cairo's objects.
///
/// Cairo remembers its first error and ignores what follows; `raster()` reports it.
final class Canvas {
  /// The resolution of every picture.
  static let pixelsPerPoint = 2

  let typeface: Typeface
  let pixelWidth: Int
  let pixelHeight: Int
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// A white canvas of a size in points, rounded up to whole points.
  convenience init(size: Size, typeface: Typeface) throws(FigureError) {
    try self.init(
      pixelWidth: Int(size.width.rounded(.up)) * Self.pixelsPerPoint,
      pixelHeight: Int(size.height.rounded(.up)) * Self.pixelsPerPoint, typeface: typeface)
  }

  /// A white canvas of a size in pixels.
  init(pixelWidth: Int, pixelHeight: Int, typeface: Typeface) throws(FigureError) {
    guard 1...16_384 ~= pixelWidth, 1...16_384 ~= pixelHeight else {
      throw .invalid("a picture of \(pixelWidth) × \(pixelHeight) pixels: give at most 16384 each way")
    }
    self.typeface = typeface
    self.pixelWidth = pixelWidth
    self.pixelHeight = pixelHeight
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(pixelWidth), Int32(pixelHeight))
    context = cairo_create(surface)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    cairo_scale(context, Double(Self.pixelsPerPoint), Double(Self.pixelsPerPoint))
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The pixels drawn so far, or what went wrong in drawing them.
  func raster() throws(FigureError) -> Raster {
    if let missingGlyph = typeface.missingGlyph { throw missingGlyph }
    let status = cairo_status(context)
    cairo_surface_flush(surface)
    guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      throw .library(name: "Cairo", message: String(cString: cairo_status_to_string(status)))
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    var bytes = [UInt8](repeating: 0, count: 3 * pixelWidth * pixelHeight)
    for row in 0..<pixelHeight {
      for column in 0..<pixelWidth {
        // A pixel is one native 32-bit number, 0x__RRGGBB.
        let pixel = UnsafeRawPointer(data).load(fromByteOffset: row * stride + 4 * column, as: UInt32.self)
        let offset = 3 * (row * pixelWidth + column)
        bytes[offset] = UInt8(truncatingIfNeeded: pixel >> 16)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
        bytes[offset + 2] = UInt8(truncatingIfNeeded: pixel)
      }
    }
    return Raster(width: pixelWidth, height: pixelHeight, bytes: bytes)
  }

  /// Draws what `body` draws, cut off at a rectangle's edge.
  func clipped(to rect: Rect, _ body: () -> Void) {
    cairo_save(context)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  func fill(_ rect: Rect, color: RGB, opacity: Double = 1) {
    setColor(color, opacity)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_fill(context)
  }

  func stroke(_ rect: Rect, color: RGB, width: Double) {
    setColor(color, 1)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_stroke(context)
  }

  /// A line through points, with round joins.
  func polyline(_ points: [Point], color: RGB, width: Double, dashes: [Double] = [], opacity: Double = 1) {
    guard let first = points.first else { return }
    cairo_save(context)
    setColor(color, opacity)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, dashes.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, dashes, Int32(dashes.count), 0)
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    cairo_stroke(context)
    cairo_restore(context)
  }

  /// A straight line with square ends, for axes and grids.
  func line(from start: Point, to end: Point, color: RGB, width: Double) {
    setColor(color, 1)
    cairo_set_line_width(context, width)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    cairo_move_to(context, start.x, start.y)
    cairo_line_to(context, end.x, end.y)
    cairo_stroke(context)
  }

  func fillPolygon(_ points: [Point], color: RGB, opacity: Double = 1) {
    setColor(color, opacity)
    for point in points { cairo_line_to(context, point.x, point.y) }
    cairo_close_path(context)
    cairo_fill(context)
  }

  /// A filled marker, with a white rim of `rim` points.
  func marker(_ marker: Marker, at center: Point, radius: Double, color: RGB, opacity: Double = 1, rim: Double = 0) {
    if let outline = marker.outline {
      for corner in outline {
        cairo_line_to(context, center.x + radius * corner.x, center.y + radius * corner.y)
      }
      cairo_close_path(context)
    } else {
      cairo_new_sub_path(context)
      cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
    }
    if rim > 0 {
      setColor(.white, opacity)
      cairo_set_line_width(context, 2 * rim)
      cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      cairo_stroke_preserve(context)
    }
    setColor(color, opacity)
    cairo_fill(context)
  }

  /// A matrix of colours over a rectangle, row by row from the top, each a sharp cell.
  func cells(_ colors: [RGB], columns: Int, over rect: Rect) {
    let rows = colors.count / columns
    let image: OpaquePointer = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    defer { cairo_surface_destroy(image) }
    guard let data = cairo_image_surface_get_data(image) else { return }
    let stride = Int(cairo_image_surface_get_stride(image))
    for (index, color) in colors.enumerated() {
      let byte = { (channel: Double) in UInt32((255 * channel).rounded()) }
      let pixel = byte(color.red) << 16 | byte(color.green) << 8 | byte(color.blue)
      let offset = index / columns * stride + 4 * (index % columns)
      UnsafeMutableRawPointer(data).storeBytes(of: pixel, toByteOffset: offset, as: UInt32.self)
    }
    cairo_surface_mark_dirty(image)
    cairo_save(context)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(context)
    cairo_translate(context, rect.x, rect.y)
    cairo_scale(context, rect.width / Double(columns), rect.height / Double(rows))
    cairo_set_source_surface(context, image, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
    cairo_paint(context)
    cairo_restore(context)
  }

  /// Fills one line of text whose baseline starts at the origin of a moved and turned coordinate system.
  func fillText(_ text: String, style: TextStyle, origin: Point, turn: Double, halo: Double) {
    let run = typeface.run(text, style)
    let scale = style.size / Typeface.unitsPerEm
    let glyphs = run.glyphs.map { cairo_glyph_t(index: $0.index, x: $0.x * scale, y: $0.y * scale) }
    cairo_save(context)
    cairo_translate(context, origin.x, origin.y)
    cairo_rotate(context, turn)
    let options = makeFontOptions()
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    cairo_set_font_face(context, typeface.face(style))
    cairo_set_font_size(context, style.size)
    // Outlines, not glyph pictures: glyph pictures would snap to whole pixels and space the letters unevenly.
    cairo_glyph_path(context, glyphs, Int32(glyphs.count))
    if halo > 0 {
      setColor(.white, 0.85)
      cairo_set_line_width(context, 2 * halo)
      cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      cairo_stroke_preserve(context)
    }
    setColor(style.color, 1)
    cairo_fill(context)
    cairo_restore(context)
  }

  private func setColor(_ color: RGB, _ opacity: Double) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
  }
}
