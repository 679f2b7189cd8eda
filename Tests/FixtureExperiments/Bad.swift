import LabNotebooks

/// Something went wrong in the middle.
struct Accident: Error, CustomStringConvertible {
  let description = "The well ran dry."
}

/*:
 # An experiment that fails

 Its first cell is fine.
*/
let failingExperiment = Experiment(
  "failing", title: "An experiment that fails", summary: "It fails half-way.", run: failing)

private func failing(_ notebook: Notebook) throws {
  try notebook.show("All is well.", id: "before")
  //: Its second is not.
  try notebook.steps(3, of: "drawing water") { step in
    if step.index == 1 { throw Accident() }
    return 1
  }
  //: Nobody reads this.
  try notebook.show("Never.", id: "after")
}

let divergingExperiment = Experiment(
  "diverging", title: "An experiment that diverges", summary: "Its loss is not a number.", run: diverging)

private func diverging(_ notebook: Notebook) throws {
  //: The loss grows.
  try notebook.steps(5, of: "training") { step in step.index == 2 ? .nan : 1 }
}

let lyingExperiment = Experiment(
  "lying", title: "An experiment that lies", summary: "One of its claims fails.", run: lying)

private func lying(_ notebook: Notebook) throws {
  //: It claims too much.
  try notebook.measure("answer", 42)
  notebook.claim("The answer is {answer}.", true)
  notebook.claim("Two is more than {answer}.", 2 > 42)
}

let forgetfulExperiment = Experiment(
  "forgetful", title: "An experiment that forgets", summary: "It does not read one of its settings.",
  settings: [Setting("beta", 4.0, "never read")]
    + Setting.group(
      "Towers",
      Setting("sizes", [5, 10], smoke: [5], "floors of each tower"), Setting("height", 3.0, "metres of a floor"))
    + Setting.group("Weather", Setting("rain", false, "whether it rains")), run: forgetful)

private func forgetful(_ notebook: Notebook) throws {
  //: It forgets β.
  let sizes: [Int] = try notebook["sizes"], height: Double = try notebook["height"]
  let rain: Bool = try notebook["rain"]
  try notebook.show("\(sizes.map { Double($0) * height }) \(rain)", id: "city")
}
