/// Why a picture could not be drawn. Each message names what is wrong and what to do next.
public enum FigureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A value that is NaN or infinite: no figure is drawn with gaps where numbers should be.
  case notFinite(series: String, channel: String, index: Int, value: String)
  /// A magnitude beyond 1e300, which no axis can show.
  case tooLarge(series: String, channel: String, index: Int, value: String)
  /// A value at or below zero on a logarithmic axis.
  case notPositive(series: String, channel: String, index: Int, value: String)
  /// Two channels of one series with different numbers of values.
  case lengthMismatch(series: String, channel: String, count: Int, otherChannel: String, otherCount: Int)
  /// A series without values.
  case empty(series: String)
  /// Anything else about the figure's description that cannot be drawn.
  case invalid(String)
  /// The font is not installed, or fontconfig answers with another one.
  case missingFont
  /// A character the font has no glyph for.
  case missingGlyph(character: String, text: String)
  /// The drawing or PNG library failed.
  case library(name: String, message: String)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .notFinite(let series, let channel, let index, let value):
      return "\(series): the \(channel) value at index \(index) is \(value). "
        + "Only finite values can be plotted: find out where it comes from, or leave it out."
    case .tooLarge(let series, let channel, let index, let value):
      return "\(series): the \(channel) value at index \(index) is \(value). "
        + "Magnitudes up to 1e300 can be plotted: rescale the values or plot their logarithm."
    case .notPositive(let series, let channel, let index, let value):
      return "\(series): the \(channel) value at index \(index) is \(value), which a logarithmic axis cannot show. "
        + "Use a linear axis, or leave out values that are not positive."
    case .lengthMismatch(let series, let channel, let count, let otherChannel, let otherCount):
      return "\(series): \(count) \(channel) values for \(otherCount) \(otherChannel) values. Give as many of each."
    case .empty(let series):
      return "\(series): there are no values to plot. Leave the series out, or give it at least one value."
    case .invalid(let message):
      return message
    case .missingFont:
      return "The font DejaVu Sans, which every figure is set in, was not found. "
        + "Install it: apt-get install fonts-dejavu-core"
    case .missingGlyph(let character, let text):
      return "DejaVu Sans has no glyph for “\(character)” in the text “\(text)”. Use another character."
    case .library(let name, let message):
      return "\(name) could not draw the picture: \(message)."
    }
  }
}
