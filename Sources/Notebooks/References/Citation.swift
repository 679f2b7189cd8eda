// How prose cites, after Pandoc.
//
//  - `[@burda2016]` is “(Burda et al. 2016)”; `[see @burda2016, section 3; @tucker2019]` has words around them, or several.
//  - `@burda2016` in a sentence is “Burda et al. (2016)”.
//  - `[-@burda2016]` is “(2016)”, where the sentence has named the authors.
//
// Each links to its entry of the list *References*, with which the report ends. An `@` within a word, an address, a formula,
// code or the text of a link cites nothing, and neither does `\@`.

/// A citation in prose.
struct Citation: Equatable {
  /// How a reference is named.
  enum Form: Equatable { case inBrackets, inSentence, year }

  var key: String
  var form: Form

  /// A text with each of its citations in other words; one for which there are none stays as it is written.
  static func replaced(in text: String, by words: (Citation) throws -> String?) rethrows -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      result += try replaced(in: rest[..<open], isInBrackets: false, by: words)
      let group = rest[open...]
      let inner = group.dropFirst().prefix { !"[]".contains($0) }
      guard inner.endIndex < text.endIndex, text[inner.endIndex] == "]" else {
        result += "["
        rest = group.dropFirst()
        continue
      }
      rest = text[text.index(after: inner.endIndex)...]
      let isLink = rest.first.map { "([".contains($0) } ?? false
      let said = isLink ? String(inner) : try replaced(in: inner, isInBrackets: true, by: words)
      result += said == inner ? "[\(inner)]" : "(\(said))"
    }
    return result + (try replaced(in: rest, isInBrackets: false, by: words))
  }

  private static func replaced(
    in text: Substring, isInBrackets: Bool, by words: (Citation) throws -> String?
  ) rethrows -> String {
    var result = ""
    var rest = text
    while let at = rest.firstIndex(of: "@") {
      let behind = rest[at...].dropFirst()
      var key = behind.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:".contains($0)) }
      while key.last.map({ "-_:".contains($0) }) ?? false { key.removeLast() }
      let lead = text[..<at]
      let isYear = isInBrackets && lead.last == "-"
      let before = (isYear ? lead.dropLast() : lead).last ?? " "
      if key.first?.isLetter == true, before.isWhitespace || "(“‘—–;,".contains(before),
        let said = try words(
          Citation(key: String(key), form: isYear ? .year : isInBrackets ? .inBrackets : .inSentence))
      {
        result += (isYear ? rest[..<at].dropLast() : rest[..<at]) + said
      } else {
        result += rest[..<at] + "@" + key
      }
      rest = text[key.endIndex...]
    }
    return result + rest
  }

  /// A text without what it cites in brackets, as in “ [@burda2016]”, where there is no list of references.
  static func removed(from text: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: " [@") {
      let behind = rest[open.upperBound...]
      guard let close = behind.firstIndex(of: "]") else { break }
      result += rest[..<open.lowerBound]
      rest = behind[close...].dropFirst()
    }
    return result + rest
  }

  /// The citations of a text, in order.
  static func all(in text: String) -> [Citation] {
    var citations: [Citation] = []
    _ = replaced(in: text) { citation in
      citations.append(citation)
      return nil
    }
    return citations
  }
}
