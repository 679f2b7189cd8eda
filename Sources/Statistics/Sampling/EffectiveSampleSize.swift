import Foundation

extension MarkovChains {
  /// How many independent draws would tell as much about the middle of the distribution: of the ranks (Vehtari et al.
  /// 2021). A hundred for each chain is enough for `rHat` to be trusted.
  public var bulkEffectiveSampleSize: Double {
    isValid ? Self.effectiveSampleSize(of: halves.mappedTogether(rankNormalized)) : .nan
  }

  /// How many independent draws would tell as much about the ends of the distribution: the smaller one of two, of whether a draw
  /// lies below the 5 % quantile and the 95 % quantile.
  public var tailEffectiveSampleSize: Double {
    guard isValid else { return .nan }
    let summary = summary
    let sizes = [0.05, 0.95].map { fraction -> Double in
      let quantile = summary.quantile(fraction)
      return Self.effectiveSampleSize(of: halves.map { half in half.map { $0 <= quantile ? 1 : 0 } })
    }
    return min(sizes[0], sizes[1])
  }

  /// How many independent draws would tell as much about the mean.
  public var effectiveSampleSizeOfMean: Double { isValid ? Self.effectiveSampleSize(of: halves) : .nan }

  /// The number of draws over 1 + 2 Σ ρ, with the correlations ρ of draws so many steps apart, until the sums of neighbours
  /// become negative, and with these sums made to fall (Geyer 1992; Vehtari et al. 2021).
  ///
  /// As many as there are draws where all are equal; never above their number times its logarithm to base 10.
  static func effectiveSampleSize(of chains: [[Double]]) -> Double {
    let length = chains[0].count, count = Double(length), all = chains.count * length
    let values = chains.flatMap { $0 }
    // However near they are: what is small in its unit may vary as much as anything.
    guard values.max()! > values.min()! else { return Double(all) }
    let means = chains.map { $0.reduce(0, +) / count }
    let centred = zip(chains, means).map { chain, mean in chain.map { $0 - mean } }
    /// The covariance of draws so many steps apart, the mean over the chains.
    func covariance(_ lag: Int) -> Double {
      let sums = centred.map { chain -> Double in
        var sum = 0.0
        for index in 0..<length - lag { sum += chain[index] * chain[index + lag] }
        return sum / count
      }
      return sums.reduce(0, +) / Double(chains.count)
    }
    let variance = covariance(0), within = variance * count / (count - 1)
    let total = variance + (chains.count > 1 ? Summary(of: means).variance : 0)
    func correlation(_ lag: Int) -> Double { 1 - (within - covariance(lag)) / total }

    // Pairs of neighbours: in a reversible chain their sums are above 0 and fall.
    var correlations = [1, correlation(1)], lag = 1
    var pair = (even: 1.0, odd: correlations[1])
    while lag < length - 3, pair.even + pair.odd > 0 {
      pair = (correlation(lag + 1), correlation(lag + 2))
      correlations += pair.even + pair.odd >= 0 ? [pair.even, pair.odd] : [0, 0]
      lag += 2
    }
    // The last pair counts by its first alone, where that is above 0.
    let last = lag - 1
    if pair.even > 0 { correlations[last] = pair.even }
    for start in stride(from: 2, to: last - 1, by: 2) {
      let before = correlations[start - 2] + correlations[start - 1]
      if correlations[start] + correlations[start + 1] > before {
        (correlations[start], correlations[start + 1]) = (before / 2, before / 2)
      }
    }
    let time = -1 + 2 * correlations[..<last].reduce(0, +) + correlations[last]
    if correlations.contains(where: \.isNaN) { return .nan }
    return Double(all) / max(time, 1 / log10(Double(all)))
  }
}
