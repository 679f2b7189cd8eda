import ArgumentParser
import LabNotebooks
import LabRequirements

/// Which experiments a command works on.
struct ExperimentSelection: ParsableArguments {
  @Argument(help: "The experiments' names; `\(Program.name) list` shows them.")
  var names: [String] = []

  @Flag(help: "Take every experiment.")
  var all = false

  /// The experiments named, or all.
  ///
  /// - Throws: `ValidationError` where it is not clear which, or where there is none of a name.
  func experiments() throws -> [Experiment] {
    let experiments = Laboratory.current.experiments
    if all {
      guard names.isEmpty else { throw ValidationError("Name experiments or use --all, not both.") }
      guard !experiments.isEmpty else { throw ValidationError("The catalogue has no experiments.") }
      return experiments
    }
    guard !names.isEmpty else { throw ValidationError("Name an experiment, or use --all.") }
    return try Laboratory.current.experiments(named: names)
  }
}
