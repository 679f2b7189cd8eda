import Foundation
import LabNotebooks

/// A number written out in prose, a caption or a claim that was a measured value and no longer is.
public struct QuotedNumber: Encodable, Equatable, Sendable {
  /// The number as it is written.
  public let number: String
  /// The measured value that it was.
  public let metric: String
  /// What that value is now.
  public let now: String
  /// The text that quotes it.
  public let quotation: String

  /// Those of a report, each once for each text.
  ///
  /// A number counts that has at least three digits, or two and the metric's unit behind it, and that no value of the new
  /// record reads: fewer digits agree by chance.
  static func all(in text: ReportText, from before: RunRecord, to after: RunRecord) -> [QuotedNumber] {
    let current = Set(ReportText.values(in: after).values.map(number))
    let wordings = text.prose + after.outputs.map(\.caption) + after.claims.map(\.sentence)
    return before.metrics.keys.sorted().flatMap { name -> [QuotedNumber] in
      guard let old = before.metrics[name], let new = after.metrics[name] else { return [] }
      let number = number(old.text), digits = number.count { $0.isNumber }
      guard !current.contains(number), digits >= 2 else { return [] }
      return wordings.filter { quotes($0, number, unit: old.unit, needsUnit: digits == 2) }.map { wording in
        QuotedNumber(number: number, metric: name, now: Report.text(of: new), quotation: wording)
      }
    }
  }

  /// A value as prose shows it, without the half-width of its interval.
  private static func number(_ text: String) -> String { text.components(separatedBy: " ± ")[0] }

  /// Whether a text has the number standing by itself.
  private static func quotes(_ text: String, _ number: String, unit: String, needsUnit: Bool) -> Bool {
    if needsUnit && unit.isEmpty { return false }
    var rest = text[...]
    while let place = rest.range(of: number) {
      let before = text[..<place.lowerBound].last, behind = text[place.upperBound...]
      let begins = before.map { !($0.isNumber || $0.isLetter || ".,−-".contains($0)) } ?? true
      let next = behind.first
      // A full stop or a comma ends a number, unless a digit follows.
      let isPunctuation = next.map { ".,".contains($0) } ?? false
      let ends = next.map { !($0.isNumber || $0.isLetter) } ?? true
      let continues = isPunctuation && (behind.dropFirst().first?.isNumber ?? false)
      let hasUnit = behind.drop { $0 == " " }.hasPrefix(unit)
      if begins, ends, !continues, !needsUnit || hasUnit { return true }
      rest = rest[place.upperBound...]
    }
    return false
  }
}
