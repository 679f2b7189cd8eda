import ArgumentParser
import Foundation
import LabTensors

/// How many threads compute and with which instructions, as the user asks for it.
public struct ComputingOptions: ParsableArguments {
  /// The option's text, so that what is no number is refused in the same words.
  @Option(
    help: ArgumentHelp(
      "Compute with this many threads (by default: all processors); no result depends on it.",
      valueName: "threads")
  )
  private var threads: String?

  @Option(
    help: ArgumentHelp(
      "Compute with these instructions, of those that the processor has (by default: the last of them): "
        + Machine.Instructions.allCases.map { "\($0)" }.joined(separator: ", ")
        + "; the last two give the same bits.",
      valueName: "set")
  )
  private var instructions: Machine.Instructions?

  /// How many threads the user asks for; nil where that is left to the machine.
  public var threadCount: Int? { threads.flatMap { Int($0) } }

  /// The words that ask another process for the same instructions; none where that is left to the machine.
  public var instructionWords: [String] { instructions.map { ["--instructions", "\($0)"] } ?? [] }

  /// Lets as many threads compute as the user asks for, and with these instructions.
  ///
  /// - Parameter processes: How many processes of one program share the machine: where the user asks for no number of threads, each
  ///   has its part of the processors.
  public func apply(besides processes: Int = 1) {
    if let threadCount {
      Machine.threadCount = threadCount
    } else if processes > 1 {
      // A launcher may have given each processors of its own already.
      let share = ProcessInfo.processInfo.processorCount / processes
      Machine.threadCount = min(Machine.threadCount, max(share, 1))
    }
    if let instructions { Machine.instructions = instructions }
  }

  /// Made by the argument parser.
  public init() {}

  /// Refuses what is no number of threads, and instructions that the processor does not have.
  public func validate() throws {
    let possible = Machine.threadCounts
    if let threads, !(Int(threads).map(possible.contains) ?? false) {
      throw ValidationError(
        "--threads \(threads): write a whole number from \(possible.lowerBound) to \(possible.upperBound).")
    }
    if let instructions, !Machine.availableInstructions.contains(instructions) {
      let available = Machine.availableInstructions.map { "\($0)" }.joined(separator: ", ")
      throw ValidationError("--instructions \(instructions): this processor has them not; it has \(available).")
    }
  }
}

extension Machine.Instructions: ExpressibleByArgument {
  /// The instructions of a name in lower case, such as `avx512`.
  public init?(argument: String) {
    guard let named = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
    self = named
  }

  /// The names that the option takes.
  public static var allValueStrings: [String] { allCases.map { "\($0)" } }
}
