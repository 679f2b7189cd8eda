import Testing

@testable import LabNotebooks

/// What authors write with dollar signs, as GitHub shows it whole.
@Suite struct GitHubMarkdownTests {
  /// Paragraphs as written, and as pages have them.
  static let paragraphs: [(String, String)] = [
    (#"Of $\{x\,y\}$ and $a_1 * b_2$."#, #"Of $`\{x\,y\}`$ and $`a_1 * b_2`$."#),
    ("It costs $5 or $6.", "It costs $5 or $6."), (#"No \$x$ here."#, #"No \$x$ here."#),
    ("`$x$` is code.", "`$x$` is code."), ("``a ` $x$``", "``a ` $x$``"),
    ("$`x`$ is one already.", "$`x`$ is one already."),
    (#"$$x \; y$$"#, "```math\nx \\; y\n```"), ("$$a\nb$$", "```math\na\nb\n```"),
    ("Before\n$$x$$\nafter.", "Before\n```math\nx\n```\nafter."), ("$$x$$ after.", "```math\nx\n```\nafter."),
    ("- item\n  $$x$$", "- item\n  ```math\n  x\n  ```"), ("- $$x$$", "- ```math\n  x\n  ```"),
    ("> $$x$$", "> ```math\n> x\n> ```"), ("12. so $$x$$", "12. so \n    ```math\n    x\n    ```"),
    ("# Of $$x$$ and $y$", "# Of $`x`$ and $`y`$"), ("| $a$ | $$b$$ |", "| $`a`$ | $`b`$ |"),
    (#"$\text{``q''}$"#, #"$\text{``q''}$"#), ("a $ b", "a $ b"), ("$$never closed", "$$never closed"), ("", ""),
    ("ends with \\", "ends with \\"),
  ]

  @Test(arguments: paragraphs)
  func aFormulaIsInBackticksOrABlock(_ authored: String, _ page: String) {
    #expect(GitHubMarkdown.paragraph(authored) == page)
  }

  /// Pages of a version that wrote formulas as their authors do are compared with those of this one.
  @Test(arguments: paragraphs)
  func pagesOfEitherKindSayTheSame(_ authored: String, _ page: String) {
    // Where a formula got a line to itself, only the line end is new.
    func flat(_ text: String) -> String { text.split { " \n".contains($0) }.joined(separator: " ") }
    #expect(
      flat(GitHubMarkdown.authored(page).replacing("$$", with: "$"))
        == flat(GitHubMarkdown.authored(authored).replacing("$$", with: "$")))
  }

  @Test(arguments: paragraphs)
  func theSpansOfATextAreTheText(_ authored: String, _ page: String) {
    for text in [authored, page] {
      #expect(MarkdownSpan.scan(text[...]).map { String($0.source) }.joined() == text)
    }
  }

  @Test(arguments: [
    (#"The **loss** in $\beta$, `a` and a<b"#, #"The <strong>loss</strong> in $\beta$, <code>a</code> and a&lt;b"#),
    ("$w^* > v^*$ and *so*", "$w^* &gt; v^*$ and <em>so</em>"), ("`*a*` **b", "<code>*a*</code> **b"),
    (#"\*a\* & "b""#, "*a* &amp; &quot;b&quot;"), ("a\nb\r\nc", "a b c"),
    ("</summary><script>", "&lt;/summary&gt;&lt;script&gt;"),
    ("a ** b", "a ** b"), ("\0\u{1}0\0", "0"),
  ])
  func aFoldsTitleIsRenderedAndEscaped(_ title: String, _ html: String) {
    #expect(OutputMarkdown.folded("x", title: title).hasPrefix("<details>\n<summary>\(html)</summary>\n"))
  }

  /// Of a backslash before a bar the table takes one away; a second would let the bar end the cell.
  @Test(arguments: [
    ("a|b", #"a\|b"#), (#"a\|b"#, #"a\|b"#), (#"$p(x|z)$"#, #"$`p(x\|z)`$"#),
    (#"$\|x\|^2$ | y"#, #"$`\Vert x\Vert ^2`$ \| y"#),
    ("`a|b`", #"`a\|b`"#), (#"\*a|\*"#, #"\*a\|\*"#),
  ])
  func aCellHasBarsThatDoNotEndIt(_ cell: String, _ markdown: String) {
    let table = OutputMarkdown.table(columns: [cell], alignedRight: [false], rows: [[cell]])
    #expect(table == "| \(markdown) |\n| --- |\n| \(markdown) |")
  }

  @Test(arguments: [
    (#"$\beta$ against $k$"#, #"<em>$`\beta`$ against $`k`$</em>"#), ("a *b* c", "<em>a *b* c</em>"),
    ("Plain.", "*Plain.*"),
    ("one\n\ntwo", "*one\ntwo*"),
  ])
  func aCaptionIsEmphasisedAroundItsFormulas(_ caption: String, _ markdown: String) throws {
    let output = Output(id: "o", caption: caption, isFolded: false, line: 0, content: .text(body: "b"))
    #expect(try OutputMarkdown(Prose(about: .sample())).render(output) == "```text\nb\n```\n\n\(markdown)")
  }

  @Test(arguments: ["a", "a`b", "``", "`a", " a ", "", "a\nb"])
  func codeHoldsAnything(_ text: String) {
    let span = CodeMarkdown.span(text)
    // CommonMark 0.31, 6.1: as many backticks at the end, and none of that number within; a space at both ends is dropped.
    let mark = span.prefix { $0 == "`" }
    #expect(span.count > 2 * mark.count && span.hasSuffix(mark))
    let inner = span.dropFirst(mark.count).dropLast(mark.count)
    #expect(!inner.split(whereSeparator: { $0 != "`" }).contains { $0.count == mark.count })
    let isPadded = inner.first == " " && inner.last == " " && inner.contains { $0 != " " }
    #expect(text.isEmpty || (isPadded ? inner.dropFirst().dropLast() : inner) == text.replacing("\n", with: " "))
  }
}
