import LabNotebooks

/// A claim that came out otherwise, or that only one of the runs makes.
public struct ClaimChange: Encodable, Equatable, Sendable {
  /// What became of it, the worst first.
  public enum Kind: String, Encodable, Sendable, CaseIterable {
    /// It held, and fails.
    case nowFails
    /// It is new, and fails.
    case newAndFails
    /// It failed, and holds.
    case nowHolds
    /// It failed and fails, of several seeds for others.
    case failsForOtherSeeds
    /// It is no longer made.
    case gone
    /// It says something else.
    case reworded
    /// It is new, and holds.
    case new
  }

  /// What became of it.
  public let kind: Kind
  /// The sentence before, with its values; nil where it is new.
  public let before: String?
  /// The sentence after, with its values; nil where it is gone.
  public let after: String?
  /// For which of the seeds it held before and after, where it fails for others: “2 of 3 seeds”; else empty.
  public let seeds: [String]
  /// What it is put down to.
  public let attribution: Attribution

  /// The worst first.
  static func all(from before: RunRecord, to after: RunRecord, because results: Attribution) -> [ClaimChange] {
    var old = before.claims, new = after.claims
    var pairs: [(RunRecord.Claim, RunRecord.Claim)] = []
    /// The first of each key with the first of the same, and so on.
    func pair(by key: (RunRecord.Claim) -> String) {
      var waiting = Dictionary(grouping: new.indices.reversed()) { key(new[$0]) }
      var taken: Set<Int> = []
      old = old.filter { claim in
        guard let index = waiting[key(claim)]?.popLast() else { return true }
        pairs.append((claim, new[index]))
        taken.insert(index)
        return false
      }
      new = new.indices.filter { !taken.contains($0) }.map { new[$0] }
    }
    pair { "\($0.held) \($0.sentence)" }
    pair { $0.sentence }
    // Of a report's few sentences one may be another reworded; of thousands, each with each would take minutes.
    if old.count * new.count <= 10_000 {
      old = old.filter { claim in
        guard let index = new.firstIndex(where: { areAlike(claim.sentence, $0.sentence) }) else { return true }
        pairs.append((claim, new.remove(at: index)))
        return false
      }
    }

    func change(_ kind: Kind, _ claims: (RunRecord.Claim?, RunRecord.Claim?), _ attribution: Attribution) -> ClaimChange
    {
      ClaimChange(
        kind: kind, before: claims.0.map { Report.sentence(of: $0, in: before) },
        after: claims.1.map { Report.sentence(of: $0, in: after) },
        seeds: kind == .failsForOtherSeeds ? [claims.0, claims.1].compactMap { $0?.seeds } : [],
        attribution: attribution)
    }
    var changes: [ClaimChange] = []
    for (claim, other) in pairs {
      if claim.held != other.held {
        changes.append(change(other.held ? .nowHolds : .nowFails, (claim, other), results))
      } else if claim.failsForOtherSeeds(than: other) {
        changes.append(change(.failsForOtherSeeds, (claim, other), results))
      } else if claim.sentence != other.sentence {
        changes.append(change(.reworded, (claim, other), results.ofWording))
      }
    }
    changes += old.map { change(.gone, ($0, nil), results.ofWording) }
    changes += new.map { change($0.held ? .new : .newAndFails, (nil, $0), results.ofWording) }
    return Kind.allCases.flatMap { kind in changes.filter { $0.kind == kind } }
  }

  /// Whether one sentence may be the other reworded: they share more than half of their words.
  private static func areAlike(_ first: String, _ second: String) -> Bool {
    let (first, second) = (Set(first.split(separator: " ")), Set(second.split(separator: " ")))
    return 2 * first.intersection(second).count > first.union(second).count
  }
}

extension RunRecord.Claim {
  /// “2 of 3 seeds”: for how many it held.
  fileprivate var seeds: String { "\(heldBySeed.count { $0 }) of \(counted(heldBySeed.count, "seed"))" }

  /// Whether both fail, each for seeds that are known, and these are not the same.
  fileprivate func failsForOtherSeeds(than other: RunRecord.Claim) -> Bool {
    !held && !heldBySeed.isEmpty && !other.heldBySeed.isEmpty && heldBySeed != other.heldBySeed
  }
}
