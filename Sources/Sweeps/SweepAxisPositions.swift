import Foundation
import LabFigures

/// How the values of a varied setting stand along an axis: numbers where they are, other values side by side.
struct SweepAxisPositions {
  private let positions: [String: Double]
  private let isLogarithmic: Bool
  /// What the axis says.
  let axis: Axis

  init(_ setting: String, values: [String]) {
    let numbers = values.compactMap(Double.init)
    guard numbers.count == values.count, numbers.allSatisfy(\.isFinite) else {
      positions = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Double($0 + 1)) })
      let names = values.enumerated().map { "\($0 + 1): \($1)" }.joined(separator: ", ")
      axis = Axis("\(setting) (\(names))")
      isLogarithmic = false
      return
    }
    positions = Dictionary(zip(values, numbers)) { first, _ in first }
    let low = numbers.min() ?? 0, high = numbers.max() ?? 0
    // Values of different orders of magnitude would lie on one another.
    isLogarithmic = low > 0 && numbers.count > 2 && high / low >= 10
    axis = Axis(setting, scale: isLogarithmic ? .log : .linear, ticks: numbers)
  }

  /// Where a value stands.
  func position(of value: String) -> Double? { positions[value] }

  /// Where several marks of one value stand, so that their error bars do not cover each other: a twentieth of the least distance
  /// between two values apart.
  ///
  /// - Returns: For each mark, from a position to the mark's place.
  func sideBySide(_ count: Int) -> [(Double) -> Double] {
    let places = positions.values.map { isLogarithmic ? log($0) : $0 }.sorted()
    guard count > 1, let distance = zip(places.dropFirst(), places).map(-).min() else {
      return Array(repeating: { $0 }, count: count)
    }
    return (0..<count).map { index in
      let shift = distance / 20 * (Double(index) - Double(count - 1) / 2)
      return isLogarithmic ? { $0 * exp(shift) } : { $0 + shift }
    }
  }
}
