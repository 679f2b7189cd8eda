/// Why a run now would not be the one that a record tells of: one of the things that a result depends on has changed.
public enum StaleReason: Equatable, Sendable {
  /// The experiment's code.
  case code
  /// The library, in these modules.
  case library([String])
  /// The record does not name the library it was made with: it is of an older layout, or was made far from the sources.
  case unrecordedLibrary
  /// The sources of the library are not here, so that nobody knows.
  case unknownLibrary
  /// These files, or data sets.
  case data([String])
  /// The toolchain or the native libraries.
  case versions([Change])
  /// What the machine's arithmetic may depend on.
  case machine([Change])
  /// How much work is asked for.
  case tier(Change)
  /// Where the randomness starts.
  case seed(Change)
  /// The settings asked for.
  case settings([Change])
  /// The report lacks these figures.
  case missingFigures([String])
  /// The run failed.
  case failure

  /// What something was, and what it is now.
  public struct Change: Equatable, Sendable, CustomStringConvertible {
    let name: String
    let old: String
    let new: String

    /// “OpenBLAS 0.3.21, now 0.3.26”.
    public var description: String { (name.isEmpty ? "" : name + " ") + "\(old), now \(new)" }
  }

  /// What differs between a record and that with which a run now would begin, in order of consequence.
  ///
  /// - Parameters:
  ///   - record: that of the report.
  ///   - now: that of a run now.
  ///   - datasets: the names of the data sets whose files may be named together.
  public static func reasons(
    between record: RunRecord, and now: RunRecord, datasets: Set<String> = []
  ) -> [StaleReason] {
    let (old, new) = (record.fingerprint, now.fingerprint)
    var reasons: [StaleReason] = []
    if record.failure != nil { reasons.append(.failure) }
    if old.code != new.code { reasons.append(.code) }
    if new.library.isEmpty {
      reasons.append(.unknownLibrary)
    } else if old.library.isEmpty {
      reasons.append(.unrecordedLibrary)
    } else if old.library != new.library {
      reasons.append(.library(changes(from: old.library, to: new.library).map(\.name)))
    }
    if old.data != new.data {
      reasons.append(.data(files(changes(from: old.data, to: new.data), of: old.data, datasets: datasets)))
    }
    if old.environment != new.environment {
      reasons.append(.versions(changes(from: old.environment, to: new.environment)))
    }
    if old.machine != new.machine { reasons.append(.machine(changes(from: old.machine, to: new.machine))) }
    if record.tier != now.tier {
      reasons.append(.tier(Change(name: "", old: record.tier.rawValue, new: now.tier.rawValue)))
    }
    if record.seeds != now.seeds {
      reasons.append(.seed(Change(name: "", old: text(record.seeds), new: text(now.seeds))))
    }
    let settings = changes(from: values(record), to: values(now))
    if !settings.isEmpty { reasons.append(.settings(settings)) }
    return reasons
  }

  /// In place of what is on one side alone.
  private static let nothing = "none"

  private static func changes(from old: [String: String], to new: [String: String]) -> [Change] {
    Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }
      .map { Change(name: $0, old: old[$0] ?? nothing, new: new[$0] ?? nothing) }
  }

  /// The files, and what of them is not here. Where it is the same of each file of a data set of several, such as
  /// `mnist/train-images-idx3-ubyte`, the data set stands for them.
  private static func files(_ changes: [Change], of record: [String: String], datasets: Set<String>) -> [String] {
    let names = changes.map { file in
      func isOfSame(_ name: String) -> Bool { name.prefix { $0 != "/" } == dataset }
      let dataset = file.name.prefix { $0 != "/" }
      let siblings = changes.filter { isOfSame($0.name) && ($0.new == nothing) == (file.new == nothing) }
      let isWhole = siblings.count > 1 && siblings.count == record.keys.count(where: isOfSame)
      return (datasets.contains(String(dataset)) && isWhole ? String(dataset) : file.name)
        + (file.new == nothing ? " is not here" : "")
    }
    return Set(names).sorted()
  }

  private static func values(_ record: RunRecord) -> [String: String] {
    Dictionary(record.settings.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// Seeds follow each other.
  private static func text(_ seeds: [UInt64]) -> String {
    let (first, last) = (seeds.first.map(String.init) ?? nothing, seeds.last.map(String.init) ?? nothing)
    return first == last ? first : "\(first) to \(last)"
  }
}

extension StaleReason: CustomStringConvertible {
  /// A clause: “the library has changed (Distributions)”.
  public var description: String {
    switch self {
    case .code: "the experiment's code has changed"
    case .library(let modules): "the library has changed (\(Self.list(modules)))"
    case .unrecordedLibrary: "its record does not name the library that it was made with"
    case .unknownLibrary: "the library's sources are not here, so that nothing is known of them"
    case .data(let names): "the data have changed (\(Self.list(names)))"
    case .versions(let changes): "it was made with other versions (\(Self.list(changes)))"
    case .machine(let changes): "it was made on another machine (\(Self.list(changes)))"
    case .tier(let change): "it is of another tier (\(change))"
    case .seed(let change): "it is of another seed (\(change))"
    case .settings(let changes): "it is of other settings (\(Self.list(changes)))"
    case .missingFigures(let ids): "it lacks figures (\(Self.list(ids)))"
    case .failure: "its run failed"
    }
  }

  /// A word or two for a column: “library (Distributions)”.
  public var label: String {
    switch self {
    case .code: "code"
    case .library(let modules): "library (\(Self.list(modules)))"
    case .unrecordedLibrary: "library (not in the record)"
    case .unknownLibrary: "library (no sources here)"
    case .data(let names): "data (\(Self.list(names)))"
    case .versions(let changes): "versions (\(Self.list(changes)))"
    case .machine(let changes): "machine (\(Self.list(changes)))"
    case .tier(let change): "tier (\(change))"
    case .seed(let change): "seed (\(change))"
    case .settings(let changes): "settings (\(Self.list(changes)))"
    case .missingFigures(let ids): "missing figures (\(Self.list(ids)))"
    case .failure: "failed run"
    }
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
  private static func list(_ changes: [Change]) -> String { changes.map(\.description).joined(separator: "; ") }
}
