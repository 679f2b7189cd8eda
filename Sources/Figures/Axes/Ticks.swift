import Foundation

/// A mark on an axis; minor ticks have no label.
struct Tick: Equatable, Sendable {
  var value: Double
  var label: String
}

/// The ticks of an axis.
struct Ticks: Equatable, Sendable {
  var major: [Tick]
  var minor: [Double] = []

  /// At most `limit` (two or more) labelled ticks, where readers expect them.
  init(_ domain: Domain, limit: Int) {
    let chosen = Set(domain.ticks.filter(domain.contains)).sorted()
    guard chosen.isEmpty else {
      self.init(major: Self.thinned(Self.labelled(chosen)) { $0.count <= limit })
      return
    }
    switch domain.scale {
    case .linear: self = Self.linear(domain, limit: limit)
    case .log: self = Self.logarithmic(domain, limit: limit)
    }
  }

  init(major: [Tick], minor: [Double] = []) {
    self.major = major
    self.minor = minor
  }

  /// All of the ticks where they fit, else every second, else the first and every fifth, tenth, …
  ///
  /// The first, and then round numbers: 1, 5, 10, … reads better than 1, 6, 11.
  static func thinned(_ ticks: [Tick], until fit: ([Tick]) -> Bool) -> [Tick] {
    let strides = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000].lazy
    let choices = strides.map { stride in
      ticks.indices.filter { $0 == 0 && stride > 2 || ($0 + 1) % stride == 0 }.map { ticks[$0] }
    }
    return choices.first(where: fit) ?? Array(ticks.prefix(1))
  }

  /// Ticks at any numbers, labelled with six of their digits, or as many more as tell them apart.
  private static func labelled(_ values: [Double]) -> [Tick] {
    let choices = (6...15).lazy.map { digits in values.map { labelled($0, digits: digits) } }
    return choices.first { Set($0.map(\.label)).count == values.count } ?? values.map { labelled($0, digits: 15) }
  }

  /// A tick at any number, which is labelled with so many of its digits at the most: of a number in full, with all before the
  /// point.
  private static func labelled(_ value: Double, digits: Int) -> Tick {
    guard value != 0 else { return Tick(value: 0, label: "0") }
    var leading = Int(log10(abs(value)).rounded(.down))
    let digits = leading == largestPlain ? max(digits, largestPlain + 1) : digits
    var (mantissa, exponent) = (Int(scaled(value, by: digits - 1 - leading).rounded()), leading - digits + 1)
    while mantissa % 10 == 0 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    // Rounding may have made it one more.
    leading = exponent + String(mantissa.magnitude).count - 1
    let isPlain = -5...largestPlain ~= leading
    return Tick(
      value: value,
      label: NumberLabel.text(mantissa: mantissa, exponent: exponent, scientificUnit: isPlain ? nil : leading))
  }

  /// Up to 9,999,999 plain numbers read best.
  private static let largestPlain = 6

  /// Multiples of 1, 2 or 5 times a power of ten: the smallest step that keeps to the limit and leaves two ticks.
  private static func linear(_ domain: Domain, limit: Int) -> Ticks {
    var exponent = Int(log10((domain.upper - domain.lower) / Double(max(limit, 2))).rounded(.down)) - 1
    var finer: [Tick] = []
    while true {
      for digit in [1, 2, 5] {
        let indices = multiples(of: digit, exponent, in: domain)
        if domain.isWhole, exponent < 0 { continue }
        if indices.count < 2 {
          return Ticks(major: finer.isEmpty ? labelled(indices, digit: digit, exponent: exponent) : finer)
        }
        finer = indices.count <= 10 * max(limit, 2) ? labelled(indices, digit: digit, exponent: exponent) : []
        if indices.count <= limit { return Ticks(major: finer) }
      }
      exponent += 1
    }
  }

  /// The whole numbers k with lower ≤ k · digit · 10^exponent ≤ upper, allowing for rounding at the ends.
  private static func multiples(of digit: Int, _ exponent: Int, in domain: Domain) -> Range<Int> {
    let slack = 1e-9
    let first = (scaled(domain.lower, by: -exponent) / Double(digit) - slack).rounded(.up)
    let last = (scaled(domain.upper, by: -exponent) / Double(digit) + slack).rounded(.down)
    return Int(first)..<max(Int(first), Int(last) + 1)
  }

  private static func labelled(_ indices: Range<Int>, digit: Int, exponent: Int) -> [Tick] {
    let mantissas = indices.map { $0 * digit }
    let largest = mantissas.map { $0.magnitude }.max() ?? 0
    let leadingExponent = exponent + String(largest).count - 1
    // Up to 9,999,999 and down to steps of 0.00001 plain numbers read best; beyond, a power of ten common to all.
    let unit = leadingExponent >= 7 || exponent < -5 ? leadingExponent : nil
    return mantissas.map { mantissa in
      Tick(
        value: scaled(Double(mantissa), by: exponent),
        label: NumberLabel.text(mantissa: mantissa, exponent: exponent, scientificUnit: unit))
    }
  }

  /// Powers of ten where the axis shows three or more; else 1, 2 and 5 times them; else as on a linear axis.
  private static func logarithmic(_ domain: Domain, limit: Int) -> Ticks {
    let decades = decades(of: domain)
    let powers = decades.filter { domain.contains(scaled(1, by: $0)) }
    guard powers.count >= 3 else { return shortLogarithmic(domain, decades: decades, limit: limit) }

    var step = 1
    for candidate in [1, 2, 5, 10, 20, 50, 100, 200] {
      step = candidate
      if powers.count(where: { $0 % step == 0 }) <= max(limit, 2) { break }
    }
    let multiples = powers.filter { $0 % step == 0 }
    // A single label gives no scale.
    let major = multiples.count >= 2 ? multiples : [powers[0], powers[powers.count - 1]]
    let minor =
      step > 1
      ? powers.filter { !major.contains($0) }.map { scaled(1, by: $0) }
      : decades.flatMap { decade in (2...9).map { scaled(Double($0), by: decade) } }.filter(domain.contains)
    let isPlain = arePlain(powers)
    return Ticks(
      major: major.map { Tick(value: scaled(1, by: $0), label: logLabel(1, $0, isPlain: isPlain)) },
      minor: powers.count > 60 ? [] : minor)
  }

  private static func shortLogarithmic(_ domain: Domain, decades: ClosedRange<Int>, limit: Int) -> Ticks {
    for digits in [[1, 2, 5], [1, 3], [1]] {
      let major = decades.flatMap { decade in digits.map { (digit: $0, decade: decade) } }
        .filter { domain.contains(scaled(Double($0.digit), by: $0.decade)) }
      guard major.count >= 2 else { break }
      guard major.count <= max(limit, 2) else { continue }
      let isPlain = arePlain(major.map { $0.decade })
      let values = major.map { scaled(Double($0.digit), by: $0.decade) }
      let minor = decades.flatMap { decade in (1...9).map { scaled(Double($0), by: decade) } }
        .filter { domain.contains($0) && !values.contains($0) }
      let labels = major.map { logLabel($0.digit, $0.decade, isPlain: isPlain) }
      return Ticks(major: zip(values, labels).map { Tick(value: $0, label: $1) }, minor: minor)
    }
    return linear(Domain(Extent(domain.lower, domain.upper), scale: .linear), limit: limit)
  }

  private static func decades(of domain: Domain) -> ClosedRange<Int> {
    Int(log10(domain.lower).rounded(.down))...Int(log10(domain.upper).rounded(.up))
  }

  /// Whether numbers of these exponents read best without powers of ten: 0.001 to 9,999.
  private static func arePlain(_ exponents: [Int]) -> Bool { exponents.allSatisfy { -3...3 ~= $0 } }

  private static func logLabel(_ digit: Int, _ exponent: Int, isPlain: Bool) -> String {
    NumberLabel.text(mantissa: digit, exponent: exponent, scientificUnit: isPlain ? nil : exponent)
  }

  /// `value` · 10^`exponent`, rounded once for exponents to ±22 and without overflow on the way for others.
  static func scaled(_ value: Double, by exponent: Int) -> Double {
    switch exponent {
    case 0...308: value * powerOfTen(exponent)
    case 309...: value * powerOfTen(308) * powerOfTen(exponent - 308)
    case -308 ... -1: value / powerOfTen(-exponent)
    default: value / powerOfTen(308) / powerOfTen(-exponent - 308)
    }
  }

  /// The double nearest to 10^`exponent`: read from decimal notation, as `pow` may be off by one bit.
  private static func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .infinity }
}
