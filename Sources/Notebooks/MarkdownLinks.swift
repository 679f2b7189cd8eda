/// The links of a text in Markdown, `[label](target)`, as far as neither part has brackets or the target white space.
enum MarkdownLinks {
  /// A text with each link whose target begins so in other words.
  static func replaced(
    in text: String, to beginning: String = "", by words: (_ label: Substring, _ target: Substring) -> String
  ) -> String {
    var result = ""
    var rest = text[...]
    while let middle = rest.firstRange(of: "](" + beginning) {
      let target = rest[rest.index(middle.lowerBound, offsetBy: 2)...].prefix { !$0.isWhitespace && !"()".contains($0) }
      let lead = rest[..<middle.lowerBound]
      let label = lead.suffix(from: lead.lastIndex { "[]".contains($0) } ?? lead.endIndex).dropFirst()
      if !label.isEmpty, lead[lead.index(before: label.startIndex)] == "[", target.endIndex < rest.endIndex,
        rest[target.endIndex] == ")"
      {
        result += lead[..<lead.index(before: label.startIndex)] + words(label, target)
        rest = rest[target.endIndex...].dropFirst()
      } else {
        result += rest[..<middle.upperBound]
        rest = rest[middle.upperBound...]
      }
    }
    return result + rest
  }
}
