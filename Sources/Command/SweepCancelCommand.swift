import ArgumentParser
import Foundation
import LabNotebooks
import LabRequirements
import LabSweeps

struct SweepCancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop a sweep, wherever it runs.",
    discussion: """
      What waits in a queue is taken out of it; what runs keeps a checkpoint, from which the sweep's command goes on. It \
      waits for that, for half a minute.
      """)

  @OptionGroup var selection: SweepSelection

  private static let patience = Duration.seconds(30)

  func validate() throws { _ = try selection.experiment() }

  func run() throws {
    let workingFolder = try WorkingFolder.current
    let folder = try selection.sweepFolder(at: workingFolder)
    let sweep = SweepRun(
      plan: try selection.plan(in: folder), experiment: try selection.experiment(), folder: folder,
      selection: selection, workingFolder: workingFolder)
    try folder.cancel()
    let jobs = try SlurmEngine.cancel(in: folder)
    let deadline = ContinuousClock.now + Self.patience
    var left = try sweep.conditions().filter(\.condition.isInHand)
    while !left.isEmpty, ContinuousClock.now < deadline {
      usleep(200_000)
      left = try sweep.conditions().filter(\.condition.isInHand)
    }
    let queued = jobs.isEmpty ? "" : " Slurm was told to cancel \(counted(jobs.count, "task"))."
    guard left.isEmpty else {
      throw FileError(
        path: folder.path,
        problem: "is asked to stop, and \(counted(left.count, "point")) of it did not answer yet",
        remedy: "Look again with `\(selection.command("status"))`.")
    }
    StandardStream.output.tell("\(selection.name): nothing runs any more.\(queued) The sweep's command goes on.\n")
  }
}
