import LabFigures
import LabNotebooks
import LabStatistics

extension TrainingLog {
  /// The mean of a name's values over so many steps at a time, such as those of an epoch; what is left over has no mean.
  public func means(of name: String, over steps: Int) -> [Double] { summaries(of: name, over: steps).map(\.mean) }

  /// The median of them, which a single step that leaps does not move.
  public func medians(of name: String, over steps: Int) -> [Double] { summaries(of: name, over: steps).map(\.median) }

  private func summaries(of name: String, over steps: Int) -> [Summary] {
    let values = self[name]
    return (0..<values.count / steps).map { Summary(of: Array(values[$0 * steps..<($0 + 1) * steps])) }
  }

  /// The mean of what the steps of one tenth of a training found, the first to the tenth.
  public func mean(of name: String, inTenth index: Int) -> Double {
    let values = self[name]
    return Summary(of: Array(values[values.count * (index - 1) / 10..<max(values.count * index / 10, 1)])).mean
  }
}

extension Table {
  /// What trainings, a seed each, reach after each epoch, and the mean over the seeds with its standard error.
  public static func byEpoch(_ trainings: [[Double]], _ format: NumberFormat) -> Table {
    Table(
      columns: ["epoch"] + trainings.indices.map { "seed \($0 + 1)" } + ["mean"],
      rows: (0..<trainings[0].count).map { epoch in
        let values = trainings.map { $0[epoch] }
        return [.number(epoch + 1)] + values.map { .number($0, format) } + [.number(Summary(of: values), format)]
      })
  }
}

extension Figure {
  /// The losses of a training by epoch: of the training batches, averaged over each, and of the test images after it, from
  /// the log's “loss” and “test bound”.
  public static func validation(_ log: TrainingLog, stepsPerEpoch: Int) -> Figure {
    let training = log.means(of: "loss", over: stepsPerEpoch), epochs = 1...training.count
    return Figure(
      [
        .line(epochs, training, name: "training, mean of the epoch"),
        .line(epochs, log["test bound"].map { -$0 }, name: "test, after the epoch"),
      ], x: "epoch", y: Axis("loss", unit: "nats an image"))
  }
}
