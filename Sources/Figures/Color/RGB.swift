import Foundation

/// A colour in sRGB, channels 0 … 1.
public struct RGB: Equatable, Sendable {
  /// The channels.
  public var red, green, blue: Double

  /// A colour of these channels.
  public init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour from its hexadecimal notation, 0xRRGGBB.
  public init(_ hex: UInt32) {
    red = Double(hex >> 16 & 0xFF) / 255
    green = Double(hex >> 8 & 0xFF) / 255
    blue = Double(hex & 0xFF) / 255
  }

  /// White, as the paper is.
  public static let white = RGB(0xFFFFFF)
  /// Black.
  public static let black = RGB(0x000000)
  /// Text and axes: nearly black, which prints as black and is softer on a screen.
  static let ink = RGB(0x262626)
  /// Reference lines and secondary strokes.
  static let middleGray = RGB(0x707070)
  /// Grid lines: seen when looked for.
  static let gridGray = RGB(0xE4E4E4)

  /// This colour with `share` of `other` mixed in, channel by channel.
  public func mixed(with other: RGB, share: Double) -> RGB {
    RGB(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Relative luminance, 0 (black) … 1 (white), as WCAG 2 defines it.
  var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// The contrast ratio to white paper, 1 … 21, as WCAG 2 defines it.
  var contrastToWhite: Double { 1.05 / (luminance + 0.05) }

  /// Black or white, whichever stands out more from this colour: by a contrast ratio of 4.58 or more.
  var textColor: RGB { contrastToWhite > (luminance + 0.05) / 0.05 ? .white : .black }

  /// The light a channel value stands for (IEC 61966-2-1).
  static func linear(_ channel: Double) -> Double {
    channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
  }
}
