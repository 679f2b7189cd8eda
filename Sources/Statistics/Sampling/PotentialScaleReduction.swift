extension MarkovChains {
  /// R̂: by how much the spread of draws of all chains together exceeds that within each half of one. Near 1 where the
  /// chains have mixed; up to 1.01 is good. NaN of a single chain.
  ///
  /// The larger one of two, of the ranks (which sees chains that differ in place, also where there is no variance) and of the
  /// ranks of distances from the median (which sees chains that differ in width): Vehtari et al. 2021.
  public var rHat: Double {
    guard isValid, chains.count > 1 else { return .nan }
    let bulk = Self.scaleReduction(of: halves.mappedTogether(rankNormalized))
    let tail = Self.scaleReduction(of: halves.mappedTogether { rankNormalized(folded($0)) })
    // The rule by which NaN, where all ranks are equal, stays what it is.
    return bulk.isNaN ? bulk : tail > bulk ? tail : bulk
  }

  /// R̂ of the draws themselves, by the halves of the chains (Gelman et al. 2013, section 11.4). NaN of a single chain.
  public var splitRHat: Double {
    guard isValid, chains.count > 1 else { return .nan }
    return Self.scaleReduction(of: halves)
  }

  /// √((B/W + n − 1)/n), with n times the variance of the chains' means B and the mean of their variances W.
  private static func scaleReduction(of chains: [[Double]]) -> Double {
    let count = Double(chains[0].count), summaries = chains.map { Summary(of: $0) }
    let between = count * Summary(of: summaries.map(\.mean)).variance
    let within = summaries.reduce(0) { $0 + $1.variance } / Double(chains.count)
    return ((between / within + count - 1) / count).squareRoot()
  }
}
