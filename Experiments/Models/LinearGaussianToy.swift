import Laboratory

/// The linear-Gaussian model of Rainforth et al. (2018, section 4): z ~ N(μ, I) and x | z ~ N(z, I), with the guide
/// q(z) = N(b, ⅔ I) for one datum x, whose posterior is N((x + μ)/2, ½ I).
struct LinearGaussianToy: VariationalModel {
  /// μ.
  let prior: Parameter
  /// b.
  let guideMean: Parameter
  /// x.
  let datum: Tensor

  /// A datum drawn from the model with μ = 0; then μ and b are moved from 0 and from the posterior's mean by normal noise
  /// of this deviation.
  init(dimensions: Int = 20, shift: Float, using random: Random) {
    var datumRandom = random["datum"], shiftRandom = random["shift"]
    datum = datumRandom.normal([dimensions]) * Float(2).squareRoot()
    prior = Parameter("model/prior mean", shiftRandom.normal([dimensions]) * shift)
    guideMean = Parameter("guide/mean", datum * 0.5 + shiftRandom.normal([dimensions]) * shift)
  }

  /// μ and b.
  var parameters: [Parameter] { [prior, guideMean] }

  /// The datum so many times over, count × dimensions: a gradient is then the sum of as many independent estimates.
  func repeated(_ count: Int) -> Tensor { datum.broadcast(to: [count, datum.count]) }

  /// log p(x), x being N(μ, 2 I).
  var logEvidence: Double {
    zip(datum.elements, prior.value.elements).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum - difference * difference / 4 - Foundation.log(4 * Double.pi) / 2
    }
  }

  /// log p(x) − L₁ where b is the posterior's mean, in nats: KL(q ‖ posterior).
  var exactFirstGap: Double { Double(datum.count) / 2 * (1.0 / 3 - Foundation.log(4.0 / 3)) }

  /// What k (log p(x) − L_k) goes to for large k where b is the posterior's mean: half the variance of w/p(x).
  var exactLimit: Double { (pow(16.0 / 15, Double(datum.count) / 2) - 1) / 2 }

  /// log p(x) − L_k by the bounds of a rung.
  ///
  /// With r = w̄/p(x), whose mean is 1, −log r and r − 1 − log r have the same mean, and the second far less variance.
  func gap(of rung: BoundLadder.Rung) -> Summary {
    let logEvidence = logEvidence
    return Summary(
      of: rung.bounds.map { bound in
        let logRatio = bound - logEvidence
        return expm1(logRatio) - logRatio
      })
  }

  /// A row of a table: k, the gap, and k times that.
  func cells(_ rung: BoundLadder.Rung) -> [Table.Cell] {
    let gap = gap(of: rung), k = Double(rung.particles)
    return [
      .number(rung.particles), .number(gap, .fixed(5)),
      .number(k * gap.mean, standardError: k * gap.standardError, .fixed(4)),
    ]
  }

  /// p(z) and p(x | z).
  func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("copies", size: x.shape[0]) {
      let z = try trace.sample("z", Normal(mean: trace.pass[prior], logStandardDeviation: Variable(0)).toEvent(1))
      try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)).toEvent(1), x)
    }
  }

  /// q(z).
  func guide(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("copies", size: x.shape[0]) {
      try trace.sample(
        "z", Normal(mean: trace.pass[guideMean], logVariance: Variable(Foundation.log(2 / 3))).toEvent(1))
    }
  }
}
