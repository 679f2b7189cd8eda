import Foundation
import LabNotebooks

let waitingExperiment = Experiment(
  "waiting", title: "An experiment that waits", summary: "It takes longer than any test.", run: essay)

private func essay(_ notebook: Notebook) throws {
  //: It waits.
  try notebook.steps(1_875, of: "training") { step in
    // The test waits for this file before it presses Ctrl-C.
    if step.index == 11 { try Data().write(to: URL(fileURLWithPath: "step-12")) }
    // Asked to, it never comes to its next step, so that only a second Ctrl-C ends it.
    while FileManager.default.fileExists(atPath: "never-end") {
      try Data().write(to: URL(fileURLWithPath: "deaf"))
      Thread.sleep(forTimeInterval: 0.02)
    }
    Thread.sleep(forTimeInterval: 0.02)
    return 1
  }
}
