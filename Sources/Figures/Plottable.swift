/// A number that a figure can plot.
public protocol Plottable: Sendable {
  /// The number as the figure's own type.
  var plotted: Double { get }
}

extension Double: Plottable {
  /// The number itself.
  public var plotted: Double { self }
}

extension Float: Plottable {
  /// The same number.
  public var plotted: Double { Double(self) }
}

extension Int: Plottable {
  /// The number, rounded where it is beyond 2⁵³.
  public var plotted: Double { Double(self) }
}
