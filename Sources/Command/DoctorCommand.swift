import ArgumentParser
import Foundation
import Notebooks

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show what this machine lacks, and the command that mends it.")

  @OptionGroup var options: DataOptions

  @Option(help: ArgumentHelp("Check that reports can be written in this folder.", valueName: "folder"))
  var output: String?

  func run() throws {
    let checkup = Checkup(
      laboratory: .current, workplace: .current, output: output, locations: options.locations)
    var isSound = true
    for diagnosis in checkup.diagnoses() {
      print("\(diagnosis.isSound ? "ok      " : "trouble ") \(diagnosis.name): \(diagnosis.detail)")
      if !diagnosis.isSound {
        for line in diagnosis.remedy.split(separator: "\n") { print("         \(line)") }
        isSound = false
      }
    }
    if !isSound { throw ExitCode.trouble }
  }
}
