import Foundation

/// How a number reads in a report.
public enum NumberFormat: Sendable, Equatable {
  /// Whole numbers in full, others to four significant digits or to the unit, whichever is finer.
  case automatic
  /// This many digits after the point.
  case fixed(Int)
  /// This many significant digits.
  case significant(Int)
  /// As many digits as tell it from every other number.
  case exact

  /// The number in words of digits: thousands grouped, a true minus sign, no locale.
  public func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
    switch self {
    case .automatic: return automaticText(value)
    case .fixed(let digits): return Self.decimal(value, digits: digits)
    case .significant(let digits): return Self.significant(value, digits: digits)
    case .exact: return Self.withMinusSign(Self.shortest(value))
    }
  }

  /// The fewest digits that mean exactly this number, as a program reads them: `4`, `0.003`, `1e-07`.
  public static func shortest(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
  }

  /// A count, in full.
  static func count(_ count: Int) -> String { fixed(0).text(Double(count)) }

  private func automaticText(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return Self.decimal(value, digits: 0) }
    return abs(value) >= 1000 && abs(value) < 1e15
      ? Self.decimal(value, digits: 0) : Self.significant(value, digits: 4)
  }

  private static func significant(_ value: Double, digits: Int) -> String {
    let digits = max(digits, 1)
    guard value != 0 else { return "0" }
    // Rounding first: 9.9996 to four digits is 10.00, whose exponent is one more.
    let scientific = String(format: "%.\(digits - 1)e", value)
    let parts = scientific.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return scientific }
    if exponent < -4 || exponent >= 15 {
      return withMinusSign(String(parts[0])) + " × 10" + superscript(exponent)
    }
    guard let rounded = Double(scientific) else { return scientific }
    return decimal(rounded, digits: max(0, digits - 1 - exponent))
  }

  private static func decimal(_ value: Double, digits: Int) -> String {
    let text = String(format: "%.\(max(digits, 0))f", abs(value))
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = grouped(parts[0])
    let magnitude = parts.count > 1 ? "\(whole).\(parts[1])" : whole
    let isZero = !text.contains { $0 != "0" && $0 != "." }
    return value < 0 && !isZero ? "−" + magnitude : magnitude
  }

  private static func grouped(_ digits: Substring) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  private static func withMinusSign(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  private static func superscript(_ exponent: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let magnitude = String(String(abs(exponent)).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    return exponent < 0 ? "⁻" + magnitude : magnitude
  }
}
