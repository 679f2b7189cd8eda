import Foundation
import Testing

@testable import LabNotebooks

/// Which edits of a source change its program, as far as a fingerprint is to tell.
@Suite struct CodeTextTests {
  private func text(_ source: String, _ name: String) -> String {
    String(decoding: CodeText.text(of: Array(source.utf8), named: name), as: UTF8.self)
  }

  private static let sameSwift = [
    ("a comment at the end of a line", "let a = 1", "let a = 1  // one"),
    ("a comment on a line of its own", "a()\nb()", "a()\n// Then:\nb()"),
    ("a documentation comment", "func f() {}", "/// Does nothing.\nfunc f() {}\n"),
    ("a block comment", "a()\nb()", "a()\n/* Then:\n   at once */ b()"),
    ("nested block comments", "a + b", "a /* one /* two */ still one */ + b"),
    ("a comment that looks like a string", "a()", "a()  // \"it's"),
    ("a block comment that looks like a string", "a + b", "a /* \" \"\"\" ' */ + b"),
    ("a line comment that looks like a block's beginning", "a()\nb()", "a()  // /*\nb()"),
    ("a comment that is a URL", "a()", "a()  // https://example.org/a*/b"),
    ("a comment after a division", "a / b", "a / b  // c / d"),
    ("a comment after a division without spaces", "(a)/b\n", "(a)/b  // c/d"),
    ("a comment after a string", "\"a\"", "\"a\"  // \"b\""),
    ("a comment after a string of several lines", "\"\"\"\n  a\n  \"\"\"\n", "\"\"\"\n  a\n  \"\"\"  // b"),
    ("a comment for a space beside an operator", "a - b", "a -/**/b"),
    ("indentation", "if a {\nb()\n}", "if a {\n\t  b()\n  }"),
    ("spaces between words", "let a  = 1", "let   a = 1"),
    ("blank lines", "a()\nb()", "\n\na()\n\n  \nb()\n\n"),
    ("line ends of other systems", "a()\nb()\n", "a()\r\nb()\r\n"),
    ("white space at the end of a line", "a()\nb()", "a()  \nb()\t"),
  ]

  private static let differentSwift = [
    ("a constant", "let a = 1", "let a = 2"),
    ("code that was a comment", "a()  // b()", "a()\nb()"),
    ("a space that makes a binary operator a prefix", "a - b", "a -b"),
    ("two words in one", "let ab", "let a b"),
    ("a line end between statements", "return\na", "return a"),
    ("a comment with a line end between statements", "return /*\n*/ a", "return /* */ a"),
    ("a slash and a star in a string", "\"a /* b */ c\"", "\"a  c\""),
    ("two slashes in a string", "\"http://a\"", "\"http://b\""),
    ("a space in a string", "\"a  b\"", "\"a b\""),
    ("what follows an escaped quote", "\"a\\\" // b\"", "\"a\\\" // c\""),
    ("what follows an escaped backslash", "\"\\\\\" + c  // d", "\"\\\\\" + e  // d"),
    ("a raw string", "#\"a\" // b\"#", "#\"a\" // c\"#"),
    ("a raw string with a backslash", "#\"\\\" // a\"#", "#\"\\\" // b\"#"),
    ("a raw string of one quote", "#\"\"\"#\n+ \"// a\"", "#\"\"\"#\n+ \"// b\""),
    ("a string of two number signs", "##\"a\"# // b\"##", "##\"a\"# // c\"##"),
    ("the indentation of a string of several lines", "\"\"\"\n  a\n  \"\"\"", "\"\"\"\n   a\n  \"\"\""),
    ("a quote in a string of several lines", "\"\"\"\n a \"b // c\n \"\"\"", "\"\"\"\n a \"b // d\n \"\"\""),
    ("three quotes escaped", "\"\"\"\n \\\"\"\" // a\n \"\"\"", "\"\"\"\n \\\"\"\" // b\n \"\"\""),
    ("a raw string of several lines", "#\"\"\"\n \"\"\" // a\n \"\"\"#", "#\"\"\"\n \"\"\" // b\n \"\"\"#"),
    ("what an interpolation holds", "\"\\(f(\"a) // \"))b\"", "\"\\(f(\"c) // \"))b\""),
    ("what follows an interpolation", "\"\\(f(g(1))) // a\"", "\"\\(f(g(1))) // b\""),
    ("an interpolation in an interpolation", "\"\\(\"\\(a)\") // b\"", "\"\\(\"\\(a)\") // c\""),
    ("an interpolation with a comment", "\"\\(a /* ) */) // b\"", "\"\\(a /* ) */) // c\""),
    ("a raw interpolation", "#\"\\(a) \\#(\"b\") // c\"#", "#\"\\(a) \\#(\"b\") // d\"#"),
    ("a regex literal with slashes", "let a = /b\\//; c()", "let a = /b\\//; d()"),
    ("a regex literal with a slash and a star", "f(/a\\/*b/)\nc() // */", "f(/a\\/*b/)\nd() // */"),
    ("a regex literal with a quote", "f(/\"/, 1) // a\n\"b  c\"", "f(/\"/, 1) // a\n\"b c\""),
    ("an extended regex literal", "#/a // b/#", "#/a // c/#"),
    ("a regex literal after return", "return/a\\//.b", "return/a\\//.c"),
    ("a name in backticks", "`a // b`", "`a // c`"),
  ]

  private static let sameC = [
    ("comments", "int a;\nint b;", "int a;  // one\n/* two */ int b;"),
    ("a block comment within a line", "#define A 1 + 2\n", "#define A 1 /* and\n more */ + 2\n"),
    ("block comments do not nest", "int a;", "/* /* */ int a;"),
    ("a line comment that goes on", "int a;\nint b;", "int a; // one \\\n two\nint b;"),
    ("a quote in a comment", "int a;", "int a; // it's \"\n"),
    ("indentation and blank lines", "int f(void) {\nreturn 1;\n}", "\nint f(void) {\n\n    return 1;\n}\n"),
    ("a line joined", "#define A 1 + 2", "#define A 1 + \\\n  2"),
    ("a comment after a header's name", "#include <math.h>\n", "#include <math.h>  // for exp\n"),
  ]

  private static let differentC = [
    ("a constant", "float a = 1e-3f;", "float a = 1e-4f;"),
    ("what ends a preprocessor's line", "#define A 1\n+ 2", "#define A 1 + 2"),
    ("a comment in a string", "\"/* a */\"", "\"/* b */\""),
    ("two slashes in a string", "\"//a\"", "\"//b\""),
    ("what follows an escaped quote", "\"\\\" // a\"", "\"\\\" // b\""),
    ("a space in a string", "\"a  b\"", "\"a b\""),
    ("a quote as a character", "'\"'; // \" a\nf(\"b  c\")", "'\"'; // \" a\nf(\"b c\")"),
    ("an escaped apostrophe", "'\\''; f(\"a  b\")", "'\\''; f(\"a b\")"),
    ("what follows a line comment", "// a\nb();", "// a\nc();"),
    ("a line comment's end", "// a \\\n b();\nc();", "// a\n b();\nc();"),
    ("two slashes in a header's name", "#include <a//b.h>", "#include <a//c.h>"),
    ("a comment's mark split over lines", "/\\\n/ a\nb();", "c();"),
    ("an apostrophe in a message", "#error don't\nf(\"a  b\")", "#error don't\nf(\"a b\")"),
  ]

  @Test(arguments: sameSwift) func aSwiftProgramIsTheSame(_ edit: String, _ before: String, _ after: String) {
    #expect(text(before, "A.swift") == text(after, "A.swift"), "\(edit)")
  }

  @Test(arguments: differentSwift) func aSwiftProgramIsAnother(_ edit: String, _ before: String, _ after: String) {
    #expect(text(before, "A.swift") != text(after, "A.swift"), "\(edit)")
  }

  @Test(arguments: sameC) func aCProgramIsTheSame(_ edit: String, _ before: String, _ after: String) {
    #expect(text(before, "a.c") == text(after, "a.h"), "\(edit)")
  }

  @Test(arguments: differentC) func aCProgramIsAnother(_ edit: String, _ before: String, _ after: String) {
    #expect(text(before, "a.c") != text(after, "a.c"), "\(edit)")
  }

  @Test func whatCannotBeReadForSureIsKept() {
    for source in [
      "\"never closed // a\n", "/* never closed", "#/ // /#", "let a = ' // b", "x(/a/) // b", "`a\n// b`",
    ] {
      #expect(text(source, "A.swift") == source)
    }
    for source in ["/* never closed", "a ??/ // b", "R\"( // )\"", "1'000 // a", "#error don't // a"] {
      #expect(text(source, "a.c") == source)
    }
    #expect(text("a // b  c", "a.modulemap") == "a // b  c")
  }

  @Test func theManifestsVersionIsNoComment() {
    let manifest = "// swift-tools-version: 6.2\nimport PackageDescription  // a\n"
    #expect(text(manifest, "Package.swift") == "// swift-tools-version: 6.2\nimport PackageDescription")
    #expect(text("//swift-tools-version:6.2\n", "Package.swift") == "//swift-tools-version:6.2")
  }

  /// The root of this package, with the paths of its sources from there.
  private var sources: (package: String, paths: [String]) {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let paths = ["Sources", "Experiments"].flatMap { folder in
      FileSystem.files(in: "\(package)/\(folder)").map { "\(folder)/\($0)" }
    }
    return (package, paths.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted())
  }

  /// The text of a program is a program, and its text is itself.
  @Test func theTextOfEverySourceIsItsOwnText() throws {
    let (package, paths) = sources
    #expect(paths.count > 100)
    for path in paths {
      let once = CodeText.text(of: try #require(FileSystem.read("\(package)/\(path)")), named: path)
      #expect(CodeText.text(of: once, named: path) == once, "\(path)")
    }
  }

  /// A file that is kept as it is costs a run for each comment; none of the library's is.
  @Test func everySourceOfTheLibraryIsUnderstood() throws {
    let (package, paths) = sources
    for path in paths where !LibrarySources.programs.contains(String(path.split(separator: "/")[1])) {
      let bytes = try #require(FileSystem.read("\(package)/\(path)"))
      #expect(throws: Never.self, "\(path)") {
        try path.hasSuffix(".swift") ? SwiftScanner.text(of: bytes) : CScanner.text(of: bytes)
      }
    }
  }
}
