import Foundation
import LabFigures
import LabNotebooks

/// An experiment whose file is in the test's own package, so that the test may edit it. Each of its runs leaves a line in
/// `runs`.
let countingExperiment = Experiment(
  "counting", title: "An experiment that counts", summary: "It counts its runs.",
  settings: [Setting("top", 42, smoke: 7, "how far it counts")], source: countingSource, run: essay)

private func essay(_ notebook: Notebook) throws {
  let runs = FileManager.default.contents(atPath: "runs") ?? Data()
  try (runs + Data("run\n".utf8)).write(to: URL(fileURLWithPath: "runs"))
  if FileManager.default.fileExists(atPath: "numbers/one") { _ = try notebook.contents(of: "numbers/one") }
  let top: Int = try notebook["top"]
  try notebook.measure("count", top)
  // In the place of the test's file where its comment says so.
  try notebook.show(
    Figure(.line([0, Double(top)])), id: "curve", caption: "It rises to {count}.", file: countingSource, line: 8)
  notebook.claim("It counts to {count}.", true, file: countingSource, line: 8)
}

private let countingSource = packageFolder + "/Experiments/Counting.swift"
