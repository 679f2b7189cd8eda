import ArgumentParser
import LabNotebooks
import LabPrograms
import LabRequirements

/// The command of a laboratory, such as `experiments`.
struct ExperimentsCommand: ParsableCommand {
  /// Its name, help and subcommands.
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Program.name,
      abstract: "Run literate experiments: Swift files that become illustrated reports.",
      discussion: """
        Exit codes: 0 done or the same; 1 a claim failed, or reports differ; 2 an experiment failed, or data or files are \
        unusable; 64 the command line is wrong; 130 interrupted, 129 or 143 stopped by SIGHUP or SIGTERM.
        """,
      subcommands: [
        ListCommand.self, RunCommand.self, SweepCommand.self, RenderCommand.self, CheckCommand.self, DiffCommand.self,
        InitCommand.self, NewCommand.self, ExportCommand.self, DataCommand.self, DoctorCommand.self,
      ])
  }
}

extension ExitCode {
  /// A claim failed.
  static let claimFailed = ExitCode(1)
  /// Reports differ.
  static let different = ExitCode(1)
  /// An experiment failed, or data or files are unusable.
  static let trouble = ExitCode(2)
  /// The user pressed Ctrl-C, or a signal asked the run to stop.
  static func stopped(by interruption: Interruption) -> ExitCode { ExitCode(128 + interruption.signal) }
}
