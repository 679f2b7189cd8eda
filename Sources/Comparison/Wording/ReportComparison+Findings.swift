import Foundation
import LabNotebooks

extension ReportComparison {
  /// All that there is to say about the report, in order of consequence.
  var findings: [Finding] {
    let findings =
      claims.map(\.finding) + metricFindings + openingFindings + rankings.map(\.finding) + figures.map(\.finding)
      + tables.map(\.finding) + texts.map { $0.finding(.outputs, "\(name: $0.place) \(words: $0.verb)") }
      + captions.map { $0.finding(.captions, "\(name: $0.place) has another caption or description") }
      + settings.map(\.finding) + codeFindings
      + (prose.map { [$0.finding(.prose, "The prose was edited")] } ?? []) + quotedNumbers.map(\.finding)
      + records.map { Finding(topic: .other, text: "\(name: $0.place): \($0.text)", attribution: attribution) }
    return findings.isEmpty ? [otherwise] : findings
  }

  private var metricFindings: [Finding] {
    // What nothing explains is told in full, however small.
    let isQuiet = { (metric: MetricChange) in
      metric.agrees && metric.noise != .changed && !metric.attribution.isUnexplained
    }
    let quiet = metrics.filter(isQuiet)
    var findings = metrics.filter { !isQuiet($0) }.map(\.finding)
    for (group, bound) in [
      (quiet.filter(\.isJudgedByNoise), ("within the noise of its seeds", "within the noise of their seeds")),
      (quiet.filter { !$0.isJudgedByNoise }, ("within its tolerance", "within their tolerances")),
    ] {
      // Those that one thing is to blame for stand together.
      var rest = group
      while let attribution = rest.first?.attribution {
        let alike = rest.filter { $0.attribution == attribution }
        rest.removeAll { $0.attribution == attribution }
        let names = alike.map { metric -> Wording in "\(name: metric.name)" }.joined(separator: ", ")
        let text: Wording = "\(words: alike.count == 1 ? bound.0 : bound.1): \(names)"
        findings.append(Finding(topic: .metrics, text: text, attribution: attribution))
      }
    }
    return findings
  }

  private var openingFindings: [Finding] {
    if openings.isEmpty { return [] }
    var parts = openings.prefix(3).map(\.text)
    let rest = openings.count - parts.count
    if rest > 0 { parts.append("and \(rest) more \(words: rest == 1 ? "training" : "trainings")") }
    var finding = Finding(
      topic: .openings, text: "Trainings that begin otherwise, by more than rounding:", attribution: attribution,
      isGrave: true)
    finding.details = parts
    return [finding]
  }

  private var codeFindings: [Finding] {
    guard let code else { return [] }
    let text: Wording =
      code.lines.isEmpty ? "The code differs in lines that the report does not show" : "The code differs"
    return [Finding(topic: .code, text: text, lines: code.lines)]
  }

  /// What is left where none of the above differs and the files do.
  private var otherwise: Finding {
    let list = files.map { file -> Wording in "\(name: file)" }.joined(separator: ", ")
    let text: Wording =
      attribution.isUnexplained
      ? recordsAgree ? "Only the form differs, of \(list)" : "Only details of the records differ, in \(list)"
      : "The results are the same, and what they depend on is not"
    return Finding(topic: .other, text: text, attribution: attribution)
  }

  /// What the trainings' digests say, as a sentence; nil where they say nothing, or no result differs.
  var partingText: Wording? {
    switch parting {
    case .unknown: return nil
    case .identical:
      guard hasOtherResults else { return nil }
      return hasOtherTrainings
        ? "Every training that both took went the same way as far as both went: what differs comes of other trainings"
          + " or steps, or after."
        : "Every training went the same way, step for step: what differs comes after."
    case .parts(let parting):
      let seed = parting.seed.map { " with seed \($0)" } ?? ""
      let phase: Wording = "*\(parting.phase)*\(words: seed)"
      let (same, differs) = (
        NumberFormat.fixed(0).text(Double(parting.sameUntil)),
        NumberFormat.fixed(0).text(Double(parting.differsAt))
      )
      return parting.sameUntil == 0
        ? "The first training to part is \(phase): it differs by step \(differs), its first digest;"
          + " what follows is downstream."
        : "The first training to part is \(phase): identical until step \(same), it differs by step \(differs);"
          + " what follows is downstream."
    }
  }
}

extension ClaimChange {
  fileprivate var finding: Finding {
    let isGrave = kind == .nowFails || kind == .newAndFails
    let text: Wording =
      switch kind {
      case .nowFails: "**now fails:** \(after ?? "")"
      case .newAndFails: "**new, and fails:** \(after ?? "")"
      case .nowHolds: "now holds: \(after ?? "")"
      case .failsForOtherSeeds:
        "fails for other seeds, held for \(seeds.first ?? "") and holds for \(seeds.last ?? ""): \(after ?? "")"
      case .gone: "no longer made: \(before ?? "")"
      case .reworded: "reworded: “\(before ?? "")” → “\(after ?? "")”"
      case .new: "new, and holds: \(after ?? "")"
      }
    return Finding(topic: .claims, text: text, attribution: attribution, isGrave: isGrave)
  }
}

extension MetricChange {
  fileprivate var finding: Finding {
    Finding(topic: .metrics, text: text, attribution: attribution, isGrave: disagrees)
  }

  private var text: Wording {
    guard let textBefore else { return "\(name: name) is new: \(textAfter ?? "")" }
    guard let textAfter else { return "\(name: name) is gone: it was \(textBefore)" }
    guard let before, let after, let change, change != 0 else {
      let how: Wording = hasOtherUnit ? "in another unit" : "or declares another tolerance"
      return "\(name: name) reads \(textAfter) for \(textBefore), \(how); the value is the same"
    }
    // Where the report's digits do not show it, the record's do.
    let values: Wording =
      textBefore == textAfter
      ? "\(MetricChange.text(before, toTellFrom: after)) → \(MetricChange.text(after, toTellFrom: before))"
      : "\(textBefore) → \(textAfter)"
    let relative = relativeChange.map { ", \(signed($0 * 100, digits: 2))%" } ?? ""
    let unit: Wording = hasOtherUnit ? ", in another unit" : ""
    return "\(name: name) \(values) (\(signed(change, digits: 4))\(relative)), \(verdict)\(unit)"
  }

  /// A number with as many digits as tell it from another, and five at least.
  private static func text(_ value: Double, toTellFrom other: Double) -> String {
    func rounded(_ value: Double, _ digits: Int) -> Double {
      Double(String(format: "%.\(digits - 1)e", value)) ?? value
    }
    let digits = (5...17).first { rounded(value, $0) != rounded(other, $0) } ?? 17
    return NumberFormat.exact.text(rounded(value, digits))
  }

  private var verdict: Wording {
    guard let before, let after else { return "" }
    let bound: Wording =
      switch tolerance {
      case .relative(let share): "its tolerance of \(NumberFormat.exact.text(share * 100))%"
      case .absolute(let distance): "its tolerance of \(NumberFormat.exact.text(distance))"
      case .exact: "its tolerance: it must be exact"
      case .seeds: ""
      }
    let byNoise = noise.text(noiseProbability)
    if tolerance.isOfSeeds { return byNoise }
    return tolerance.allows(before, after) ? "within \(bound), \(byNoise)" : "beyond \(bound), \(byNoise)"
  }
}

extension NoiseVerdict {
  /// “within the noise of its seeds (p = 0.3)”: with how probable it is that noise alone changes any value so much.
  func text(_ probability: Double?) -> Wording {
    let p = probability.map { NumberFormat.significant(2).text($0) }
    let chance: Wording = p.map { " (p = \($0))" } ?? ""
    return switch self {
    case .same: "the same for every seed"
    case .withinNoise: "within the noise of its seeds\(chance)"
    case .changed: "more than the noise of its seeds\(chance)"
    case .unknown: "noise unknown"
    }
  }
}

/// A difference with its sign.
private func signed(_ value: Double, digits: Int) -> String {
  (value > 0 ? "+" : "") + NumberFormat.significant(digits).text(value)
}

extension OpeningChange {
  fileprivate var text: Wording {
    let seed = seed.map { " with seed \($0)" } ?? ""
    let (old, new) = (NumberFormat.significant(5).text(before), NumberFormat.significant(5).text(after))
    let quantity = quantity == .loss ? "the first loss" : "the length of the first step"
    return "\(name: phase)\(words: seed): \(words: quantity) \(old) → \(new)"
  }

  /// For a terminal: “training: the length of the first step 0.48000 → 0.24000”.
  public var plainText: String { text.plain }
}

extension RankingChange {
  fileprivate var finding: Finding {
    let place = place.map { place -> Wording in " in \(name: place)" } ?? ""
    let text: Wording = "\(name: greaterBefore) was above \(name: greaterAfter)\(place), and is now below"
    return Finding(topic: .rankings, text: text, attribution: attribution)
  }
}

extension TableChange {
  fileprivate var finding: Finding {
    switch presence {
    case .gone: return Finding(.tables, about: id, ["gone"], attribution: attribution)
    case .new: return Finding(.tables, about: id, ["new"], attribution: attribution)
    case .both: break
    }
    var parts = shape.map { Wording($0) }
    parts += cells.prefix(6).map { "\($0.row), \($0.column): \($0.before) → \($0.after)" }
    if cells.count > 6 { parts.append("and \(counted(cells.count - 6, "more cell"))") }
    return Finding(.tables, about: id, parts, attribution: attribution)
  }
}

extension TextChange {
  fileprivate var verb: String {
    switch presence {
    case .both: "differs"
    case .gone: "is gone"
    case .new: "is new"
    }
  }

  fileprivate func finding(_ topic: Finding.Topic, _ text: Wording) -> Finding {
    Finding(topic: topic, text: text, lines: lines, attribution: attribution)
  }
}

extension SettingChange {
  fileprivate var finding: Finding { Finding(topic: .settings, text: "\(name: name) \(valueText), \(origin)") }

  private var valueText: Wording {
    switch (before, after) {
    case (let before?, let after?): "\(before) → \(after)"
    case (nil, let after): "is new: \(after ?? "")"
    case (let before?, nil): "is gone: it was \(before)"
    }
  }
}

extension QuotedNumber {
  fileprivate var finding: Finding {
    let short = quotation.count > 120 ? quotation.prefix(120) + " …" : quotation[...]
    return Finding(
      topic: .quotedNumbers, text: "“\(number)” was \(name: metric), which is now \(now): “\(short)”", isGrave: true)
  }
}
