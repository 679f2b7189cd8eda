import Laboratory

/// An essay that repeats trainings over seeds: what the one setting gains over the other, and how the means of its curves lie.
package let seeds = Experiment("seeds", title: "Seeds", summary: "What a seed decides.") { notebook in
  func curve(_ name: String, end: Double) -> [[Double]] {
    (0..<3).map { seed in
      let noise = Double(Tensor.normal([1], using: notebook.random[name][seed]).element)
      return (1...10).map { end - 1 / Double($0) + 0.1 * noise }
    }
  }
  let wide = curve("wide", end: 6), narrow = curve("narrow", end: 4)
  let gain = PairedDifference(of: wide.map { $0[9] }, less: narrow.map { $0[9] })
  try notebook.measure("gain", gain, unit: "nats", format: .fixed(1))
  try notebook.measure("wide-bound", meanOf: gain.values, unit: "nats", format: .fixed(1))
  try notebook.measure("first-bound", wide[0][9], unit: "nats", tolerance: .noise(of: gain.values), format: .fixed(1))
  notebook.claim("Wide networks reach higher bounds than narrow ones.", gain.isHigher)
  let figure = Figure(
    [.line(1...10, trainings: wide, name: "wide"), .line(1...10, trainings: narrow, name: "narrow")], x: "epoch",
    y: "bound")
  try notebook.show(figure, id: "bounds", caption: "Means over three seeds, with bands of one standard error.")
}
