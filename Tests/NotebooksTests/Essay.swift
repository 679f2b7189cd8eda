import LabFigures
import LabNotebooks

/*:
 # An essay

 After {steps} steps at β = {beta} the bound is {bound}; $x_{i}$ is not a reference.

 {curve}
*/
let essay = Experiment(
  "essay", title: "The title for lists", summary: "One of everything.",
  settings: [Setting("beta", 4.0, "weight"), Setting("steps", 4, smoke: 2, "optimiser steps")], run: work)

private func work(_ notebook: Notebook) throws {
  //: ## First
  let beta: Double = try notebook["beta"]
  try notebook.show("<plain> {beta}", id: "note")
  try notebook.show(
    Table(columns: ["name", "value"], rows: [["a|b", 1_000], ["c", .number(0.5, .fixed(2))]]), id: "table",
    caption: "At β = {beta}.")
  //: ## Second
  let losses = try notebook.steps(notebook["steps"], of: "training") { step in Float(beta) / Float(step.index + 1) }
  try notebook.uses(data: "digits", sha256: "d161")  //: hide
  try notebook.show(Figure(.line(losses), x: "step", y: "loss (nats)"), id: "curve", caption: "It falls.")
  try notebook.show(["images": 60_000, "pixels": "28 × 28"], id: "facts", fold: true)
  try notebook.measure("bound", losses.last ?? 0, unit: "nats", format: .fixed(1))
  notebook.claim("The loss falls to {bound}.", losses.last ?? 0 < losses[0])
  //: The end.
}
