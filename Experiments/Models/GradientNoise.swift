import Laboratory

extension EvidenceLowerBound {
  /// Batch by batch, the variance of this bound's gradient by that of another's, both summed over all weights; each variance
  /// is of so many draws of the codes, the same for both.
  func gradientVariance<Data>(
    relativeTo other: EvidenceLowerBound, of model: some VariationalModel<Data>, withRespectTo parameters: [Parameter],
    on batches: [Data], draws: Int, using random: Random, observer: Notebook
  ) throws -> Summary {
    func variance(_ objective: EvidenceLowerBound, _ index: Int) throws -> Double {
      let bench = try GradientBench(
        objective, of: model, withRespectTo: parameters, on: batches[index], draws: draws, using: random[index],
        observer: observer)
      return bench.statistics.reduce(0) { $1.variance.reduce($0, +) }
    }
    return Summary(of: try batches.indices.map { try variance(self, $0) / variance(other, $0) })
  }
}
