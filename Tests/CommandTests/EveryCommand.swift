import Foundation
import LabTestSupport
import Testing

/// Every command of the program, for the tests of what they have in common.
enum EveryCommand {
  /// What is typed of each, in a package with the reports of `package()`.
  static let lines = [
    ["list"], ["run", "good", "--force"], ["render", "good"], ["check", "good"], ["diff"],
    ["diff", "--between", "Reports", "Reports"], ["init", "my-lab"], ["new", "my-idea"],
    ["export", "learning", "--weights"],
    ["sweep", "start", "good", "--over", "points=3"], ["sweep", "status", "good"], ["sweep", "collect", "good"],
    ["sweep", "cancel", "good"], ["sweep", "work", "--folder", ".experiments/sweeps/good", "--point", "none"],
    ["data", "list"], ["data", "verify"], ["data", "fetch", "mnist"], ["doctor"],
  ]

  /// Those whose results are what they write to standard output; the others' are files.
  static func isTeller(_ line: [String]) -> Bool {
    ["list", "check", "diff", "data", "doctor"].contains(line[0]) || line.prefix(2) == ["sweep", "status"]
  }

  /// A repository with reports that are committed.
  static func package() throws -> TemporaryPackage {
    let package = try TemporaryPackage()
    #expect(try package.type("run", "good", "learning", "--quiet").exitCode == 0)
    #expect(try package.type("sweep", "good", "--over", "points=3").exitCode == 0)
    try package.write(".experiments\n", to: ".gitignore")
    try package.commit()
    return package
  }

  /// An option of a command, as the program itself describes it.
  struct Option {
    let command: [String]
    let name: String
  }

  /// What the program says of itself: its commands that have no subcommands, and every option with a value.
  static func described() throws -> (commands: [[String]], options: [Option]) {
    struct Help: Decodable {
      struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let kind: String
        let preferredName: Name?
      }
      struct Command: Decodable {
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?
      }
      let command: Command
    }
    func options(of command: Help.Command, _ path: [String]) -> [Option] {
      let own = (command.arguments ?? []).filter { $0.kind == "option" }.compactMap(\.preferredName)
      return own.map { Option(command: path, name: $0.name) }
        + (command.subcommands ?? []).flatMap { options(of: $0, path + [$0.commandName]) }
    }
    func commands(of command: Help.Command, _ path: [String]) -> [[String]] {
      // That which explains the others runs none of them.
      let subcommands = (command.subcommands ?? []).filter { $0.commandName != "help" }
      return subcommands.isEmpty ? [path] : subcommands.flatMap { commands(of: $0, path + [$0.commandName]) }
    }
    let text = try TemporaryPackage().type("--experimental-dump-help").output
    let program = try JSONDecoder().decode(Help.self, from: Data(text.utf8)).command
    return (commands(of: program, []), options(of: program, []))
  }
}

@Suite struct EveryCommandTests {
  @Test func theListNamesEveryCommand() throws {
    let commands = try EveryCommand.described().commands.map { $0.joined(separator: " ") }
    let list = EveryCommand.lines.flatMap { line in [line[0], line.prefix(2).joined(separator: " ")] }
    #expect(omissions(of: Set(commands), in: list, of: "commands", file: "EveryCommand.swift") == [])
  }

  /// No number ends a command by a signal; what is no sensible number is refused, or is a folder's or file's name; nothing
  /// is neither.
  @Test(arguments: ["nan", "inf", "-inf", "1e19", "-1", "0", "3000000000", ""])
  func noNumberOfAnyOptionEndsACommandByASignal(_ number: String) throws {
    let package = try EveryCommand.package()
    let options = try EveryCommand.described().options
    for name in ["seed", "seeds", "threads", "checkpoint-interval"] {
      #expect(options.contains { $0.command == ["run"] && $0.name == name })
    }
    for option in options {
      let line = try #require(EveryCommand.lines.first { $0.starts(with: option.command) })
      let transcript = try package.start(line + ["--\(option.name)=\(number)"]).finish()
      let command = "\(line) --\(option.name)=\(number)"
      #expect([0, 1, 2, 64].contains(transcript.exitCode), "\(command): \(transcript)")
      #expect(transcript.exitCode == 0 || !transcript.errors.isEmpty || !transcript.output.isEmpty, "\(command)")
      if ["threads", "seeds"].contains(option.name) || number.isEmpty {
        #expect(transcript.exitCode == 64 && transcript.errors.hasPrefix("Error: "), "\(command)")
      }
    }
  }

  /// What is found nowhere would be said to be missing, and how to get it would help with nothing.
  @Test func aFolderOfDataThatIsNotThereIsRefusedByEveryCommand() throws {
    let package = try EveryCommand.package(), reports = try package.state(of: "Reports")
    let options = try EveryCommand.described().options.filter { $0.name == "data" }
    #expect(options.contains { $0.command == ["run"] } && options.contains { $0.command == ["data", "list"] })
    for option in options {
      var line = try #require(EveryCommand.lines.first { $0.starts(with: option.command) })
      if option.command == ["diff"] { line.append("--rerun-base") }
      let transcript = try package.start(line + ["--data", "nowhere"]).finish()
      #expect(
        transcript
          == Transcript(
            output: "",
            errors: """
              Error: nowhere: is no folder. Name the one that holds the data sets with --data, or leave it out.

              """, exitCode: 2), "\(line)")
    }
    #expect(try package.state(of: "Reports") == reports)
  }

  @Test(arguments: EveryCommand.lines)
  func inAFolderThatWasRemovedTheErrorSaysSo(_ line: [String]) throws {
    let package = try EveryCommand.package()
    let script = #"mkdir gone && cd gone && rmdir ../gone && exec timeout 60 "$0" "$@""#
    let transcript = try package.start(line, by: script).finish()
    // To look for data takes no folder.
    guard line[0] != "data" else {
      #expect(transcript.exitCode <= 2)
      return
    }
    #expect(
      transcript
        == Transcript(
          output: "",
          errors: "Error: the working folder: is not there any more. Go to a folder that is, and try again.\n",
          exitCode: 2))
  }

  /// As a crash leaves it between two renamings.
  @Test(arguments: EveryCommand.lines.filter { ["list", "run", "render", "check", "diff", "doctor"].contains($0[0]) })
  func aReportUnderItsOtherNameIsPutBack(_ line: [String]) throws {
    let package = try EveryCommand.package()
    let state = try package.state(of: "Reports/good")
    let reports = package.path + "/Reports/"
    try FileManager.default.moveItem(atPath: reports + "good", toPath: reports + ".good.previous")
    let transcript = try package.start(line).finish()
    #expect(line[0] == "doctor" || transcript.exitCode == 0, "\(transcript)")
    #expect(try package.state(of: "Reports/good") == state)
    #expect(!package.exists("Reports/.good.previous"))
  }
}
