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
    let words = text.split(separator: " ")
    guard form != .inBrackets, words.count > 1, let year = words.last, Self.isYear(year) else { return text }
    return form == .year ? String(year) : "\(words.dropLast().joined(separator: " ")) (\(year))"
  }

  /// “2016”, “2016b” or “n.d.”.
  private static func isYear(_ word: Substring) -> Bool {
    let rest =
      word.hasPrefix("n.d.") || word.prefix(4).allSatisfy { ("0"..."9").contains($0) } ? word.dropFirst(4) : "?"
    return word.count >= 4 && rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  /// What the entry of a key has, that citations link to.
  static func mark(_ key: String) -> String { "<a id=\"ref-\(key)\"></a>" }

  /// The labels of the references that a report lists, by key.
  static func listed(in page: String) -> [String: CitationLabel] {
    let entries = page.split(separator: "\n").compactMap { line -> (String, CitationLabel)? in
      guard line.hasPrefix("- <a id=\"ref-"), let mark = line.firstRange(of: "\"></a>**"),
        let end = line[mark.upperBound...].firstRange(of: "**:")
      else { return nil }
      let key = line[..<mark.lowerBound].dropFirst("- <a id=\"ref-".count)
      return (String(key), CitationLabel(String(line[mark.upperBound..<end.lowerBound])))
    }
    return Dictionary(entries) { first, _ in first }
  }
}
