/// The names that authors give: experiments, settings, measured values, outputs.
enum Name {
  /// What a name is made of, for messages.
  static let rule = "lower-case letters, digits, dots and dashes, the first a letter or digit"

  static func isValid(_ name: some StringProtocol) -> Bool {
    guard let first = name.unicodeScalars.first, isLetterOrDigit(first) else { return false }
    return name.unicodeScalars.allSatisfy { isLetterOrDigit($0) || $0 == "." || $0 == "-" }
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
  }
}

/// The known name that a mistyped one most likely means.
public enum Suggestion {
  /// The nearest of the candidates, the first where several are as near; nil where none is near.
  ///
  /// Near is at most a third of the letters changed, inserted, deleted or swapped with a neighbour, or one the
  /// beginning of the other.
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    let limit = max(1, name.count / 3)
    let ranked = candidates.map { (candidate: $0, distance: distance(name, $0)) }
    if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit { return best.candidate }
    return candidates.first { name.count >= 3 && ($0.hasPrefix(name) || name.hasPrefix($0)) }
  }

  /// The question that ends a message about an unknown name: “ Did you mean …?”, or nothing.
  public static func question(for name: String, among candidates: [String]) -> String {
    nearest(to: name, among: candidates).map { " Did you mean “\($0)”?" } ?? ""
  }

  /// Optimal string alignment distance.
  private static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first), b = Array(second)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
