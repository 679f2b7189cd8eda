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
  case versions([Difference])
  /// What the machine's arithmetic may depend on.
  case machine([Difference])
  /// How much work is asked for.
  case tier([Difference])
  /// Where the randomness starts.
  case seed([Difference])
  /// The settings asked for.
  case settings([Difference])
  /// The report lacks these figures.
  case missingFigures([String])
  /// The run failed.
  case failure

  /// What differs between a record and that with which a run now would begin, in order of consequence.
  ///
  /// - Parameters:
  ///   - record: that of the report.
  ///   - now: that of a run now.
  ///   - datasets: the names of the data sets whose files may be named together.
  public static func reasons(
    between record: RunRecord, and now: RunRecord, datasets: Set<String> = []
  ) -> [StaleReason] {
    let differences = Dictionary(grouping: Difference.all(from: record, to: now), by: \.kind)
    var reasons: [StaleReason] = []
    func add(_ kind: Difference.Kind, _ reason: ([Difference]) -> StaleReason) {
      if let found = differences[kind] { reasons.append(reason(found)) }
    }
    if record.failure != nil { reasons.append(.failure) }
    add(.code) { _ in .code }
    if now.fingerprint.circumstances.library.isEmpty {
      reasons.append(.unknownLibrary)
    } else if record.fingerprint.circumstances.library.isEmpty {
      reasons.append(.unrecordedLibrary)
    }
    add(.library) { .library($0.map(\.name)) }
    add(.data) { .data(files($0, of: record.fingerprint.data, datasets: datasets)) }
    add(.versions, StaleReason.versions)
    add(.machine, StaleReason.machine)
    add(.tier, StaleReason.tier)
    add(.seed, StaleReason.seed)
    add(.setting, StaleReason.settings)
    return reasons
  }

  /// The files, and what of them is not here. Where it is the same of each file of a data set of several, such as
  /// `mnist/train-images-idx3-ubyte`, the data set stands for them.
  private static func files(_ changes: [Difference], of record: [String: String], datasets: Set<String>) -> [String] {
    let names = changes.map { file in
      func isOfSame(_ name: String) -> Bool { name.prefix { $0 != "/" } == dataset }
      let dataset = file.name.prefix { $0 != "/" }
      let siblings = changes.filter { isOfSame($0.name) && ($0.new == nil) == (file.new == nil) }
      let isWhole = siblings.count > 1 && siblings.count == record.keys.count(where: isOfSame)
      return (datasets.contains(String(dataset)) && isWhole ? String(dataset) : file.name)
        + (file.new == nil ? " is not here" : "")
    }
    return Set(names).sorted()
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
    case .tier(let changes): "it is of another tier (\(Self.list(changes)))"
    case .seed(let changes): "it is of another seed (\(Self.list(changes)))"
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
    case .tier(let changes): "tier (\(Self.list(changes)))"
    case .seed(let changes): "seed (\(Self.list(changes)))"
    case .settings(let changes): "settings (\(Self.list(changes)))"
    case .missingFigures(let ids): "missing figures (\(Self.list(ids)))"
    case .failure: "failed run"
    }
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  /// “Cairo 1.16.0, now 1.18.0”.
  private static func list(_ differences: [Difference]) -> String {
    differences.map { ($0.name.isEmpty ? "" : $0.name + " ") + "\($0.old ?? "none"), now \($0.new ?? "none")" }
      .joined(separator: "; ")
  }
}
