import LabNotebooks

/// Prose that says something else, not counting the values that it mentions by reference.
enum ProseChange {
  /// Where more paragraphs than this gave way to others at one place, each is held against the one in its own place alone.
  private static let mostParagraphs = 200

  /// The paragraphs that differ. Where one paragraph gave way to another that differs from it only in values that changed
  /// and that prose may mention, the prose is the same.
  static func lines(from before: [String], to after: [String], values: LiveValues) -> [ChangedLine] {
    let lines = ChangedLine.all(from: before, to: after)
    var result: [ChangedLine] = []
    var index = 0
    while index < lines.count {
      // A run of paragraphs taken out, and the run put in after it.
      let removed = Array(lines[index...].prefix { !$0.isNew })
      let inserted = Array(lines[(index + removed.count)...].prefix(while: \.isNew))
      index += removed.count + inserted.count
      guard max(removed.count, inserted.count) <= mostParagraphs else {
        let same = Set(zip(removed.indices, inserted).filter { values.explain(removed[$0].text, $1.text) }.map(\.0))
        for lines in [removed, inserted] { result += lines.indices.filter { !same.contains($0) }.map { lines[$0] } }
        continue
      }
      var remaining = inserted
      for line in removed {
        if let place = remaining.firstIndex(where: { values.explain(line.text, $0.text) }) {
          remaining.remove(at: place)
        } else {
          result.append(line)
        }
      }
      result += remaining
    }
    return result
  }
}

/// The values that prose mentions and that differ between two runs, as it shows them.
struct LiveValues {
  private struct Pair: Hashable {
    var before, after: [UInt8]
  }

  /// By the first byte of the value before.
  private let pairs: [UInt8: [Pair]]
  /// So many places of two texts are tried: enough for any that a person wrote.
  private static let mostPlaces = 100_000

  init(from before: RunRecord, to after: RunRecord) {
    let (old, new) = (ReportText.values(in: before), ReportText.values(in: after))
    let all = old.keys.flatMap { name -> [Pair] in
      // With the unit as well, which may stand inside of the text: “undecided (0.2 ± 0.8 nats)”.
      let measured = [before, after].map { $0.metrics[name].map { Report.text(of: $0) } }
      return [(old[name], new[name]), (measured[0], measured[1])].compactMap { before, after in
        guard let before, let after, before != after, !before.isEmpty, !after.isEmpty else { return nil }
        return Pair(before: Array(before.utf8), after: Array(after.utf8))
      }
    }
    pairs = Dictionary(grouping: Set(all)) { $0.before[0] }
  }

  /// Whether one text becomes the other by putting in the new values for the old ones, wherever that is needed.
  func explain(_ before: String, _ after: String) -> Bool {
    struct Place: Hashable {
      var before, after: Int
    }
    let (old, new) = (Array(before.utf8), Array(after.utf8))
    // Every pair of places that can be reached from the start with the same text behind them.
    var reached: Set<Place> = [Place(before: 0, after: 0)]
    var open = Array(reached)
    while let place = open.popLast(), reached.count < Self.mostPlaces {
      if place.before == old.count, place.after == new.count { return true }
      var next: [Place] = []
      if place.before < old.count, place.after < new.count, old[place.before] == new[place.after] {
        next.append(Place(before: place.before + 1, after: place.after + 1))
      }
      let candidates = place.before < old.count ? pairs[old[place.before]] ?? [] : []
      for pair in candidates where old[place.before...].starts(with: pair.before) {
        guard new[place.after...].starts(with: pair.after) else { continue }
        next.append(Place(before: place.before + pair.before.count, after: place.after + pair.after.count))
      }
      open += next.filter { reached.insert($0).inserted }
    }
    return false
  }
}
