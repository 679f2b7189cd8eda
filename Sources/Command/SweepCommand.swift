import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run an experiment at many points of its settings, here or on a cluster.",
    usage: """
      \(Program.name) sweep <name> --over <name=value,value> ... [<options>]
      \(Program.name) sweep <name> --points <file> [<options>]
      \(Program.name) sweep status|collect|cancel <name>
      """,
    discussion: """
      Every point is a run like any other, with a report, a lock and checkpoints of its own in the sweep's folder, and its \
      status file there is the truth about it. The same command goes on where a sweep stopped; a point that is current is \
      not run again. `\(Program.name) help sweep start` lists the options.
      """,
    subcommands: [
      StartSweepCommand.self, SweepStatusCommand.self, SweepCollectCommand.self, SweepCancelCommand.self,
      SweepWorkCommand.self,
    ], defaultSubcommand: StartSweepCommand.self)
}

/// Which sweep a command is about.
struct SweepSelection: ParsableArguments {
  @Argument(help: "The experiment's name.")
  var name: String

  @Option(
    help: ArgumentHelp(
      "The sweep's folder, which all hosts share (default: .experiments/sweeps/<name>).", valueName: "folder"))
  var folder: String?

  func experiment() throws -> Experiment {
    guard let experiment = try Laboratory.current.experiments(named: [name]).first else {
      throw ValidationError("Name an experiment.")
    }
    return experiment
  }

  func sweepFolder(at workingFolder: WorkingFolder) throws -> SweepFolder {
    if let folder { return SweepFolder(workingFolder.absolute(folder)) }
    let root = workingFolder.package ?? workingFolder.directory
    return SweepFolder("\(root)/.experiments/sweeps/\(name)")
  }

  /// A command on this sweep, as the user types it.
  func command(_ verb: String, _ more: [String] = []) -> String {
    ([Program.name, "sweep", verb, name] + (folder.map { ["--folder", $0] } ?? []) + more).shellLine
  }

  /// The sweep in a folder.
  ///
  /// - Throws: `FileError` where there is none, or one of another experiment.
  func plan(in folder: SweepFolder) throws -> SweepPlan {
    let plan = try folder.plan()
    guard plan.experiment == name else {
      throw FileError(
        path: folder.path, problem: "has a sweep of “\(plan.experiment)”",
        remedy: "Name that experiment, or another folder: --folder.")
    }
    return plan
  }
}
