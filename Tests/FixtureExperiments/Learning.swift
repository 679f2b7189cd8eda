import Foundation
import LabFigures
import LabNotebooks

/// A point that is pulled towards a place and remembers its speed: the smallest thing that is trained.
struct Point: Resumable {
  var place: [Float]
  var speed: [Float] = [0, 0]
  var steps = 0

  var snapshot: Snapshot {
    Snapshot(
      weights: [NamedArray("place", .floats(place))],
      progress: [NamedArray("speed", .floats(speed)), NamedArray("steps", .integers([Int64(steps)]))])
  }

  mutating func restore(_ snapshot: Snapshot) throws {
    guard case .floats(let place) = snapshot.weights[0].elements,
      case .floats(let speed)? = snapshot.progress.first(where: { $0.name == "speed" })?.elements,
      case .integers(let steps)? = snapshot.progress.first(where: { $0.name == "steps" })?.elements
    else { throw Accident() }
    (self.place, self.speed, self.steps) = (place, speed, Int(steps[0]))
  }

  mutating func step(_ index: Int, towards goal: Float) -> Float {
    steps += 1
    for axis in place.indices {
      speed[axis] = 0.9 * speed[axis] + 0.01 * (goal - place[axis]) + 1e-3 * Float(sin(Double(index * (axis + 1))))
      place[axis] += speed[axis] / Float(steps)
    }
    return place.reduce(0) { $0 + ($1 - goal) * ($1 - goal) }
  }
}

/*:
 # An experiment that learns

 {loss}
*/
let learningExperiment = Experiment(
  "learning", title: "An experiment that learns", summary: "Two trainings, for as long as one likes.",
  settings: [
    Setting("steps", 60, smoke: 20, "steps of each training", limits: .atLeast(1)),
    Setting("pause", 0.0, "seconds that a step takes", limits: .atLeast(0)),
  ], run: essay)

/// The tests read here which steps were done, and which is held: the one that the file `hold` names waits until that is gone.
private func trace(_ line: String) {
  guard let trace = FileHandle(forWritingAtPath: "trace") else { return }
  trace.seekToEndOfFile()
  trace.write(Data("\(line)\n".utf8))
}

private func essay(_ notebook: Notebook) throws {
  let steps: Int = try notebook["steps"], pause: Double = try notebook["pause"]
  if FileManager.default.fileExists(atPath: "points") { _ = try notebook.contents(of: "points") }
  func train(_ points: inout [Point], as phase: String) throws -> TrainingLog {
    try notebook.train(&points, steps: steps, as: phase) { points, step in
      if pause > 0 { Thread.sleep(forTimeInterval: pause) }
      let name = "\(phase) \(step.index)"
      if (try? String(contentsOfFile: "hold", encoding: .utf8)) == name {
        trace("\(name) is held")
        while FileManager.default.fileExists(atPath: "hold") { Thread.sleep(forTimeInterval: 0.005) }
      }
      trace(name)
      let findings = ["loss": Double(points[0].step(step.index, towards: 1))]
      return step.index.isMultiple(of: 2)
        ? findings.adding("second", Double(points[1].step(step.index, towards: -1)) / 3) : findings
    }
  }
  var points = [Point(place: [0, 2]), Point(place: [1, 1])]
  let curves = try train(&points, as: "first")
  //: The same points are trained on.
  let more = try train(&points, as: "second")
  try notebook.show(
    Figure([.line(curves.losses, name: "first"), .line(more["second"], name: "second")], x: "step", y: "loss"),
    id: "loss", caption: "It falls.")
  try notebook.measure("place", points[0].place[0])
}
