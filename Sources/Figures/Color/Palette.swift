/// How a figure chooses the colours of its series.
public enum Palette: Sendable {
  /// Colours as different as can be, for series that have no order, such as models.
  case categorical
  /// Dark violet over blue to green, for series in the order of a setting, such as a weight β or a number of draws:
  /// the first is the darkest. Neighbours stay apart for up to eight series.
  case ordered

  /// The categorical colours.
  ///
  /// The first six are Okabe and Ito's (2008), in an order that puts the darkest first and leaves out their yellow, too
  /// pale on white. The other four were chosen so that all ten stay apart for readers with protanopia, deuteranopia
  /// and tritanopia, which the tests measure.
  static let colors: [RGB] = [
    RGB(0x0072B2), RGB(0xD55E00), RGB(0x009E73), RGB(0xCC79A7), RGB(0xE69F00),
    RGB(0x56B4E9), RGB(0x8C1D40), RGB(0x6F2DBD), RGB(0x222222), RGB(0xA6D96A),
  ]

  /// Where viridis is cut: beyond, it is too pale on white.
  private static let palest = 0.87
  /// The longest step along viridis from one series to the next: a few keep to its dark end, which stands out best.
  private static let longestStep = 0.3

  /// The colour of the series at `index` of `count`; categorical ones repeat beyond ten.
  func color(_ index: Int, of count: Int) -> RGB {
    switch self {
    case .categorical: Self.colors[index % Self.colors.count]
    case .ordered:
      ColorMap.viridis.color(Double(index) * min(Self.longestStep, Self.palest / Double(max(count - 1, 1))))
    }
  }

  /// The dashes of the line at `index`, in points: solid, but where categorical colours repeat dashed, then dotted.
  func dashes(_ index: Int) -> [Double] {
    switch self {
    case .categorical: [[], [6, 2.5], [1.5, 2]][index / Self.colors.count % 3]
    case .ordered: []
    }
  }

  /// The marker shape of the category at `index`; beyond ten the shapes shift against the colours.
  static func marker(_ index: Int) -> Marker {
    Marker.allCases[(index + index / colors.count) % Marker.allCases.count]
  }
}
