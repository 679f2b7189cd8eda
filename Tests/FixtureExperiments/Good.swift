import LabFigures
import LabNotebooks

/*:
 # A good experiment

 With β = {beta} the area is {area}.

 {curve}
*/
let goodExperiment = Experiment(
  "good", title: "A good experiment", summary: "It succeeds.",
  settings: [
    Setting("beta", 4.0, "height of the curve", limits: .above(0)),
    Setting("points", 10, smoke: 3, paper: 1_000, "points of the curve", limits: .atLeast(2)),
  ], run: essay)

private func essay(_ notebook: Notebook) throws {
  let beta: Double = try notebook["beta"]
  let points: Int = try notebook["points"]
  //: ## Curve
  let curve = (0..<points).map { beta * Double($0 * $0) / Double(points * points) }
  try notebook.show(Figure(.line(curve), x: "x", y: "y"), id: "curve", caption: "It rises to {beta}.")

  //: ## Area
  //:
  //: After @adams1979.
  var area = 0.0
  try notebook.steps(points, of: "summing") { step in
    area += curve[step.index] / Double(points)
    return Float(area)
  }
  try notebook.measure("area", area, unit: "square metres", format: .fixed(3))
  notebook.claim("The area is less than that of the box.", area < beta)
}
