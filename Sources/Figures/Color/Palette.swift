/// The colours and marker shapes of named series.
///
/// The first six colours are Okabe and Ito's (2008), in an order that puts the darkest first and leaves out
/// their yellow, too pale on white. The other four were chosen so that all ten stay apart for readers with
/// protanopia, deuteranopia and tritanopia, which the tests measure.
enum Palette {
  static let colors: [RGB] = [
    RGB(0x0072B2), RGB(0xD55E00), RGB(0x009E73), RGB(0xCC79A7), RGB(0xE69F00),
    RGB(0x56B4E9), RGB(0x8C1D40), RGB(0x6F2DBD), RGB(0x222222), RGB(0xA6D96A),
  ]

  /// The colour of the series at `index`; beyond ten they repeat.
  static func color(_ index: Int) -> RGB { colors[index % colors.count] }

  /// The marker shape of the category at `index`; beyond ten the shapes shift against the colours.
  static func marker(_ index: Int) -> Marker {
    Marker.allCases[(index + index / colors.count) % Marker.allCases.count]
  }

  /// The dashes of the line at `index`, in points: solid for the first ten, then dashed, then dotted.
  static func dashes(_ index: Int) -> [Double] {
    [[], [6, 2.5], [1.5, 2]][index / colors.count % 3]
  }
}
