import LabNotebooks

/// Something that a result depends on and in which two runs differ.
public struct Cause: Encodable, Equatable, Sendable {
  /// What kinds of things a result depends on.
  public enum Kind: String, Encodable, Sendable {
    case tier, seed, setting, code, library, data, environment, machine
    /// One of the records has no digests of the library, so that it may differ or not.
    case unknownLibrary
    /// The essay's prose, which no result depends on.
    case prose
  }

  /// What kind of thing differs.
  public let kind: Kind
  /// How: “beta 4 → 2”, “the experiment's code”, “Distributions, Tensors”.
  public let detail: String

  /// For a reader: “library (Distributions, Tensors)”.
  public var text: String {
    switch kind {
    case .tier, .seed, .code, .unknownLibrary, .prose, .environment: detail
    case .setting: "setting \(detail)"
    case .library, .data, .machine: "\(kind.rawValue) (\(detail))"
    }
  }

  /// All in which two runs differ.
  static func all(from before: RunRecord, to after: RunRecord) -> [Cause] {
    var causes: [Cause] = []
    func add(_ kind: Kind, _ detail: String) { causes.append(Cause(kind: kind, detail: detail)) }
    if before.tier != after.tier { add(.tier, "tier \(before.tier.rawValue) → \(after.tier.rawValue)") }
    if before.seeds != after.seeds { add(.seed, "seed \(seedText(before)) → \(seedText(after))") }
    for change in SettingChange.all(from: before, to: after) { add(.setting, change.text) }
    let (old, new) = (before.fingerprint, after.fingerprint)
    if old.code != new.code { add(.code, "the experiment's code") }
    if old.library.isEmpty || new.library.isEmpty {
      if !(old.library.isEmpty && new.library.isEmpty) {
        add(.unknownLibrary, "the library, whose digests one of the records lacks")
      }
    } else if case let names = changedNames(old.library, new.library), !names.isEmpty {
      add(.library, names.joined(separator: ", "))
    }
    let data = changedNames(old.data, new.data)
    if !data.isEmpty { add(.data, data.joined(separator: ", ")) }
    for name in changedNames(old.environment, new.environment) {
      add(.environment, "\(name) \(old.environment[name] ?? "absent") → \(new.environment[name] ?? "absent")")
    }
    let machine = changedNames(old.machine, new.machine).map { name in
      "\(name) \(old.machine[name] ?? "unknown") → \(new.machine[name] ?? "unknown")"
    }
    if !machine.isEmpty { add(.machine, machine.joined(separator: ", ")) }
    return causes
  }

  private static func changedNames(_ before: [String: String], _ after: [String: String]) -> [String] {
    Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
  }

  private static func seedText(_ record: RunRecord) -> String {
    record.seeds.map { String($0) }.joined(separator: ", ")
  }
}

/// What a change is put down to.
public struct Attribution: Encodable, Equatable, Sendable {
  /// What could have caused it; empty where nothing differs that could.
  public let causes: [Cause]
  /// Whether the records do not say all that the result depends on: neither has digests of the library.
  public let isIncomplete: Bool

  /// Whether nothing that the records hold explains it.
  public var isUnexplained: Bool { causes.isEmpty }

  /// For a reader.
  public var text: String {
    if !isUnexplained { return causes.map(\.text).joined(separator: "; ") }
    return isIncomplete ? "UNEXPLAINED (neither record has digests of the library)" : "UNEXPLAINED"
  }

  /// What a result is put down to: everything in which the runs differ.
  static func ofResults(from before: RunRecord, to after: RunRecord) -> Attribution {
    Attribution(
      causes: Cause.all(from: before, to: after),
      isIncomplete: before.fingerprint.library.isEmpty && after.fingerprint.library.isEmpty)
  }

  /// What an edit of prose is put down to: the fingerprint leaves prose out, and nothing else writes it.
  static let proseEdited = Attribution(
    causes: [Cause(kind: .prose, detail: "the essay's prose was edited")], isIncomplete: false)

  /// What a wording is put down to: the code that words it and the settings it mentions, where one of them differs.
  var ofWording: Attribution { narrowed(to: [.code, .setting, .tier]) }

  /// What a picture of the same data is put down to.
  var ofDrawing: Attribution { narrowed(to: [.code, .library, .unknownLibrary, .environment]) }

  private func narrowed(to kinds: [Cause.Kind]) -> Attribution {
    let narrow = causes.filter { kinds.contains($0.kind) }
    return narrow.isEmpty ? self : Attribution(causes: narrow, isIncomplete: isIncomplete)
  }
}
