import Command

// The real commands on small experiments that succeed, fail, wait and lie, for the tests to run as processes.
ExperimentsCommand.main(
  in: Laboratory(
    experiments: [
      newDemoExperiment, goodExperiment, failingExperiment, divergingExperiment, lyingExperiment, forgetfulExperiment,
      waitingExperiment, learningExperiment,
    ],
    versions: ["library": "1.2.3"], machine: ["instructions": "none"], threadCount: { 2 }, setThreadCount: { _ in }))
