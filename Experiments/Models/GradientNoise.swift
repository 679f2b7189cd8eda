import Laboratory

extension EvidenceLowerBound {
  /// The variances of other bounds' gradients by that of this one's, summed over all weights, as means over batches; each
  /// variance is of so many draws of the codes, the same for all.
  func gradientVariances<Data>(
    of others: [EvidenceLowerBound], for model: some VariationalModel<Data>,
    withRespectTo parameters: [Parameter], on batches: [Data], draws: Int, using random: Random, observer: Notebook
  ) throws -> [Double] {
    func variances(_ objective: EvidenceLowerBound) throws -> [Double] {
      try batches.indices.map { index in
        let bench = try GradientBench(
          objective, of: model, withRespectTo: parameters, on: batches[index], draws: draws, using: random[index],
          observer: observer)
        return bench.statistics.reduce(0) { $1.variance.reduce($0, +) }
      }
    }
    let own = try variances(self)
    return try others.map { other in Summary(of: zip(try variances(other), own).map { $0 / $1 }).mean }
  }
}
