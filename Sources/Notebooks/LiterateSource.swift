import Foundation

// The grammar.
//
//  1. A line that begins with `//:` is prose: Markdown, without the mark and one space after it.
//  2. A block from a line that begins with `/*:` to one that ends with `*/` is prose, without the marks.
//  3. Every other line is code. Prose ends a cell of code, and code a cell of prose.
//  4. Code before the first prose is not shown.
//  5. The declaration, from the line with `= Experiment(` to the one that ends with ` {` and is not indented, that of the
//     function with the essay, is not shown, and neither is the `}` at the start of a line that closes it.
//  6. A line of code that ends with `//: hide` is not shown. It runs, as all of them do.
//  7. Alone on a line, `//: hide` hides the rest of its cell; `//: fold` or `//: fold What it is` begins a cell that
//     is folded away until asked for.
//  8. Indentation common to a cell or block is stripped; blank lines at either end are dropped, and several
//     become one; a cell with nothing left to show is not shown.
//  9. What code outputs stands after its cell, or where a paragraph is nothing but `{its-id}`.
// 10. Elsewhere in prose `{name}` is a measured value with its unit or a setting, and `{name:value}` the same
//     without the unit; not within `code`, a fenced block, `$maths$` or `$$maths$$`.
// 11. There `[@key]` and `@key` cite the bibliography; see Citation.swift.
//
// The parser knows lines, not Swift: a text of several lines whose own lines begin with these marks is misread.

/// An experiment's file as prose and code.
public struct LiterateSource: Equatable, Sendable {
  /// A run of prose or of code.
  public enum Cell: Equatable, Sendable {
    /// Markdown.
    case prose(String)
    /// Swift.
    case code(Code)
  }

  /// A run of code, between prose.
  public struct Code: Equatable, Sendable {
    /// What the report shows; empty where nothing.
    public var text: String
    /// What the fold is called; nil where the code is not folded.
    public var foldTitle: String?
    /// The lines of code, shown or not, counted from the first of the file without blank lines and prose.
    public var lines: Range<Int>
  }

  /// In the order of the file.
  public let cells: [Cell]
  /// The SHA-256 of the code, so that editing prose does not change it.
  public let digest: String
  /// The lines of code, shown or not.
  let code: String
  /// The line of the file, from 1, of each line of code.
  private let fileLines: [Int]

  /// Parses a file's text.
  public init(_ text: String) {
    var parser = Parser()
    for (index, line) in TextLines(text).lines.enumerated() { parser.read(line, number: index + 1) }
    parser.endCell()
    cells = parser.cells
    code = parser.code.map { $0 + "\n" }.joined()
    digest = Digest.sha256(of: Array(code.utf8))
    fileLines = parser.fileLines
  }

  /// Reads an experiment's file.
  ///
  /// - Throws: `FileError` where it cannot be read.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path), let text = String(bytes: data, encoding: .utf8) else {
      throw FileError(
        path: path, problem: "cannot read the experiment's source",
        remedy: "The report is made from it: run where the package was built, or build again here.")
    }
    self.init(text)
  }

  /// The line of code at a line of the file, or the last before it.
  func codeLine(atFileLine line: Int) -> Int {
    max(0, (fileLines.firstIndex { $0 > line } ?? fileLines.count) - 1)
  }
}

/// Reads lines in order and gathers cells.
private struct Parser {
  var cells: [LiterateSource.Cell] = []
  var code: [String] = []
  var fileLines: [Int] = []

  private var prose: [String] = []
  private var block: [String]?
  private var shown: [String] = []
  private var foldTitle: String?
  private var hidesRest = false
  private var firstLine = 0
  private var declaration = Declaration.ahead

  private enum Declaration { case ahead, open, body, closed }

  mutating func read(_ line: some StringProtocol, number: Int) {
    let trimmed = line.trimmingCharacters(in: .whitespaces)
    if block != nil {
      readBlock(String(line), trimmed)
    } else if trimmed.hasPrefix("/*:") {
      endCode()
      block = []
      readBlock(String(trimmed.dropFirst(3)), String(trimmed.dropFirst(3)))
    } else if trimmed == "//: hide" {
      endProse()
      hidesRest = true
    } else if trimmed == "//: fold" || trimmed.hasPrefix("//: fold ") {
      endCell()
      foldTitle = trimmed == "//: fold" ? "Code" : String(trimmed.dropFirst("//: fold ".count))
    } else if trimmed.hasPrefix("//:") {
      endCode()
      let text = trimmed.dropFirst(3)
      prose.append(String(text.hasPrefix(" ") ? text.dropFirst() : text))
    } else {
      endProse()
      readCode(String(line), trimmed, number: number)
    }
  }

  mutating func endCell() {
    endProse()
    endCode()
  }

  private mutating func readBlock(_ line: String, _ trimmed: String) {
    let isLast = trimmed.hasSuffix("*/")
    block?.append(isLast ? String(line.trimmedEnd.dropLast(2)) : line)
    guard isLast, let lines = block else { return }
    if !prose.isEmpty { prose.append("") }
    prose += tidied(lines, hasHead: true)
    prose.append("")
    block = nil
  }

  private mutating func readCode(_ line: String, _ trimmed: String, number: Int) {
    let isHidden = trimmed.hasSuffix("//: hide")
    if !trimmed.isEmpty {
      code.append(isHidden ? String(line.dropLast("//: hide".count)).trimmedEnd : line.trimmedEnd)
      fileLines.append(number)
    }
    let isIndented = line.first?.isWhitespace == true
    if declaration == .ahead, line.contains("= Experiment("), !isIndented { declaration = .open }
    let isDeclaration = declaration == .open || (declaration == .body && line.hasPrefix("}"))
    if declaration == .open, trimmed.hasSuffix(" {"), !isIndented { declaration = .body }
    if declaration == .body, line.hasPrefix("}") { declaration = .closed }
    if !isHidden, !hidesRest, !isDeclaration { shown.append(line.trimmedEnd) }
  }

  private mutating func endProse() {
    let text = tidied(prose).joined(separator: "\n")
    if !text.isEmpty { cells.append(.prose(text)) }
    prose = []
  }

  private mutating func endCode() {
    let isBeforeProse = !cells.contains { if case .prose = $0 { true } else { false } }
    let text = isBeforeProse ? "" : tidied(shown, collapsingBlankLines: true).joined(separator: "\n")
    if firstLine < code.count {
      cells.append(.code(.init(text: text, foldTitle: foldTitle, lines: firstLine..<code.count)))
    }
    firstLine = code.count
    shown = []
    foldTitle = nil
    hidesRest = false
  }

  /// Without common indentation, and without blank lines at either end. A head is what follows the mark that opens a
  /// block: its indentation is not the block's.
  private func tidied(_ lines: [String], hasHead: Bool = false, collapsingBlankLines: Bool = false) -> [String] {
    let indentations = lines.dropFirst(hasHead ? 1 : 0).filter { !$0.isBlank }.map(\.indentation)
    var result: [String] = []
    for (index, line) in lines.enumerated() {
      let indentation = hasHead && index == 0 ? line.indentation : indentations.min() ?? 0
      if line.isBlank, result.isEmpty || (collapsingBlankLines && result.last == "") { continue }
      result.append(line.isBlank ? "" : String(line.trimmedEnd.dropFirst(indentation)))
    }
    while result.last == "" { result.removeLast() }
    return result
  }
}

extension String {
  fileprivate var indentation: Int { prefix { $0 == " " || $0 == "\t" }.count }
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
  fileprivate var trimmedEnd: String {
    String(self[..<(lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)])
  }
}
