import Foundation

/// Numbers as a reader expects them on an axis: thousands separators, a true minus sign, powers of ten.
enum NumberLabel {
  /// The label of `mantissa` · 10^`exponent`, computed in whole numbers so that no rounding shows.
  ///
  /// With `scientific`, digits before the power of ten follow `unitExponent`: the label is
  /// (mantissa · 10^(exponent − unitExponent))×10^unitExponent.
  static func text(mantissa: Int, exponent: Int, scientificUnit: Int? = nil) -> String {
    guard mantissa != 0 else { return "0" }
    guard let unit = scientificUnit else { return decimal(mantissa: mantissa, exponent: exponent) }
    let digits = decimal(mantissa: mantissa, exponent: exponent - unit)
    switch digits {
    case "1": return powerOfTen(unit)
    case "−1": return "−" + powerOfTen(unit)
    default: return digits + "×" + powerOfTen(unit)
    }
  }

  /// A number with a fixed number of decimals, such as "0.50"; from 10⁹ on with that many and a power of ten.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard abs(value) >= 1e9 else {
      return decimal(mantissa: Int((value * pow(10, Double(decimals))).rounded()), exponent: -decimals)
    }
    var exponent = Int(log10(abs(value)).rounded(.down)), scale = pow(10, Double(decimals))
    var mantissa = (Ticks.scaled(value, by: -exponent) * scale).rounded()
    // Rounding may have made it 10.
    if abs(mantissa) >= 10 * scale { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return decimal(mantissa: Int(mantissa), exponent: -decimals) + "×" + powerOfTen(exponent)
  }

  /// 10^`exponent` with a superscript, such as "10⁻³".
  static func powerOfTen(_ exponent: Int) -> String {
    let superscripts: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
    return "10" + String(String(exponent).compactMap { superscripts[$0] })
  }

  /// `mantissa` · 10^`exponent` without a power of ten, such as "−1,250" or "0.0025".
  private static func decimal(mantissa: Int, exponent: Int) -> String {
    var digits = String(mantissa.magnitude)
    var fraction = ""
    if exponent >= 0 {
      digits += String(repeating: "0", count: exponent)
    } else {
      let missing = max(0, 1 - exponent - digits.count)
      digits = String(repeating: "0", count: missing) + digits
      fraction = String(digits.suffix(-exponent))
      digits = String(digits.dropLast(-exponent))
    }
    let sign = mantissa < 0 ? "−" : ""
    return sign + grouped(digits) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// Commas between groups of three digits.
  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
