import Laboratory

extension TrainingLog {
  /// The mean of what the steps of one tenth of a training found, the first to the tenth.
  func mean(of name: String, inTenth index: Int) -> Double {
    let values = self[name]
    return Summary(of: Array(values[values.count * (index - 1) / 10..<max(values.count * index / 10, 1)])).mean
  }
}
