import LabNotebooks

extension SetComparison {
  /// One line that says it all: “2 of 6 reports differ: 1 claim now fails, 3 values beyond their tolerances.”
  var summary: String {
    let count = changed.count + added.count + removed.count + unchanged.count + unreadable.count
    if count == 0 { return "There are no reports to compare." }
    let noun = count == 1 ? "report" : "reports"
    let rest = unreadable.isEmpty ? "" : " \(unreadable.count) of \(count) \(noun) cannot be read."
    if changed.isEmpty, hasSameReports {
      if unchanged.isEmpty { return String(rest.dropFirst()) }
      return "Nothing changed: \(counted(unchanged.count, "report")).\(rest)"
    }
    var parts: [String] = []
    func add(_ number: Int, _ one: String, _ many: String) {
      if number > 0 { parts.append("\(number) \(number == 1 ? one : many)") }
    }
    let claims = changed.flatMap(\.claims)
    add(claims.count { $0.kind == .nowFails || $0.kind == .newAndFails }, "claim now fails", "claims now fail")
    add(claims.count { $0.kind == .nowHolds }, "claim now holds", "claims now hold")
    add(claims.count { $0.kind == .failsForOtherSeeds }, "claim fails for other seeds", "claims fail for other seeds")
    add(claims.count { $0.kind == .gone }, "claim no longer made", "claims no longer made")
    add(
      claims.count { $0.kind == .new || $0.kind == .reworded }, "claim new or reworded", "claims new or reworded")
    let metrics = changed.flatMap(\.metrics)
    add(
      metrics.count { $0.disagrees && $0.isJudgedByNoise }, "value changed by more than noise",
      "values changed by more than noise")
    add(
      metrics.count { $0.disagrees && !$0.isJudgedByNoise && !$0.hasOtherUnit }, "value beyond its tolerance",
      "values beyond their tolerances")
    add(metrics.count(where: \.hasOtherUnit), "value in another unit", "values in another unit")
    add(metrics.count { $0.before == nil || $0.after == nil }, "value new or gone", "values new or gone")
    add(metrics.count { $0.agrees && $0.isJudgedByNoise }, "value within noise", "values within noise")
    add(
      metrics.count { $0.agrees && !$0.isJudgedByNoise }, "value within its tolerance", "values within their tolerances"
    )
    add(changed.flatMap(\.openings).count, "training begins otherwise", "trainings begin otherwise")
    add(changed.flatMap(\.rankings).count, "ranking flipped", "rankings flipped")
    add(changed.flatMap(\.figures).count, "figure", "figures")
    add(changed.flatMap(\.tables).count, "table", "tables")
    add(added.count, "new report", "new reports")
    add(removed.count, "report gone", "reports gone")
    let list = parts.isEmpty ? "." : ": " + parts.joined(separator: ", ") + "."
    if changed.allSatisfy(\.isSameWithinNoise), hasSameReports {
      return "The same within noise: \(changed.count) of \(count) \(noun)\(list)\(rest)"
    }
    let differing = changed.count + added.count + removed.count
    return "\(differing) of \(count) \(noun) \(differing == 1 ? "differs" : "differ")\(list)\(rest)"
  }

  /// Which reports cannot be read, and why, each in a line.
  ///
  /// - Parameter most: how many are named.
  func unreadableLines(most: Int = .max) -> [Wording] {
    let rest = unreadable.count - most
    return unreadable.prefix(most).map { "**Cannot be read:** \(name: $0.name): \($0.problem)" }
      + (rest > 0 ? ["**Cannot be read:** \(counted(rest, "more report"))."] : [])
  }

  /// From what to what: “main (1a2b3c4) → the working tree”.
  var direction: Wording { "\(name: base) → \(name: head)" }

  /// Which reports only one side has, and which are the same, each in a line.
  ///
  /// - Parameter most: how many of a kind are named.
  func nameLines(most: Int = .max) -> [Wording] {
    [("New", added), ("Gone", removed), ("Unchanged", isSame ? [] : unchanged)].compactMap { word, names in
      guard !names.isEmpty else { return nil }
      let list: Wording =
        names.count > most
        ? "\(names.count) reports" : names.map { name -> Wording in "\(name)" }.joined(separator: ", ")
      return "\(words: word): \(list)."
    }
  }
}

extension ReportComparison {
  /// “good: A good experiment”.
  var heading: Wording { "\(name): \(title)" }

  /// What the differences are put down to.
  var causeLine: Wording {
    if attribution.isUnexplained {
      return needsCauses
        ? "Put down to: \(attribution.text)." : "The runs depend on the same things, as far as the records say."
    }
    let doubt: Wording =
      attribution.isIncomplete ? "; perhaps the library, of which neither record has digests" : ""
    return "Put down to: \(attribution.text)\(doubt)."
  }
}
