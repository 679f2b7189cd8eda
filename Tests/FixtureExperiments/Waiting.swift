import Foundation
import Notebooks

let waitingExperiment = Experiment(
  "waiting", title: "An experiment that waits", summary: "It takes longer than any test."
) { notebook in
  //: It waits.
  try notebook.steps(1_875, of: "training") { step in
    // The test waits for this file before it presses Ctrl-C.
    if step.index == 11 { try Data().write(to: URL(fileURLWithPath: "step-12")) }
    Thread.sleep(forTimeInterval: 0.02)
    return 1
  }
}
