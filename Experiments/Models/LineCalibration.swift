import Laboratory

/// Mean-field guides of a shifted line, by how far it is shifted: how wide they are, and what their weights say, beside theory.
struct ShiftedLineGuides {
  let line: ShiftedLine
  /// k̂ of each training.
  let paretoShapes: [Double]
  /// The deviation of a as a share of the posterior's, of each training.
  let deviationRatios: [Double]

  /// The shape of all ratios: along the axis on which the posterior is widest they are exp(½ |ρ| u²) with u ~ N(0, 1), of which
  /// the power 1/|ρ| has the first infinite mean.
  var exactShape: Double { abs(line.correlation) }
  /// √(1 − ρ²): the deviation that each number has given the other.
  var exactRatio: Double { (1 - line.correlation * line.correlation).squareRoot() }
}

extension Figure {
  /// How often true values had which rank, with what even ranks would stay within 99 times of 100.
  init(ranks histogram: RankHistogram, title: String) {
    let interval = histogram.countInterval()
    self.init(
      [
        .bars(histogram.counts, name: "simulations"),
        .horizontalLine(at: Double(interval.lowerBound), name: "99 % of even ranks"),
        .horizontalLine(at: Double(interval.upperBound)),
      ], x: "rank, in twentieths", y: "simulations", title: title)
  }
}

extension Figure {
  /// k̂ by the correlation, and |ρ|.
  init(shapesOf lines: [ShiftedLineGuides]) {
    self.init(lines, y: "k̂", theory: "k = |ρ|", found: \.paretoShapes, exact: \.exactShape)
  }

  /// The guide's deviation of a as a share of the posterior's, by the correlation, and √(1 − ρ²).
  init(deviationsOf lines: [ShiftedLineGuides]) {
    self.init(
      lines, y: "deviation of a, as a share", theory: "√(1 − ρ²)", found: \.deviationRatios, exact: \.exactRatio)
  }

  private init(
    _ lines: [ShiftedLineGuides], y: String, theory: String, found: (ShiftedLineGuides) -> [Double],
    exact: (ShiftedLineGuides) -> Double
  ) {
    let correlations = lines.map { abs($0.line.correlation) }
    self.init(
      [
        .points(
          zip(correlations, lines).flatMap { x, line in found(line).map { _ in x } }, lines.flatMap(found),
          name: "a training", size: 4),
        .line(correlations, lines.map(exact), name: theory),
      ], x: "|ρ|", y: Axis(y))
  }
}
