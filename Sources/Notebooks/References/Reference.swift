import LabRequirements

/// A paper, a book or another document that essays may cite.
public struct Reference: Sendable {
  /// Where a document is found.
  public enum Location: Equatable, Sendable {
    /// By its digital object identifier: “10.1002/9780470316849”.
    case doi(String)
    /// By its number at arXiv: “1312.6114”, or “stat.ML/0402001” as before 2007.
    case arXiv(String)
    /// At an address of the web.
    case url(String)
    /// In the package of the essays, by its path from the root.
    case file(String)
  }

  /// What prose calls it: `[@burda2016]`.
  public let key: String
  /// Its authors, each as “Family, Given”; none where it does not name them.
  public let authors: [String]
  /// The year of publication; nil where that is not known.
  public let year: Int?
  /// Its title, in Markdown.
  public let title: String
  /// Where it was published, in Markdown.
  public let publication: String
  /// Where it is found; nil where that is not known.
  public let location: Location?

  /// A reference.
  ///
  /// A key that is not of lower-case letters, digits and dashes, an author or a title without a letter, or a location that cannot
  /// be one, is a programming error.
  ///
  /// - Parameters:
  ///   - key: what prose calls it.
  ///   - authors: its authors, each as “Family, Given”; an author with one name, such as a company, has no comma.
  ///   - year: the year of publication.
  ///   - title: its title, in Markdown.
  ///   - publication: the journal, the conference, the publisher, or what kind of document it is.
  ///   - location: where it is found.
  public init(
    _ key: String, authors: [String] = [], year: Int? = nil, title: String, publication: String,
    at location: Location? = nil
  ) {
    func demand(_ holds: Bool, _ rule: String) { require(holds, "The reference “\(key)” \(rule).") }
    demand(
      Name.isValid(key) && !key.contains(".") && key.first?.isLetter == true && key.last != "-",
      "needs a key of lower-case letters, digits and dashes, the first a letter, such as kingma2014")
    demand(title.contains(where: \.isLetter), "needs a title")
    demand(
      authors.allSatisfy { Self.family($0).contains(where: \.isLetter) },
      "has an author without a name: write each as “Family, Given”")
    demand(year.map { (1_000...9_999).contains($0) } ?? true, "needs a year of four digits, or none")
    if let problem = location?.problem { demand(false, problem) }
    (self.key, self.authors, self.year) = (key, authors, year)
    (self.title, self.publication, self.location) = (title, publication, location)
  }

  /// How prose names it, but for a letter that tells it from another of these names and this year: “Burda et al. 2016”.
  var label: String {
    let families = authors.map(Self.family)
    let names =
      switch families.count {
      case 0: "“\(title)”"
      case 1, 2: families.joined(separator: " and ")
      default: "\(families[0]) et al."
      }
    return year.map { "\(names) \($0)" } ?? (authors.isEmpty ? names : "\(names) n.d.")
  }

  /// By what it is sorted: its authors' family names, or else its title; the year; the key.
  var order: [String] {
    let names = authors.isEmpty ? title : authors.map(Self.family).joined(separator: " ")
    return [names.lowercased(), year.map(String.init) ?? "", key]
  }

  /// What the list of references says of it behind its label: “Yuri Burda, Roger Grosse and Ruslan Salakhutdinov, …”.
  func description(linkedBy links: ReportLinks) -> String {
    let people = authors.map { author in
      let parts = author.split(separator: ",", maxSplits: 1).map { $0.trimmingPrefix(while: \.isWhitespace) }
      return parts.reversed().joined(separator: " ")
    }
    let last = people.suffix(2).joined(separator: " and ")
    let names = (people.dropLast(2) + [last]).joined(separator: ", ")
    let parts = authors.isEmpty ? [publication] : [names, "“\(title)”", publication]
    return (parts.map(GitHubMarkdown.inline) + [location?.link(links) ?? ""]).filter { !$0.isEmpty }
      .joined(separator: ", ") + "."
  }

  private static func family(_ author: String) -> String {
    String(author.prefix { $0 != "," }.trimmingPrefix(while: \.isWhitespace))
  }
}

extension Reference.Location {
  /// What is wrong with it, as the end of a sentence about its reference; nil where nothing is.
  fileprivate var problem: String? {
    switch self {
    case .doi(let name):
      Self.isDOI(name)
        ? nil : "has the DOI “\(name)”: write what comes after https://doi.org/, such as 10.1002/9780470316849"
    case .arXiv(let number):
      Self.isArXivNumber(number)
        ? nil : "has the arXiv number “\(number)”: write what comes after https://arxiv.org/abs/, without a version"
    case .url(let address):
      ["http://", "https://"].contains { address.hasPrefix($0) && address.count > $0.count } && Self.isOneWord(address)
        ? nil : "has the address “\(address)”: write it from https:// on, with %20 for a space"
    case .file(let path):
      path.isEmpty || path.hasPrefix("/") || path.split(separator: "/").contains("..")
        ? "has the path “\(path)”: write it from the root of the package" : nil
    }
  }

  /// “10.”, a number of four to nine digits, a slash, and any name.
  private static func isDOI(_ name: String) -> Bool {
    let parts = name.split(separator: "/", maxSplits: 1)
    return parts.count == 2 && parts[0].hasPrefix("10.") && isNumber(parts[0].dropFirst(3), 4...9) && isOneWord(name)
  }

  /// “1509.00519”, or “stat.ML/0402001”.
  private static func isArXivNumber(_ number: String) -> Bool {
    let old = number.split(separator: "/", omittingEmptySubsequences: false)
    if old.count == 2 {
      return old[0].first?.isLetter == true && old[0].allSatisfy { $0.isASCII && ($0.isLetter || "-.".contains($0)) }
        && isNumber(old[1], 7...7)
    }
    let new = number.split(separator: ".", omittingEmptySubsequences: false)
    return new.count == 2 && isNumber(new[0], 4...4) && isNumber(new[1], 4...5)
  }

  private static func isNumber(_ text: Substring, _ digits: ClosedRange<Int>) -> Bool {
    digits.contains(text.count) && text.allSatisfy { ("0"..."9").contains($0) }
  }

  private static func isOneWord(_ text: String) -> Bool { !text.contains { $0.isWhitespace || "<>".contains($0) } }

  fileprivate func link(_ links: ReportLinks) -> String {
    switch self {
    case .doi(let name): "[doi:\(name)](<https://doi.org/\(name)>)"
    case .arXiv(let number): "[arXiv:\(number)](https://arxiv.org/abs/\(number))"
    case .url(let address): "<\(address)>"
    case .file(let path): links.link(path, to: path)
    }
  }
}
