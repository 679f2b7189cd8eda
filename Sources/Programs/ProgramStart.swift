import ArgumentParser
import Foundation
import LabRequirements

extension ParsableCommand {
  /// Runs the command that the process's arguments name, and ends the process.
  ///
  /// The exit code is the one that was thrown; 64 where the command line is wrong; 2 for any other error, and where the
  /// results could not be written.
  public static func start() -> Never {
    StandardStream.prepare()
    do {
      try refuseEmptyWords(among: CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Foundation.exit(ending(of: error))
    }
    Foundation.exit(ExitCode.success.rawValue)
  }

  /// A folder, a name or a number that is nothing is what a shell's variable without a value leaves: reports would be written
  /// wherever the user happens to be.
  private static func refuseEmptyWords(among words: ArraySlice<String>) throws {
    for (last, word) in zip([Program.name] + words, words) {
      if word.isEmpty { throw ValidationError("The word after \(last) is empty; a variable may have no value.") }
      if word.hasPrefix("--"), word.firstIndex(of: "=") == word.indices.last {
        throw ValidationError("Nothing stands after \(word); a variable may have no value.")
      }
    }
  }

  /// The exit code of an error, which the user has been told.
  private static func ending(of error: any Error) -> Int32 {
    let message = fullMessage(for: error), code = exitCode(for: error)
    if let ending = error as? ExitCode { return ending.rawValue }
    if code == .success {
      do {
        try StandardStream.output.write(message + "\n")
        return code.rawValue
      } catch {
        return ending(of: error)
      }
    }
    StandardStream.error.tell(message + "\n")
    // 1 is a finding: a claim that failed, a difference.
    return code == .failure ? 2 : code.rawValue
  }
}
