import Laboratory

/// How large a part of some draws, or of some sets of data, has a property, and how well so many tell it.
struct Share {
  /// From 0 to 1.
  let value: Double
  /// How many independent ones tell as much.
  let count: Double

  /// √(p (1 − p)/n) with two more that have the property and two that have not, so that none of n, or all, is no certainty.
  ///
  /// A. Agresti and B. A. Coull: Approximate is better than “exact” for interval estimation of binomial proportions (1998).
  var standardError: Double {
    let all = count + 4, share = (value * count + 2) / all
    return (share * (1 - share) / all).squareRoot()
  }
}

extension Share {
  /// Of numbers that do not depend on each other.
  init<Number>(of numbers: [Number], with property: (Number) -> Bool) {
    self.init(value: Double(numbers.count(where: property)) / Double(numbers.count), count: Double(numbers.count))
  }

  /// Of the draws of chains, which are worth as many as whether they have the property tells; where all or none have it that tells
  /// nothing, and each chain counts once.
  init(of draws: MarkovChains, with property: (Double) -> Bool) {
    let indicators = MarkovChains(draws.chains.map { chain in chain.map { property($0) ? 1 : 0 } })
    let size = indicators.effectiveSampleSizeOfMean
    self.init(value: indicators.mean, count: size.isFinite ? size : Double(draws.chains.count))
  }
}

extension Notebook {
  /// Keeps a share in per cent as `NAME`, and its standard error as `NAME-error`.
  func measure(
    _ name: String, share: Share, format: NumberFormat, file: String = #filePath, line: UInt = #line
  ) throws {
    let error = 100 * share.standardError
    // Where rounding differs, draws are other ones: the difference of two such shares is within six standard errors.
    try measure(
      name, 100 * share.value, unit: "%", tolerance: .absolute(6 * error), format: format, file: file, line: line)
    // As the share moves by six of them, its error does by some tenths of itself, and more where the share is small.
    try measure("\(name)-error", error, unit: "%", tolerance: .relative(0.5), format: format, file: file, line: line)
  }
}
