import ArgumentParser
import LabTensors

/// How many threads compute, as the user asks for it.
public struct ThreadOption: ParsableArguments {
  /// The option's text, so that what is no number is refused in the same words.
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "Compute with this many threads (by default: all processors); no result depends on it.",
      valueName: "threads")
  )
  private var text: String?

  /// Lets as many threads compute as the user asks for.
  public func apply() {
    if let count = text.flatMap({ Int($0) }) { Machine.threadCount = count }
  }

  /// Made by the argument parser.
  public init() {}

  /// Refuses what is no number of threads.
  public func validate() throws {
    let possible = Machine.threadCounts
    if let text, !(Int(text).map(possible.contains) ?? false) {
      throw ValidationError(
        "--threads \(text): write a whole number from \(possible.lowerBound) to \(possible.upperBound).")
    }
  }
}
