import Laboratory

/// How well the gradient of a bound of k draws with respect to one parameter knows where to go, for several k.
struct SignalToNoise {
  let name: String
  /// k.
  let draws: [Int]
  /// The ratio of signal to noise for each.
  let values: [Double]

  /// The ratios of a parameter in the benches of as many draws.
  init(_ name: String, of parameter: Parameter, in benches: [GradientBench], draws: [Int]) {
    (self.name, self.draws) = (name, draws)
    values = benches.map { $0[parameter].signalToNoise }
  }

  /// The first of the draws that the slope is fitted to: the least k, where theory does not hold yet, is left out.
  var firstFitted: Int { draws[draws.count > 2 ? 1 : 0] }

  /// Whether it grows from each k to the next.
  var rises: Bool { zip(values, values.dropFirst()).allSatisfy { $0 < $1 } }

  /// The exponent of k in the power law that the ratios follow: the slope of a straight line through the logarithms.
  var slope: Double {
    let fitted = zip(draws, values).filter { $0.0 >= firstFitted }
    return LineFit(fitted.map { log(Double($0.0)) }, fitted.map { log($0.1) }).slope
  }

  /// A row of a table: the name, the ratios, the slope.
  fileprivate var cells: [Table.Cell] {
    [.text(name)] + values.map { .number($0, .fixed(3)) } + [.number(slope, .fixed(2))]
  }

  /// The ratios over the draws.
  var mark: Mark { .connectedPoints(draws, values, name: name) }

  /// The power law that begins with a value at the least k.
  func powerLaw(_ exponent: Double, from value: Double, name: String) -> Mark {
    .line(draws, draws.map { value * pow(Double($0), exponent) }, name: name)
  }
}

extension Table {
  /// The ratios with respect to several parameters, for the same draws.
  init(_ ratios: [SignalToNoise]) {
    self.init(
      columns: ["gradient of"] + ratios[0].draws.map { "k = \($0)" } + ["slope from k = \(ratios[0].firstFitted)"],
      rows: ratios.map(\.cells))
  }
}

extension Notebook {
  /// Keeps the slope of each, as `NAME-slope`.
  func measure(
    slopesOf ratios: KeyValuePairs<String, SignalToNoise>, file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, ratio) in ratios {
      try measure("\(name)-slope", ratio.slope, format: .fixed(2), file: file, line: line)
    }
  }

  /// So many gradients of the bound of each number of draws, on a hundred copies of the datum; the noise of a bound is the
  /// same for every estimator.
  func benches(
    _ draws: [Int], _ estimator: GuideGradient, of toy: LinearGaussianToy, count: Int, using random: Random,
    as name: String
  ) throws -> [GradientBench] {
    try draws.map { k in
      try GradientBench(
        ImportanceWeightedBound(particles: k, guideGradient: estimator), of: toy, on: toy.repeated(100), draws: count,
        using: random[k], as: "\(name) of L\(k)", observer: self)
    }
  }
}
