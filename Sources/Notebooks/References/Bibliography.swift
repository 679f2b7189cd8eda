import LabRequirements

/// The documents that the essays of a laboratory cite, in one place for all of them.
///
/// ```swift
/// let bibliography = Bibliography([
///   Reference(
///     "burda2016", authors: ["Burda, Yuri", "Grosse, Roger", "Salakhutdinov, Ruslan"], year: 2016,
///     title: "Importance Weighted Autoencoders", publication: "International Conference on Learning Representations",
///     at: .arXiv("1509.00519"))
/// ])
/// Laboratory.main(catalogue, bibliography: bibliography)
/// ```
/// Prose then says “… is tighter [@burda2016]” or “as @burda2016 show”; see `Citation`.
///
/// Of its file no result depends on, as long as it declares nothing else: a new reference makes no report stale.
public struct Bibliography: Sendable {
  /// The references, in the order of their declaration.
  public let references: [Reference]
  /// The path of the file that declares it; empty where none does.
  let source: String
  /// How prose names each, by key.
  let labels: [String: CitationLabel]

  /// A bibliography of these references. Two of one key are a programming error.
  ///
  /// - Parameters:
  ///   - references: the references.
  ///   - source: the file that declares it.
  public init(_ references: [Reference], source: String = #filePath) {
    var labels: [String: CitationLabel] = [:]
    let alike = Dictionary(grouping: references, by: \.label)
    for (label, group) in alike {
      for (reference, letter) in zip(group, group.count > 1 ? Self.letters(group.count) : [""]) {
        require(labels[reference.key] == nil, "The bibliography has two references with the key “\(reference.key)”.")
        labels[reference.key] = CitationLabel(label + letter)
      }
    }
    (self.references, self.source, self.labels) = (references, source, labels)
  }

  /// A bibliography without a reference, of a laboratory whose essays cite nothing.
  public init() { self.init([], source: "") }

  /// The list that ends a report: of the references with these keys, in alphabetical order.
  func section(of keys: Set<String>, linkedBy links: ReportLinks) -> [String] {
    let cited = references.filter { keys.contains($0.key) }.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    guard !cited.isEmpty else { return [] }
    let entries = cited.map { reference in
      let label = labels[reference.key]?.text ?? reference.label
      return "- \(CitationLabel.mark(reference.key))**\(label)**: \(reference.description(linkedBy: links))"
    }
    return ["## References", entries.joined(separator: "\n")]
  }

  /// “a”, “b” and so on, then numbers.
  private static func letters(_ count: Int) -> [String] {
    let alphabet = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) }
    return (0..<count).map { $0 < alphabet.count ? alphabet[$0] : "-\($0 + 1)" }
  }
}

/// How prose names a reference.
struct CitationLabel: Equatable, Sendable {
  /// In brackets: “Burda et al. 2016”.
  let text: String

  init(_ text: String) { self.text = text }

  /// As the form of a citation asks.
  func text(_ form: Citation.Form) -> String {
    guard let parts = text.wholeMatch(of: /(.*) ((?:[0-9]{4}|n\.d\.)(?:[a-z]|-[0-9]+)?)/) else { return text }
    return switch form {
    case .inBrackets: text
    case .inSentence: "\(parts.1) (\(parts.2))"
    case .year: String(parts.2)
    }
  }

  /// What the entry of a key has, that citations link to.
  static func mark(_ key: String) -> String { "<a id=\"ref-\(key)\"></a>" }

  /// The labels of the references that a report lists, by key.
  static func listed(in page: String) -> [String: CitationLabel] {
    let entries = page.matches(of: /\n- <a id="ref-([a-z0-9-]+)"><\/a>\*\*([^\n]+?)\*\*:/)
    return Dictionary(entries.map { (String($0.1), CitationLabel(String($0.2))) }) { first, _ in first }
  }
}
