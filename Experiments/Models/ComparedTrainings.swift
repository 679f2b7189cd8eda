import Laboratory

extension PairedDifference {
  /// What each pair of trainings comes to, and the means over all with their standard errors.
  func table(of name: String, less other: String, _ format: NumberFormat) -> Table {
    Table(
      columns: ["", other, name, "difference"],
      rows: values.indices.map { pair -> [Table.Cell] in
        [
          .text("pair \(pair + 1)"), .number(others[pair], format), .number(values[pair], format),
          .number(values[pair] - others[pair], format),
        ]
      } + [
        [
          "mean ± standard error", .number(Summary(of: others), format), .number(Summary(of: values), format),
          .number(summary, format),
        ]
      ])
  }
}

extension Figure {
  /// The mean losses of trainings of each name, averaged over so many steps at a time.
  init(lossesOf trainings: [(name: String, logs: [TrainingLog])], every window: Int) {
    self.init(
      trainings.map { name, logs in
        let curves = logs.map { $0.means(of: "loss", over: window) }
        return .line(curves[0].indices.map { ($0 + 1) * window }, trainings: curves, name: name)
      }, x: "step", y: Axis("negative ELBO", unit: "nats an image"))
  }
}
