/// What an axis or a colour bar shows: label, unit, scale, limits.
public struct Axis: Equatable, Sendable, ExpressibleByStringInterpolation {
  /// How values map to positions.
  public enum Scale: String, Codable, Sendable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios; values must be positive.
    case log
  }

  /// What is measured; empty for an axis without a label.
  public var label: String
  /// The unit, shown in parentheses behind the label.
  public var unit: String?
  /// How values map to positions.
  public var scale: Scale
  /// The values at both ends; nil to take them from the data.
  public var limits: ClosedRange<Double>?
  /// Where labelled ticks stand, as many as fit: values of a setting, say, that are few and not round; none for round numbers.
  public var ticks: [Double]
  /// What stands at 1, 2, … of a horizontal axis in the place of numbers; empty where these are numbers.
  public var names: [String]

  /// An axis with a label, and a unit if there is one.
  public init(
    _ label: String, unit: String? = nil, scale: Scale = .linear, limits: ClosedRange<Double>? = nil,
    ticks: [Double] = [], names: [String] = []
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.limits = limits
    self.ticks = ticks
    self.names = names
  }

  /// A linear axis with a label.
  public init(stringLiteral label: String) { self.init(label) }

  /// The label as drawn, such as "loss (nats)".
  var caption: String {
    guard let unit, !unit.isEmpty else { return label }
    return label.isEmpty ? unit : "\(label) (\(unit))"
  }

  var plottedData: PlottedData.AxisData {
    PlottedData.AxisData(
      label: caption, scale: scale.rawValue, lower: limits?.lowerBound, upper: limits?.upperBound)
  }
}
