import LabFigures

/// How the values of a varied setting stand along an axis: numbers where they are, other values side by side.
struct SweepAxisPositions {
  private let positions: [String: Double]
  /// What the axis says.
  let axis: Axis

  init(_ setting: String, values: [String]) {
    let numbers = values.compactMap(Double.init)
    guard numbers.count == values.count, numbers.allSatisfy(\.isFinite) else {
      positions = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Double($0 + 1)) })
      let names = values.enumerated().map { "\($0 + 1): \($1)" }.joined(separator: ", ")
      axis = Axis("\(setting) (\(names))")
      return
    }
    positions = Dictionary(zip(values, numbers)) { first, _ in first }
    let low = numbers.min() ?? 0, high = numbers.max() ?? 0
    // Values of different orders of magnitude would lie on one another.
    let isLogarithmic = low > 0 && numbers.count > 2 && high / low >= 10
    axis = Axis(setting, scale: isLogarithmic ? .log : .linear, ticks: numbers)
  }

  /// Where a value stands.
  func position(of value: String) -> Double? { positions[value] }
}
