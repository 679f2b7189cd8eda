import ArgumentParser
import LabNotebooks
import LabRequirements
import LabSweeps

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write what an experiment trained to a file for other programs.",
    discussion: """
      The weights are those of the last run that came to its end here, whatever its tier and settings, in the safetensors \
      format: from safetensors.numpy import load_file.
      """)

  @Argument(help: "The experiment's name.")
  var name: String

  @Flag(help: "Export the trained weights.")
  var weights = false

  @Option(help: ArgumentHelp("Write to this file instead of NAME.safetensors.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The folder that the run kept its weights in, as given to run (default: .experiments).", valueName: "folder"))
  var state: String?

  func validate() throws {
    _ = try Laboratory.current.experiments(named: [name])
    guard weights else { throw ValidationError("Say what to export: --weights.") }
  }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let weights = try TrainedWeights(
      of: name,
      stateFolder: state.map(workingFolder.absolute)
        ?? workingFolder.stateFolder(reports: workingFolder.directory + "/Reports"))
    let path = workingFolder.absolute(output ?? name + ".safetensors")
    try weights.write(to: path)
    let count = weights.file.arrays.count
    StandardStream.output.tell(
      "\(name): \(counted(count, "array")) of a run at the \(weights.run) in \(workingFolder.shown(path))\n")
    let experiment = try Laboratory.current.experiments(named: [name])[0]
    if let source = try? LiterateSource(contentsOf: experiment.source), !weights.isTrained(by: source) {
      StandardStream.error.tell("The experiment's code has changed since they were trained.\n")
    }
  }
}
