import Foundation
import LabCatalogue
import Testing

@testable import LabNotebooks

/// What holds of every essay, whatever it is about.
@Suite struct EssayTests {
  /// A reader of the report sees the shown code alone.
  @Test(arguments: catalogue) func shownCodeUsesNoNameThatOnlyHiddenCodeDeclares(_ experiment: Experiment) throws {
    let text = try text(of: experiment)
    let shown = LiterateSource(text).cells.compactMap { cell in
      if case .code(let code) = cell { code.text } else { nil }
    }.joined(separator: "\n")
    let hidden = Self.declarations(in: text, indentedBy: 2).subtracting(Self.declarations(in: shown, indentedBy: 0))
    let code = Self.withoutProse(shown)
    let used = try hidden.filter { try code.contains(Regex(#"(?:^|[^\w.])"# + $0 + #"(?![\w:])"#)) }
    #expect(used.isEmpty, "\(used.sorted())")
  }

  /// What does not fit belongs in a model of its own, with a name that the essay can use.
  @Test(arguments: catalogue) func anEssayHasAtMostFourHundredLines(_ experiment: Experiment) throws {
    #expect(try text(of: experiment).count { $0 == "\n" } <= 400)
  }

  /// Whole numbers are counts and sizes: without an upper limit they are memory and time without one.
  @Test(arguments: catalogue) func everyWholeNumberHasAnUpperLimit(_ experiment: Experiment) {
    for setting in experiment.settings {
      switch setting.default(for: .standard) {
      case .whole, .wholeList:
        if case .between = setting.limits { continue }
        Issue.record("\(setting.name): \(setting.limits)")
      case .number, .flag, .text, .list: continue
      }
    }
  }

  /// One gradient many times the usual slows an optimiser down for thousands of steps; an essay that lets it says so by
  /// `.infinity`.
  @Test(arguments: try Source.all()) func everyTrainingBoundsItsGradients(_ source: Source) {
    let code = source.text.replacing(/\/\*:(?s:.)*?\*\/|\/\/.*/, with: "")
    for call in code.matches(of: /\b(?:SVI|Training)\(/) {
      var depth = 0
      let arguments = code[call.range.upperBound...].prefix { character in
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        return depth >= 0
      }
      #expect(arguments.contains("maximumGradientNorm:"), "\(call.output)\(arguments))")
    }
  }

  @Test func everyCitationHasItsReferenceAndEveryReferenceACitation() throws {
    try Bibliography.checkCitations(of: catalogue.map { $0.citing(bibliography) })
  }

  /// A reader must be able to look into what a report is about.
  @Test(arguments: catalogue) func everyEssayCitesTheDocumentThatItFollows(_ experiment: Experiment) throws {
    let documents: Set = ["ollion2020", "pyro-vae", "tiao2017", "yoshioka2016"]
    let cited = try LiterateSource(contentsOf: experiment.source).citationsInProse.map(\.key)
    #expect(!documents.isDisjoint(with: cited))
  }

  /// What is cited by hand has no entry in the list of references, and nobody notices.
  @Test(arguments: catalogue) func noCitationIsWrittenOut(_ experiment: Experiment) throws {
    let prose = try Self.prose(of: experiment).joined(separator: "\n\n")
    let found = prose.matches(of: /\p{Lu}\w+(?: et al\.| and \p{Lu}\w+)? \(?(?:19|20)\d\d\)/).map { String($0.output) }
    #expect(found.isEmpty)
  }

  /// GitHub reads a page as Markdown before it reads formulas, except where they are in backticks or in a block of `math`.
  @Test(arguments: catalogue) func formulasSurviveGitHubsMarkdown(_ experiment: Experiment) throws {
    let formula = /\$`([^`]*)`\$/
    var record = RunRecord(
      experiment: experiment, tier: .smoke, seed: 1, settings: [],
      fingerprint: .init(code: "", circumstances: Circumstances()))
    // Without a run nothing is measured: references stay as they are written.
    record.failure = .init(message: "", line: nil)
    let prose = Prose(about: record, citing: bibliography)
    for authored in try Self.prose(of: experiment) {
      let page = try prose.parts(of: authored).compactMap { part in
        if case .text(let text) = part { text } else { nil }
      }.joined(separator: "\n\n")
      let blocks = page.matches(of: /(?m)^( *(?:> ?)?)```math\n((?s:.*?))\n *(?:> ?)?```$/).map { String($0.2) }
      let spans = page.matches(of: formula).map { String($0.1) }
      for formula in blocks + spans {
        #expect(formula.count { $0 == "{" } == formula.count { $0 == "}" }, "\(formula)")
        #expect(!formula.contains("$") && !formula.isEmpty, "\(formula)")
        // A blank line would end the block, and with it the formula.
        #expect(!formula.contains("\n\n"), "\(formula)")
      }
      // What is left is text and code: no dollar sign, and no command of TeX.
      let rest = page.replacing(/(?m)^ *(?:> ?)?```(?s:.*?)\n *(?:> ?)?```$/, with: "").replacing(formula, with: "F")
        .replacing(/`[^`]*`/, with: "")
      #expect(!rest.contains("$") && rest.firstMatch(of: /\\[A-Za-z]/) == nil, "\(rest)")
      // A formula that touches a word or a digit is none to GitHub.
      #expect(page.firstMatch(of: /[A-Za-z0-9]\$`|`\$[A-Za-z0-9]/) == nil, "\(page)")
    }
  }

  /// Links are as they are right from the report's folder.
  @Test(arguments: catalogue) func linksToFilesOfThePackageLeadThere(_ experiment: Experiment) throws {
    let package = URL(filePath: experiment.source).deletingLastPathComponent().deletingLastPathComponent()
    for text in try Self.prose(of: experiment) {
      for link in text.matches(of: /\]\((\.\.\/[^)]+)\)/) {
        let file = package.appending(path: "Reports/\(experiment.name)/\(link.1)").standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: file.path), "\(link.1)")
      }
    }
  }

  /// A folder of reports has one folder for each.
  @Test func everyExperimentHasANameOfItsOwn() {
    #expect(Set(catalogue.map(\.name)).count == catalogue.count)
  }

  /// The prose of an essay, and the texts of its code that are written as prose is: captions and claims are among them.
  private static func prose(of experiment: Experiment) throws -> [String] {
    let source = try LiterateSource(contentsOf: experiment.source)
    let cells = source.cells.compactMap { cell in if case .prose(let text) = cell { text } else { nil } }
    // In a text of Swift a backslash is written twice, and what is interpolated is code.
    let texts = SwiftScanner.texts(of: Array(source.code.utf8)).map { text in
      var depth = 0
      return text.replacing("\\(", with: "\0").filter { character in
        depth += character == "\0" || (depth > 0 && character == "(") ? 1 : depth > 0 && character == ")" ? -1 : 0
        return depth == 0
      }
    }
    return cells + texts.map { $0.replacing("\\\\", with: "\\") }
  }

  private func text(of experiment: Experiment) throws -> String {
    try String(contentsOfFile: experiment.source, encoding: .utf8)
  }

  /// Code without comments, and of its texts only what is interpolated.
  private static func withoutProse(_ code: String) -> String {
    code.replacing(/\/\/.*/, with: "").replacing(/"(?:[^"\\]|\\.)*"/) { text in
      text.output.matches(of: /\\\(([^)]*)\)/).map { String($0.1) }.joined(separator: " ")
    }
  }

  /// The names that lines of so much indentation declare.
  private static func declarations(in text: String, indentedBy indentation: Int) -> Set<String> {
    let start = String(repeating: " ", count: indentation)
    let names = text.split(separator: "\n").filter { $0.hasPrefix(start) }.flatMap { line -> [Substring] in
      let line = line.dropFirst(indentation)
      if let tuple = line.firstMatch(of: /^(?:let|var) \(([\w, ]+)\)/) {
        return tuple.1.split(separator: ",").map { $0.drop { $0 == " " } }
      }
      // Several may stand in one statement: let a = 1, b = 2
      guard line.firstMatch(of: /^(?:let|var)\s/) != nil else {
        return line.firstMatch(of: /^(?:func|struct|enum) (\w+)/).map { [$0.1] } ?? []
      }
      return line.matches(of: /(?:^(?:let|var) |, )(\w+)(?:: [^=]+)? =/).map(\.1)
    }
    return Set(names.map(String.init))
  }
}

/// A file of `Experiments`, of an essay or of its models.
struct Source: CustomTestStringConvertible {
  let testDescription: String
  let text: String

  static func all() throws -> [Source] {
    let folder = URL(filePath: catalogue[0].source).deletingLastPathComponent()
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    return try files.sorted().map { file in
      Source(testDescription: file, text: try String(contentsOf: folder.appending(path: file), encoding: .utf8))
    }
  }
}

extension Experiment: CustomTestStringConvertible {
  /// The name.
  public var testDescription: String { name }
}
