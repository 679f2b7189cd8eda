/// One of the things that a result depends on, in which two runs differ.
public struct Difference: Equatable, Sendable {
  /// What kinds of things a result depends on.
  public enum Kind: Sendable {
    /// How much work was done.
    case tier
    /// Where randomness started.
    case seed
    /// A setting's value.
    case setting
    /// The experiment's own code.
    case code
    /// A module of the library.
    case library
    /// A file that was read.
    case data
    /// What the program was built with.
    case versions
    /// What the machine's arithmetic depends on.
    case machine
  }

  /// What kind of thing differs.
  public let kind: Kind
  /// Which of its kind, such as a module of the library; empty where there is but one.
  public let name: String
  /// What it was; nil where there was none.
  public let old: String?
  /// What it is; nil where there is none.
  public let new: String?

  /// The C library, which records of earlier versions do not name.
  private static let cLibrary = "glibc"

  /// All in which two runs differ, kind by kind. Of a library that one of the records does not name, nothing is known; so it is of
  /// the C library, without which no program runs.
  public static func all(from old: RunRecord, to new: RunRecord) -> [Difference] {
    let (before, after) = (old.fingerprint, new.fingerprint)
    let (here, there) = (before.circumstances, after.circumstances)
    let knowsLibrary = !here.library.isEmpty && !there.library.isEmpty
    return of(.tier, old.tier.rawValue, new.tier.rawValue) + of(.seed, text(old.seeds), text(new.seeds))
      + settings(from: old, to: new) + of(.code, before.code, after.code)
      + (knowsLibrary ? entries(.library, here.library, there.library) : []) + entries(.data, before.data, after.data)
      + entries(.versions, here.versions, there.versions).filter {
        $0.name != cLibrary || $0.old != nil && $0.new != nil
      } + entries(.machine, here.machine, there.machine)
  }

  /// The settings whose values differ, or that only one of the runs has: in the order of the declaration, those that are gone
  /// at the end.
  public static func settings(from old: RunRecord, to new: RunRecord) -> [Difference] {
    let (before, after) = (values(of: old), values(of: new))
    let names = new.settings.map(\.name) + old.settings.map(\.name).filter { after[$0] == nil }
    return names.filter { before[$0] != after[$0] }
      .map { Difference(kind: .setting, name: $0, old: before[$0], new: after[$0]) }
  }

  private static func values(of record: RunRecord) -> [String: String] {
    Dictionary(record.settings.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private static func of(_ kind: Kind, _ old: String, _ new: String) -> [Difference] {
    old == new ? [] : [Difference(kind: kind, name: "", old: old, new: new)]
  }

  private static func entries(_ kind: Kind, _ old: [String: String], _ new: [String: String]) -> [Difference] {
    Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }
      .map { Difference(kind: kind, name: $0, old: old[$0], new: new[$0]) }
  }

  /// Seeds of a run follow each other.
  private static func text(_ seeds: [UInt64]) -> String {
    guard let first = seeds.first, let last = seeds.last else { return "none" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }
}
