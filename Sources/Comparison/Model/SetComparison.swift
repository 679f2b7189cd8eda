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
  /// The reports that cannot be compared.
  public let unreadable: [UnreadableReport]

  init(
    base: String, head: String, changed: [ReportComparison], added: [String] = [], removed: [String] = [],
    unchanged: [String], unreadable: [UnreadableReport] = []
  ) {
    (self.base, self.head, self.changed) = (base, head, changed)
    (self.added, self.removed, self.unchanged, self.unreadable) = (added, removed, unchanged, unreadable)
  }

  /// Compares two sets, or only the reports of these names. One that cannot be read hinders no other.
  ///
  /// - Throws: `GitError`.
  public init(_ base: ReportSet, _ head: ReportSet, only names: [String]? = nil) throws {
    (self.base, self.head) = (base.name, head.name)
    var changed: [ReportComparison] = []
    var (added, removed, unchanged): ([String], [String], [String]) = ([], [], [])
    var unreadable: [UnreadableReport] = []
    for name in Set(base.reports.keys).union(head.reports.keys).sorted() where names?.contains(name) ?? true {
      switch (base.reports[name], head.reports[name]) {
      case (let before?, let after?):
        do {
          if let comparison = try ReportComparison(name, before, after) {
            changed.append(comparison)
          } else {
            unchanged.append(name)
          }
        } catch let error as FileError {
          unreadable.append(UnreadableReport(name: name, problem: "\(error)"))
        }
      case (nil, _?): added.append(name)
      case (_?, nil): removed.append(name)
      case (nil, nil): break
      }
    }
    self.changed = changed.sorted { ($1.gravity, $0.name) < ($0.gravity, $1.name) }
    (self.added, self.removed, self.unchanged, self.unreadable) = (added, removed, unchanged, unreadable)
  }

  /// Whether nothing differs, and all could be read.
  public var isSame: Bool { changed.isEmpty && added.isEmpty && removed.isEmpty && unreadable.isEmpty }

  /// Whether nothing differs by more than the noise of seeds, where other arithmetic may be all that differs, and all could be
  /// read.
  public var isSameWithinNoise: Bool { changed.allSatisfy(\.isSameWithinNoise) && hasSameReports && unreadable.isEmpty }

  /// Whether both sets have reports of the same experiments.
  var hasSameReports: Bool { added.isEmpty && removed.isEmpty }
}

/// A report that both sets have and that cannot be compared: one of its records cannot be read.
public struct UnreadableReport: Encodable, Equatable, Sendable {
  /// The experiment's name.
  public let name: String
  /// Which file it is, what is wrong with it, and what to do.
  public let problem: String
}

extension ReportComparison {
  /// How much a reader should care: a claim that now fails outweighs any number of values, those beyond their tolerance and
  /// trainings that begin otherwise outweigh the rest.
  var gravity: Int {
    let failing = claims.count { $0.kind == .nowFails || $0.kind == .newAndFails }
    let beyond = min(metrics.count(where: \.disagrees) + openings.count, 999)
    let rest = claims.count + metrics.count + rankings.count + figures.count + tables.count + texts.count
    return failing * 1_000_000 + beyond * 1_000 + min(rest, 999)
  }
}
