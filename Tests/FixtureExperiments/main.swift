import Command
import Foundation
import Notebooks

// The real commands on small experiments that succeed, fail, wait and lie, for the tests to run as processes.
ExperimentsCommand.main(
  in: Laboratory(
    experiments: [
      newDemoExperiment, goodExperiment, failingExperiment, divergingExperiment, lyingExperiment, forgetfulExperiment,
      waitingExperiment, learningExperiment, countingExperiment,
    ],
    versions: ["library": "1.2.3"], machine: ["instructions": "none"],
    checksum: { name, _ in FileManager.default.contents(atPath: name).map { Digest.sha256(of: Array($0)) } }))
