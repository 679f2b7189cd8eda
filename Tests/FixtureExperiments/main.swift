import Laboratory

// The real commands on small experiments that succeed, fail, wait and lie, for the tests to run as processes.
Laboratory(
  [
    newDemoExperiment, goodExperiment, failingExperiment, divergingExperiment, lyingExperiment, forgetfulExperiment,
    waitingExperiment, learningExperiment, countingExperiment, newTrainingExperiment, newInferenceExperiment,
    readingExperiment,
  ], datasets: [wines], bibliography: bibliography, versions: ["library": "1.2.3"], machine: ["instructions": "none"],
  library: packageFolder
).run(as: "experiments")
