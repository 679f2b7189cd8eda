/// What is wrong with a citation, or with a bibliography.
public enum CitationError: Error, Equatable, Sendable {
  /// Prose cites what the bibliography does not have.
  case unknown(key: String, essay: String?, suggestion: String)
  /// The bibliography has what no essay cites.
  case uncited([String])
}

extension CitationError: CustomStringConvertible {
  /// What is wrong, with the key, and what to do next.
  public var description: String {
    switch self {
    case .unknown(let key, let essay, let suggestion):
      (essay ?? "The prose") + " cites @\(key), and the bibliography has no reference of that key.\(suggestion)"
        + " Add it to the bibliography, which the laboratory is given: Laboratory.main(catalogue, bibliography: …);"
        + " or write \\@\(key) where nothing is cited."
    case .uncited(let keys):
      "No essay cites \(keys.map { "@" + $0 }.joined(separator: ", ")) of the bibliography."
        + " Cite \(keys.count == 1 ? "it" : "them") as [@\(keys[0])], or remove \(keys.count == 1 ? "it" : "them")"
        + " from the bibliography."
    }
  }
}

extension Bibliography {
  /// Checks that there is a reference for each citation of an essay, before any work rests on it: in its prose and, in
  /// brackets, in the texts of its code, of which captions and claims are some.
  ///
  /// - Throws: `CitationError.unknown`.
  func check(_ source: LiterateSource, of essay: String? = nil) throws {
    let certain = source.citationsInProse + source.citationsInTexts.filter { $0.form != .inSentence }
    if let unknown = certain.first(where: { labels[$0.key] == nil }) { throw unknownReference(unknown.key, in: essay) }
  }

  func unknownReference(_ key: String, in essay: String? = nil) -> CitationError {
    .unknown(
      key: key, essay: essay, suggestion: Suggestion.question(for: key, among: references.map(\.key)))
  }

  /// Checks that there is a reference for each citation of the experiments, and a citation of each of their references.
  ///
  /// - Throws: `CitationError`. Essays whose files cannot be read are left to what reads them.
  public static func checkCitations(of experiments: [Experiment]) throws {
    var cited: Set<String> = []
    var isWhole = true
    for experiment in experiments {
      guard let source = try? LiterateSource(contentsOf: experiment.source) else {
        isWhole = false
        continue
      }
      try experiment.bibliography.check(source, of: FileSystem.name(of: experiment.source))
      cited.formUnion((source.citationsInProse + source.citationsInTexts).map(\.key))
    }
    let uncited = (experiments.first?.bibliography.references ?? []).map(\.key).filter { !cited.contains($0) }
    if isWhole, !uncited.isEmpty { throw CitationError.uncited(uncited) }
  }
}

extension LiterateSource {
  /// What the essay's prose cites.
  var citationsInProse: [Citation] {
    cells.flatMap { cell -> [Citation] in
      if case .prose(let text) = cell { Prose.citations(in: text) } else { [] }
    }
  }

  /// What the texts of the code cite, if they are prose: whether a text is, only who shows it knows.
  var citationsInTexts: [Citation] {
    SwiftScanner.texts(of: Array(code.utf8)).flatMap { Citation.all(in: $0) }
  }
}
