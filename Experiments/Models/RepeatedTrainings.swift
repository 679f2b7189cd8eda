import Laboratory

/// Trainings of one setting that differ in their seeds alone.
struct RepeatedTrainings {
  /// What figures and tables call the setting.
  let name: String
  let vaes: [VariationalAutoencoder]
  let logs: [TrainingLog]

  /// What the steps found in one tenth of each training, the first to the tenth, on average.
  func means(of value: String, inTenth index: Int) -> [Double] { logs.map { $0.mean(of: value, inTenth: index) } }

  /// What the steps found, averaged over so many at a time and over the trainings, with a band of a standard error.
  ///
  /// - Parameter sign: −1 to turn it round.
  func line(of value: String, over steps: Int, sign: Double = 1) -> Mark {
    let curves = logs.map { $0.means(of: value, over: steps).map { sign * $0 } }
    return .line((1...curves[0].count).map { $0 * steps }, trainings: curves, name: name)
  }

  /// The norms of the gradients of each training.
  var gradientNorms: (name: String, trainings: [[Double]]) { (name, logs.map { $0["gradient norm"] }) }
}
