import Foundation
import LabNotebooks

/// A setting that a sweep varies, and the values that it may take, as `--over` gives them.
///
/// `beta=0.5,1,2` is a list; where a value has commas of its own, values stand between semicolons: `sizes=5,10;20`. Of
/// `beta=0.1..10` a sample takes any number in between, of `beta=0.1..10:log` any with equal chances for equal ratios.
package struct SweepAxis: Equatable, Sendable {
  /// What it may be.
  package enum Values: Equatable, Sendable {
    /// One of these, as a report shows them.
    case list([String])
    /// Any number between two.
    case range(ClosedRange<Double>, isLogarithmic: Bool)
  }

  /// The setting.
  package let name: String
  /// Its values.
  package let values: Values

  /// Reads an axis of an experiment's sweep.
  ///
  /// - Throws: `SweepError` for what is no axis; `SettingError` for a setting that the experiment does not declare, and a value
  ///   that it does not take.
  package init(_ text: String, of experiment: Experiment) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw SweepError("--over \(text): write it as --over name=value,value or, with --sample, name=low..high.")
    }
    name = parts[0]
    try Experiment.checkNames(of: [name: ""], among: [experiment])
    guard let setting = experiment.settings.first(where: { $0.name == parts[0] }) else {
      throw SweepError("--over \(text): “\(experiment.name)” has no such setting.")
    }
    if let range = try Self.range(parts[1]) {
      for end in [range.bounds.lowerBound, range.bounds.upperBound] {
        _ = try setting.value(from: Self.number(end, like: setting))
      }
      values = .range(range.bounds, isLogarithmic: range.isLogarithmic)
    } else {
      let separator: Character = parts[1].contains(";") ? ";" : ","
      let texts = parts[1].split(separator: separator, omittingEmptySubsequences: false).map(String.init)
      values = .list(try texts.map { try setting.value(from: $0).description }.withoutRepetitions)
    }
  }

  /// The range of `0.1..10` or `0.1..10:log`; nil of any other text.
  private static func range(_ text: String) throws -> (bounds: ClosedRange<Double>, isLogarithmic: Bool)? {
    guard let match = text.wholeMatch(of: /([^.,;](?:[^,;]*?))\.\.([^.,;][^,;:]*)(:log)?/),
      let low = Double(match.1), let high = Double(match.2)
    else { return nil }
    guard low.isFinite, high.isFinite, low < high else {
      throw SweepError("\(text): a range goes from a number to a greater one.")
    }
    let isLogarithmic = match.3 != nil
    guard !isLogarithmic || low > 0 else { throw SweepError("\(text): a logarithmic range begins above 0.") }
    return (low...high, isLogarithmic)
  }

  /// The value at a fraction from 0 up to 1 of the axis.
  func value(at fraction: Double, of setting: Setting) throws -> String {
    switch values {
    case .list(let texts): return texts[min(Int(fraction * Double(texts.count)), texts.count - 1)]
    case .range(let bounds, let isLogarithmic):
      let (low, high) = (bounds.lowerBound, bounds.upperBound)
      // Ends whose ratio or difference is no number any more are weighed, each by itself.
      let number =
        isLogarithmic
        ? (high / low).isFinite
          ? low * exp(fraction * log(high / low)) : exp((1 - fraction) * log(low) + fraction * log(high))
        : (high - low).isFinite ? low + fraction * (high - low) : (1 - fraction) * low + fraction * high
      // Of a logarithmic range, as wide as it would be with the density that it has here.
      let width = isLogarithmic ? number * log(high / low) : high - low
      // The value that is run is the one that is shown.
      let rounded = Double(String(format: "%.\(Self.digits(of: number, width))e", number)) ?? number
      return try setting.value(from: Self.number(min(max(rounded, low), high), like: setting)).description
    }
  }

  /// How many digits behind the first a value of a range has. Three are as many as anybody reads, unless the range is so narrow
  /// that they tell fewer than a hundred of its values apart: between 300 and 301 there would be nine.
  private static func digits(of number: Double, _ width: Double) -> Int {
    let needed = floor(log10(abs(number))) - log10(width / 100)
    return needed.isFinite ? min(max(Int(needed.rounded(.up)), 3), 16) : 3
  }

  /// A number as the setting takes it: of whole numbers the nearest.
  private static func number(_ number: Double, like setting: Setting) -> String {
    setting.default(for: .standard).isWhole ? NumberFormat.shortest(number.rounded()) : NumberFormat.shortest(number)
  }
}

/// What is wrong with a sweep on the command line, and what would be right.
package struct SweepError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

extension Array where Element: Hashable {
  /// Each element where it comes first.
  package var withoutRepetitions: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
