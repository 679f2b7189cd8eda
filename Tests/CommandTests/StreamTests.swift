import Foundation
import Testing

/// Commands whose standard streams are full, closed, or nobody's.
@Suite struct StreamTests {
  /// How a shell starts a command so; `N` is the stream.
  private static let ways = [
    "full": #"exec "$0" "$@" N>/dev/full"#,
    "closed": #"exec "$0" "$@" N>&-"#,
    "without a reader": #"exec 9> >(:); wait $!; exec "$0" "$@" N>&9"#,
  ]

  @Test(arguments: EveryCommand.lines)
  func messagesThatCannotBeWrittenAreLostAndNothingElse(_ line: [String]) throws {
    let undisturbed = try undisturbed(line)
    let package = try EveryCommand.package()
    for (way, script) in Self.ways {
      try package.git("stash", "--include-untracked", "--quiet")
      let transcript = try package.start(line, by: script.replacing("N", with: "2")).finish()
      #expect(transcript.exitCode == undisturbed.exitCode && transcript.errors == "", "\(line) \(way)")
      // The places of the two packages differ.
      #expect(transcript.output.count == undisturbed.output.count, "\(line) \(way)")
      #expect(try leftovers(package) == [], "\(line) \(way)")
    }
  }

  @Test(arguments: EveryCommand.lines)
  func resultsThatCannotBeWrittenAreAnError(_ line: [String]) throws {
    let undisturbed = try undisturbed(line)
    let package = try EveryCommand.package()
    for (way, script) in Self.ways {
      try package.git("stash", "--include-untracked", "--quiet")
      let transcript = try package.start(line, by: script.replacing("N", with: "1")).finish()
      let isTold = EveryCommand.isTeller(line) && !undisturbed.output.isEmpty
      #expect(transcript.exitCode == (isTold ? 2 : undisturbed.exitCode), "\(line) \(way)")
      #expect(transcript.errors.contains("Error: The standard output cannot be written: ") == isTold, "\(line) \(way)")
      #expect(try leftovers(package) == [], "\(line) \(way)")
    }
  }

  @Test(arguments: ways.keys.sorted())
  func helpThatCannotBeWrittenIsAnError(_ way: String) throws {
    let script = Self.ways[way, default: ""].replacing("N", with: "1")
    let package = try TemporaryPackage()
    let transcript = try withExtendedLifetime(package) { try package.start(["--help"], by: script).finish() }
    #expect(transcript.exitCode == 2 && transcript.errors.hasPrefix("Error: The standard output cannot be written: "))
  }

  /// The number of a closed stream is not given to a file, which messages would then go into.
  @Test func noFileIsTakenForAStream() throws {
    let undisturbed = try TemporaryPackage(), package = try TemporaryPackage()
    _ = try undisturbed.type("run", "learning", "--checkpoint-interval", "0")
    let all = #"exec "$0" "$@" <&- >&- 2>&-"#
    #expect(
      try package.start(["run", "learning", "--checkpoint-interval", "0"], by: all).finish()
        == Transcript(output: "", errors: "", exitCode: 0))
    for file in ["README.md", "record.json"] {
      #expect(package.text("Reports/learning/\(file)") == undisturbed.text("Reports/learning/\(file)"))
    }
  }

  private func undisturbed(_ line: [String]) throws -> Transcript {
    let package = try EveryCommand.package()
    // It is gone with its package.
    return try withExtendedLifetime(package) { try package.start(line).finish() }
  }

  private func leftovers(_ package: TemporaryPackage) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: package.path).filter { path in
      !path.hasPrefix(".git/") && [".staging", ".lock", ".previous"].contains { path.contains($0) }
    }
  }
}

/// Texts of records that would command a terminal.
@Suite struct TerminalTests {
  @Test(arguments: [
    ["list"], ["list", "lying"], ["list", "--json"], ["diff"], ["diff", "--format", "json"], ["check", "lying"],
    ["run", "lying"], ["render", "lying"],
  ])
  func areShownAsEscapes(_ line: [String]) throws {
    let package = try TemporaryPackage()
    _ = try package.type("run", "lying", "--quiet")
    try package.commit()
    let hostile = #"\u001b]0;title\u0007\u0000\u009b2J\u202e"#
    for start in [#""sentence": ""#, #""title": ""#, #""text": ""#, #""unit": ""#, #""instructions": ""#] {
      try package.edit("Reports/lying/record.json", start, start + hostile)
    }
    let transcript = try package.start(line).finish()
    let text = transcript.output + transcript.errors
    #expect(transcript.exitCode <= 2)
    #expect(text.unicodeScalars.allSatisfy { !($0.properties.generalCategory == .control && $0 != "\n") })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    if ["diff", "check"].contains(line[0]) { #expect(text.contains(#"\u001b]0;title\u0007\u0000"#)) }
    if line.last == "json" || line.last == "--json" {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(transcript.output.utf8)) }
    }
  }
}
