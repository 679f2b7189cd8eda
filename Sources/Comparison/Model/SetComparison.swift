import LabNotebooks

/// What differs between two sets of reports.
public struct SetComparison: Encodable, Sendable {
  /// What the first set is called.
  public let base: String
  /// What the second set is called.
  public let head: String
  /// The reports that differ, the gravest changes first.
  public let changed: [ReportComparison]
  /// The names of reports that only the second set has.
  public let added: [String]
  /// The names of reports that only the first set has.
  public let removed: [String]
  /// The names of reports that are the same, file by file.
  public let unchanged: [String]

  init(
    base: String, head: String, changed: [ReportComparison], added: [String] = [], removed: [String] = [],
    unchanged: [String]
  ) {
    (self.base, self.head, self.changed) = (base, head, changed)
    (self.added, self.removed, self.unchanged) = (added, removed, unchanged)
  }

  /// Compares two sets, or only the reports of these names.
  ///
  /// - Throws: `FileError` for a record that cannot be read, `GitError`.
  public init(_ base: ReportSet, _ head: ReportSet, only names: [String]? = nil) throws {
    (self.base, self.head) = (base.name, head.name)
    var changed: [ReportComparison] = []
    var (added, removed, unchanged): ([String], [String], [String]) = ([], [], [])
    for name in Set(base.reports.keys).union(head.reports.keys).sorted() where names?.contains(name) ?? true {
      switch (base.reports[name], head.reports[name]) {
      case (let before?, let after?):
        if let comparison = try ReportComparison(name, before, after) {
          changed.append(comparison)
        } else {
          unchanged.append(name)
        }
      case (nil, _?): added.append(name)
      case (_?, nil): removed.append(name)
      case (nil, nil): break
      }
    }
    self.changed = changed.sorted { ($1.gravity, $0.name) < ($0.gravity, $1.name) }
    (self.added, self.removed, self.unchanged) = (added, removed, unchanged)
  }

  /// Whether nothing differs.
  public var isSame: Bool { changed.isEmpty && added.isEmpty && removed.isEmpty }

  /// Whether nothing differs by more than the noise of seeds, where other arithmetic may be all that differs.
  public var isSameWithinNoise: Bool {
    changed.allSatisfy(\.isSameWithinNoise) && added.isEmpty && removed.isEmpty
  }
}

extension ReportComparison {
  /// How much a reader should care: a claim that now fails outweighs any number of values, those beyond their tolerance
  /// outweigh the rest.
  var gravity: Int {
    let failing = claims.count { $0.kind == .nowFails || $0.kind == .newAndFails }
    let beyond = metrics.count(where: \.disagrees)
    let rest = claims.count + metrics.count + rankings.count + figures.count + tables.count + texts.count
    return failing * 1_000_000 + beyond * 1_000 + min(rest, 999)
  }
}
