import LabCCairo

/// How a text is set.
struct TextStyle: Equatable, Sendable {
  /// The em size in points.
  var size: Double
  var isBold = false
  var color = RGB.ink

  static let tick = TextStyle(size: 10.5)
  static let axisLabel = TextStyle(size: 11.5)
  static let legend = TextStyle(size: 10.5)
  static let title = TextStyle(size: 12.5, isBold: true)
  static let note = TextStyle(size: 9.5, color: RGB.middleGray)

  /// From the baseline to the top of capitals, ascenders and superscripts.
  var ascent: Double { 0.76 * size }
  /// From the baseline to the bottom of descenders.
  var descent: Double { 0.24 * size }
  /// From the top of one line to the bottom of the same line.
  var lineHeight: Double { size }
  /// From baseline to baseline.
  var lineSpacing: Double { 1.25 * size }
}

/// DejaVu Sans, regular and bold: glyphs and exact, unhinted widths.
///
/// One picture owns one; it is not shared between threads.
final class Typeface {
  /// Glyph positions for text set at `unitsPerEm` points, where they are whole font units.
  struct Run {
    var glyphs: [cairo_glyph_t]
    var advance: Double
  }

  static let unitsPerEm = 2048.0

  private let regular: ScaledFace
  private let bold: ScaledFace
  /// The first character without a glyph, which the picture reports when it is finished.
  private(set) var missingGlyph: FigureError?

  /// Finds the font by fontconfig and makes sure that it is the right one.
  init() throws(FigureError) {
    regular = ScaledFace(family: "DejaVu Sans", isBold: false)
    bold = ScaledFace(family: "DejaVu Sans", isBold: true)
    // fontconfig answers with some other font where the named one is missing. Its widths tell them apart.
    guard Self.advances(of: regular) == Self.regularAdvances, Self.advances(of: bold) == Self.boldAdvances else {
      throw .missingFont
    }
  }

  /// Characters, Greek and superscript among them, whose widths identify the font.
  static let probe = ["M", "W", "i", "0", "β", "⁻", "⁵"]
  /// Advance widths of `probe` in DejaVuSans.ttf, in font units.
  private static let regularAdvances: [Double] = [1767, 2025, 569, 1303, 1307, 1081, 821]
  /// Advance widths of `probe` in DejaVuSans-Bold.ttf, in font units.
  private static let boldAdvances: [Double] = [2038, 2259, 702, 1425, 1466, 1081, 897]

  private static func advances(of face: ScaledFace) -> [Double] {
    probe.map { face.run($0)?.advance ?? 0 }
  }

  /// The Cairo face for a style, for drawing.
  func face(_ style: TextStyle) -> OpaquePointer { (style.isBold ? bold : regular).face }

  /// The glyphs of a line of text.
  func run(_ text: String, _ style: TextStyle) -> Run {
    let face = style.isBold ? bold : regular
    guard let run = face.run(text) else { return Run(glyphs: [], advance: 0) }
    if missingGlyph == nil, run.glyphs.contains(where: { $0.index == 0 }) {
      let character = text.first { face.run(String($0))?.glyphs.contains { $0.index == 0 } ?? true }
      missingGlyph = .missingGlyph(character: character.map { String($0) } ?? text, text: text)
    }
    return run
  }

  /// The width of a line of text in points.
  func width(of text: String, _ style: TextStyle) -> Double {
    run(text, style).advance * style.size / Self.unitsPerEm
  }

  /// A line of text, characters in its middle replaced by “…” where it is wider than `maxWidth`: names of a list
  /// often differ at their ends.
  func elided(_ text: String, _ style: TextStyle, maxWidth: Double) -> String {
    var elided = text
    var kept = text.count
    while kept > 1, width(of: elided, style) > maxWidth {
      kept -= 1
      elided = text.prefix(kept - kept / 2) + "…" + text.suffix(kept / 2)
    }
    return elided
  }
}

/// A font face at its own units, so that widths come out as the font file has them.
private final class ScaledFace {
  let face: OpaquePointer
  private let font: OpaquePointer

  init(family: String, isBold: Bool) {
    face = cairo_toy_font_face_create(
      family, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    var size = cairo_matrix_t()
    cairo_matrix_init_scale(&size, Typeface.unitsPerEm, Typeface.unitsPerEm)
    var identity = cairo_matrix_t()
    cairo_matrix_init_identity(&identity)
    let options = makeFontOptions()
    font = cairo_scaled_font_create(face, &size, &identity, options)
    cairo_font_options_destroy(options)
  }

  deinit {
    cairo_scaled_font_destroy(font)
    cairo_font_face_destroy(face)
  }

  /// The glyphs of `text`, or nil where Cairo refuses it.
  func run(_ text: String) -> Typeface.Run? {
    var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
    var count: Int32 = 0
    let status = cairo_scaled_font_text_to_glyphs(font, 0, 0, text, -1, &glyphs, &count, nil, nil, nil)
    guard status == CAIRO_STATUS_SUCCESS else { return nil }
    defer { cairo_glyph_free(glyphs) }
    var extents = cairo_text_extents_t()
    cairo_scaled_font_glyph_extents(font, glyphs, count, &extents)
    return Typeface.Run(
      glyphs: Array(UnsafeBufferPointer(start: glyphs, count: Int(count))), advance: extents.x_advance)
  }
}

/// Options under which text looks the same at every position: no hinting, grey antialiasing. The caller destroys them.
func makeFontOptions() -> OpaquePointer {
  let options: OpaquePointer = cairo_font_options_create()
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
  return options
}
