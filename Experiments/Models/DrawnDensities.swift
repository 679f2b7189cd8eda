import Laboratory

/// Continuous Bernoulli distributions, and draws from each by the library.
struct DrawnDensities {
  let exact: [ExactFormulas]
  let draws: [[Double]]

  /// So many draws at each λ.
  init(_ lambdas: [Double], count: Int, using random: Random) {
    exact = lambdas.map { ExactFormulas(lambda: $0) }
    let logits = Tensor(exact.map { Float($0.logit) }, shape: [lambdas.count, 1])
    let drawn = ContinuousBernoulli(logits: Variable(logits.broadcast(to: [lambdas.count, count]))).sample(
      using: random)
    draws = lambdas.indices.map { drawn.slice($0..<$0 + 1, along: 0).doubles }
  }

  /// The distance of each sample's distribution function from the exact one, at the most.
  var distances: [Double] {
    zip(exact, draws).map { kolmogorovSmirnovDistance(of: $1, from: $0.probability(below:)) }
  }

  /// The densities, and the quantile functions with the quantiles of the draws.
  var figures: Panels {
    let places = (0...200).map { Double($0) / 200 }, twentieths = (1...19).map { Double($0) / 20 }
    let densities = exact.map { exact in
      Mark.line(places, places.map { exp(exact.logDensity($0)) }, name: "λ = \(NumberFormat.shortest(exact.lambda))")
    }
    let quantiles = exact.map { Mark.line(places, places.map($0.quantile)) }
    let quantilesOfDraws = Mark.points(
      draws.flatMap { _ in twentieths }, draws.flatMap { twentieths.map(Summary(of: $0).quantile) },
      name: "quantiles of draws", size: 2)
    return Panels(
      [
        Figure(densities, x: "x", y: "p(x)", title: "Density"),
        Figure(quantiles + [quantilesOfDraws], x: "u", y: "x", title: "Quantile function"),
      ], sharing: .legend)
  }
}
