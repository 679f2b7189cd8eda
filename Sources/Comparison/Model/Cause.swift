import LabNotebooks

/// Something that a result depends on and in which two runs differ.
public struct Cause: Encodable, Equatable, Sendable {
  /// What kinds of things a result depends on.
  public enum Kind: String, Encodable, Sendable {
    case tier, seed, setting, code, library, data, machine
    /// The toolchain, or a native library.
    case environment
    /// Another package, with code of its own.
    case package
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
    case .tier, .seed, .code, .unknownLibrary, .prose, .environment, .package: detail
    case .setting: "setting \(detail)"
    case .library, .data, .machine: "\(kind.rawValue) (\(detail))"
    }
  }

  /// What is not another package in a record's list of versions.
  private static let environment: Set = ["Swift", "glibc", "OpenBLAS", "oneDNN", "Cairo", "libpng"]

  /// All in which two runs differ.
  static func all(from before: RunRecord, to after: RunRecord) -> [Cause] {
    let differences = Dictionary(grouping: Difference.all(from: before, to: after), by: \.kind)
    var causes: [Cause] = []
    /// A cause for each difference of a kind, or one for all.
    func add(_ kind: Kind, each: Difference.Kind, _ detail: (Difference) -> String) {
      causes += (differences[each] ?? []).map { Cause(kind: kind, detail: detail($0)) }
    }
    func add(_ kind: Kind, all: Difference.Kind, _ detail: (Difference) -> String) {
      guard let found = differences[all] else { return }
      causes.append(Cause(kind: kind, detail: found.map(detail).joined(separator: ", ")))
    }
    func text(_ difference: Difference, orElse nothing: String) -> String {
      "\(difference.name) \(difference.old ?? nothing) → \(difference.new ?? nothing)"
    }
    add(.tier, each: .tier) { "tier" + text($0, orElse: "") }
    add(.seed, each: .seed) { "seed" + text($0, orElse: "") }
    causes += SettingChange.all(from: before, to: after).map { Cause(kind: .setting, detail: $0.text) }
    add(.code, each: .code) { _ in "the experiment's code" }
    if before.namesLibrary != after.namesLibrary {
      causes.append(Cause(kind: .unknownLibrary, detail: "the library, whose digests one of the records lacks"))
    }
    add(.library, all: .library, \.name)
    add(.data, all: .data, \.name)
    causes += (differences[.versions] ?? []).map { difference in
      Cause(
        kind: environment.contains(difference.name) ? .environment : .package,
        detail: text(difference, orElse: "absent"))
    }
    add(.machine, all: .machine) { text($0, orElse: "unknown") }
    return causes
  }
}

extension RunRecord {
  /// Whether it has digests of the library.
  package var namesLibrary: Bool { !fingerprint.circumstances.library.isEmpty }
}

/// What a change is put down to.
public struct Attribution: Encodable, Equatable, Sendable {
  /// What could have caused it; empty where nothing differs that could.
  public let causes: [Cause]
  /// Whether the records do not say all that the result depends on: neither has digests of the library.
  public let isIncomplete: Bool

  /// Whether nothing that the records hold explains it.
  public var isUnexplained: Bool { causes.isEmpty }

  /// Whether all that differs is what the arithmetic of the same code rests on.
  var isOfRoundingAlone: Bool { !isUnexplained && causes.allSatisfy { [.environment, .machine].contains($0.kind) } }

  /// The other packages, whose code is their own, in which the runs differ: “doses-model 1.0 → 2.0”.
  public var packages: [String] { causes.filter { $0.kind == .package }.map(\.detail) }

  /// For a reader.
  public var text: String {
    if !isUnexplained { return causes.map(\.text).joined(separator: "; ") }
    return isIncomplete ? "UNEXPLAINED (neither record has digests of the library)" : "UNEXPLAINED"
  }

  /// What a result is put down to: everything in which the runs differ.
  static func ofResults(from before: RunRecord, to after: RunRecord) -> Attribution {
    Attribution(
      causes: Cause.all(from: before, to: after),
      isIncomplete: !before.namesLibrary && !after.namesLibrary)
  }

  /// What an edit of prose is put down to: the fingerprint leaves prose out, and nothing else writes it.
  static let proseEdited = Attribution(
    causes: [Cause(kind: .prose, detail: "the essay's prose was edited")], isIncomplete: false)

  /// What a wording is put down to: the code that words it, another package's too, and the settings it mentions, where one of
  /// them differs.
  var ofWording: Attribution { narrowed(to: [.code, .package, .setting, .tier]) }

  /// What a picture of the same data is put down to: what draws, and the settings that it may draw by.
  var ofDrawing: Attribution {
    narrowed(to: [.code, .package, .setting, .tier, .library, .unknownLibrary, .environment])
  }

  private func narrowed(to kinds: [Cause.Kind]) -> Attribution {
    let narrow = causes.filter { kinds.contains($0.kind) }
    return narrow.isEmpty ? self : Attribution(causes: narrow, isIncomplete: isIncomplete)
  }
}
