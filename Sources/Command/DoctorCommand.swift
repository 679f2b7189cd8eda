import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show what this machine lacks, and the command that mends it.")

  @OptionGroup var options: DataOptions

  @Option(help: ArgumentHelp("Check that reports can be written in this folder.", valueName: "folder"))
  var output: String?

  func run() throws {
    let checkup = Checkup(
      laboratory: .current, workingFolder: try .current, output: output, locations: try options.locations)
    var isSound = true
    for diagnosis in checkup.diagnoses() {
      let verdict = diagnosis.isSound ? "ok      " : "trouble "
      try StandardStream.output.write("\(verdict) \(diagnosis.name): \(diagnosis.detail)\n")
      if !diagnosis.isSound {
        for line in diagnosis.remedy.split(separator: "\n") { try StandardStream.output.write("         \(line)\n") }
        isSound = false
      }
    }
    if !isSound { throw ExitCode.trouble }
  }
}
