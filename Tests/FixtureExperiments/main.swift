import Laboratory

// The root of the package around the working folder.
var package = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
while package.path != "/", !FileManager.default.fileExists(atPath: package.path + "/Package.swift") {
  package.deleteLastPathComponent()
}

// The real commands on small experiments that succeed, fail, wait and lie, for the tests to run as processes.
Laboratory(
  [
    newDemoExperiment, goodExperiment, failingExperiment, divergingExperiment, lyingExperiment, forgetfulExperiment,
    waitingExperiment, learningExperiment, countingExperiment, readingExperiment,
  ], datasets: [wines], versions: ["library": "1.2.3"], machine: ["instructions": "none"],
  library: package.path
).run(as: "experiments")
