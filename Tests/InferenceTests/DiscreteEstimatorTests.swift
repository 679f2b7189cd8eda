import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// The ways to train with a discrete latent variable, against its sum over all values: one of three categories z in each row, and
/// x ~ N(mean of z, 1); the guide has logits of its own.
struct CategoryToy {
  static let priorLogits: [Float] = [0.2, -0.4, 0], means: [Float] = [-1, 0.5, 2], logits: [Float] = [0.3, -0.2, 0.5]
  static let x: Float = 1.1

  let rows: Int
  let logits: Parameter

  init(rows: Int) {
    self.rows = rows
    logits = Parameter("logits", Tensor(Self.logits).broadcast(to: [rows, 3]))
  }

  func pair(
    _ draw: @escaping (Trace, Variable) throws -> Void, prior: @escaping (Variable) -> any Distribution
  ) -> ModelAndGuide<Tensor> {
    ModelAndGuide(
      model: { trace, x in
        try trace.plate("rows", size: rows) {
          let z = try trace.sample("z", prior(Variable(Tensor(Self.priorLogits))))
          let mean = (z * Variable(Tensor(Self.means))).sum(along: [-1])
          try trace.observe("x", Normal(mean: mean, logStandardDeviation: Variable(0)), x)
        }
      },
      guide: { trace, _ in try trace.plate("rows", size: rows) { try draw(trace, trace.pass[logits]) } },
      parameters: [logits])
  }

  /// d/dlogit of Σ q (log p(x | z) + log p(z) − log q(z)), with the opposite sign.
  static let exact: [Double] = {
    let q = softmax(logits), p = softmax(priorLogits)
    let gains = (0..<3).map { k -> Double in
      let residual = Double(x) - Double(means[k])
      return -0.5 * residual * residual - 0.5 * log(2 * .pi) + log(p[k]) - log(q[k])
    }
    let bound = zip(q, gains).reduce(0) { $0 + $1.0 * $1.1 }
    return (0..<3).map { -q[$0] * (gains[$0] - bound) }
  }()

  private static func softmax(_ logits: [Float]) -> [Double] {
    let weights = logits.map { exp(Double($0)) }
    return weights.map { [total = weights.reduce(0, +)] in $0 / total }
  }
}

@Suite struct DiscreteEstimatorTests {
  /// Twenty thousand rows, within four standard errors of the sum over all values; the seeds are fixed.
  @Test(
    arguments: [
      EvidenceLowerBound(), EvidenceLowerBound(usesClosedForms: false), EvidenceLowerBound(particles: 3),
      EvidenceLowerBound(particles: 3, usesClosedForms: false),
    ], [nil, -0.8] as [Float?])
  func scoreFunctionsAgreeWithTheSum(_ objective: EvidenceLowerBound, _ baseline: Float?) throws {
    let toy = CategoryToy(rows: 20_000)
    let pair = toy.pair(
      { try $0.sample("z", OneHotCategorical(logits: $1), baseline: baseline.map { Variable($0) }) },
      prior: { OneHotCategorical(logits: $0) })
    let found = try gradients([toy.logits]) {
      try objective.loss(of: pair, on: Tensor(CategoryToy.x), pass: $0, using: Random(seed: 11))
    }
    for (k, exact) in CategoryToy.exact.enumerated() {
      let estimate = found.estimate(toy.logits, dimension: k)
      #expect(estimate.deviation(from: exact) <= 4, "category \(k): \(estimate), exactly \(exact)")
    }
  }

  /// Where the model enumerates the site in the guide's stead, its posterior is Bayes's: the loss is −log p(x), and no draw
  /// varies.
  @Test func anEnumeratedSiteHasNoVariance() throws {
    let weights = Parameter("weights", Tensor(CategoryToy.priorLogits))
    let model = ModelAndGuide<Tensor>(
      model: { trace, x in
        try trace.plate("rows", size: 4) {
          let z = try trace.sample("z", OneHotCategorical(logits: trace.pass[weights]), enumerated: true)
          let mean = (z * Variable(Tensor(CategoryToy.means))).sum(along: [-1])
          try trace.observe("x", Normal(mean: mean, logStandardDeviation: Variable(0)), x)
        }
      }, guide: { _, _ in }, parameters: [weights])
    let bench = try GradientBench(
      EvidenceLowerBound(), of: model, on: Tensor(CategoryToy.x), draws: 3, using: Random(seed: 1))
    #expect(bench[weights].variance.allSatisfy { $0 == 0 })
    // The gradient by a logit is the data's number times posterior less prior.
    let posterior = try EnumeratedPosterior(of: model, for: Tensor(CategoryToy.x), using: Random(seed: 1))["z"].elements
    let prior = Categorical(logits: Variable(weights.value)).probabilities.value.elements
    for k in 0..<3 { #expect(abs(bench[weights].mean[k] - 4 * Double(posterior[k] - prior[k])) <= 1e-5) }
  }

  /// The variances of a gradient, as `GradientBench` finds them: a baseline and other particles lower it.
  @Test func baselinesLowerTheVariance() throws {
    let toy = CategoryToy(rows: 50)
    func variance(_ objective: EvidenceLowerBound, _ baseline: Float? = nil) throws -> Double {
      let pair = toy.pair(
        { try $0.sample("z", OneHotCategorical(logits: $1), baseline: baseline.map { Variable($0) }) },
        prior: { OneHotCategorical(logits: $0) })
      let bench = try GradientBench(
        objective, of: pair, on: Tensor(CategoryToy.x), draws: 100, using: Random(seed: 3))
      return bench[toy.logits].variance.reduce(0, +)
    }
    let plain = try variance(EvidenceLowerBound()), four = try variance(EvidenceLowerBound(particles: 4))
    // The costs are about 2 nats, and vary by 1.
    #expect(try variance(EvidenceLowerBound(), 2) < 0.5 * plain)
    #expect(four < 0.25 * plain)
  }

  /// Relaxed draws have the gradient of the relaxed bound, whose distance from the sum's falls with the temperature; the
  /// straight-through one likewise. What is left at 0.2 is below a fifth of the gradient, from three times that at 1.
  @Test(arguments: [true, false]) func relaxedDrawsApproachTheSumAsTheyCool(_ usesClosedForms: Bool) throws {
    let toy = CategoryToy(rows: 40_000)
    let size = CategoryToy.exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
    func error(_ pair: ModelAndGuide<Tensor>) throws -> Double {
      // The rate's closed form is that of the categories, so that only the distortion is relaxed. That of the draws is, too.
      let found = try gradients([toy.logits]) {
        try EvidenceLowerBound(usesClosedForms: usesClosedForms).loss(
          of: pair, on: Tensor(CategoryToy.x), pass: $0, using: Random(seed: 5))
      }
      return zip(0..<3, CategoryToy.exact).reduce(0) { sum, next in
        let difference = found.estimate(toy.logits, dimension: next.0).mean - next.1
        return sum + difference * difference
      }.squareRoot() / size
    }
    let errors = try [1, 0.2].map { (temperature: Float) in
      try error(
        toy.pair(
          { try $0.sample("z", StraightThroughCategorical(logits: $1, temperature: temperature)) },
          prior: { OneHotCategorical(logits: $0) }))
    }
    #expect(errors[1] < 0.2 && errors[1] < errors[0], "\(errors)")
  }

  /// Free bits are taken of a mean over all repeats and particles, of which each draw moves the whole: five switches k, and
  /// z ~ N(2k, 1) of a rate of 0 or 2 nats, against the sum over how many of them are on. A thousand gradients, within four
  /// standard errors; the seed is fixed.
  @Test(
    arguments: [nil, 1, 3] as [Int?], [1, 2] as [KLWeight])
  func freeBitsKeepTheirGradientBesideDrawsWithoutAPath(_ particles: Int?, _ klWeight: KLWeight) throws {
    let eta = 0.4, free = 0.5, repeats = 5
    let logit = Parameter("logit", Tensor(Float(eta)))
    let pair = ModelAndGuide<Tensor>(
      model: { trace, _ in
        try trace.plate("data", size: repeats) {
          try trace.sample("k", Bernoulli(logits: .zero))
          _ = try trace.sample("z", Normal.standard())
        }
      },
      guide: { trace, _ in
        try trace.plate("data", size: repeats) {
          let k = try trace.sample("k", Bernoulli(logits: trace.pass[logit]))
          _ = try trace.sample("z", Normal(mean: 2 * k, logStandardDeviation: .zero))
        }
      }, parameters: [logit])
    let bench = try GradientBench(
      EvidenceLowerBound(particles: particles, klWeight: klWeight, freeBits: Float(free)), of: pair, on: Tensor(0),
      draws: 1_000, using: Random(seed: 4))
    // The rate of k itself is below what is free.
    let switches = repeats * (particles ?? 1), beta = Double(klWeight.value(at: 0))
    func bound(_ eta: Double) -> Double {
      let on = 1 / (1 + exp(-eta))
      return (0...switches).reduce(0) { sum, count in
        let choices = lgamma(Double(switches + 1)) - lgamma(Double(count + 1)) - lgamma(Double(switches - count + 1))
        let logProbability = choices + Double(count) * log(on) + Double(switches - count) * log(1 - on)
        return sum - beta * Double(repeats) * exp(logProbability) * max(free, 2 * Double(count) / Double(switches))
      }
    }
    let exact = (bound(eta + 1e-4) - bound(eta - 1e-4)) / 2e-4
    let found = bench[logit].mean[0], error = bench[logit].standardErrors[0]
    #expect(abs(found - exact) <= 4 * error && error < 0.1 * abs(exact), "\(found) ± \(error), exactly \(exact)")
  }

  /// In plates inside others a score meets its own repeat's costs: beside nineteen other data, a datum's gradient varies as it
  /// does alone, and the mean is the same. The variance of a variance of 20,000 nearly symmetric numbers is some 2 %.
  @Test func otherRepeatsAddNoVariance() throws {
    let rows = 20_000
    func estimate(_ data: Int) throws -> Estimate {
      let logit = Parameter("logit", Tensor(repeating: 0.4, shape: [rows]))
      let pair = ModelAndGuide<Tensor>(
        model: { trace, x in
          try trace.plate("rows", size: rows) {
            let w = try trace.sample("w", Normal.standard())
            try trace.plate("data", size: data) {
              let z = try trace.sample("z", Bernoulli(logits: .zero))
              try trace.observe("x", Normal(mean: w + 2 * z, logStandardDeviation: .zero), x)
            }
          }
        },
        guide: { trace, _ in
          try trace.plate("rows", size: rows) {
            try trace.sample("w", Normal.standard())
            try trace.plate("data", size: data) {
              // Of the first datum alone the logit is a parameter.
              let first = Tensor((0..<data).map { $0 == 0 ? 1 : 0 }, shape: [data, 1])
              _ = try trace.sample("z", Bernoulli(logits: trace.pass[logit] * Variable(first)))
            }
          }
        })
      let found = try gradients([logit]) {
        try EvidenceLowerBound(usesClosedForms: false).loss(
          of: pair, on: Tensor(1.5), pass: $0, using: Random(seed: 8), plateNesting: 2)
      }
      return found.estimate(logit)
    }
    let (alone, among) = (try estimate(1), try estimate(20))
    // The first datum's costs, and w's, which differ in the draws alone.
    #expect(abs(among.variance / alone.variance - 1) < 0.2, "\(alone.variance) alone, \(among.variance) among twenty")
    #expect(alone.deviation(from: among) <= 4)
  }

  /// Where the guide draws something outside a plate after it, which may depend on all repeats, none of their costs is left out.
  ///
  /// In each row two switches z, then w ~ N(z₁ + z₂, 1) in the guide and N(0, 1) in the model, and data x ~ N(w + zᵢ, 1).
  @Test func laterDrawsOutsideAPlateKeepAllCosts() throws {
    let rows = 20_000, eta = 0.4, x = 0.7
    let logit = Parameter("logit", Tensor(repeating: Float(eta), shape: [2, rows]))
    let pair = ModelAndGuide<Tensor>(
      model: { trace, x in
        try trace.plate("rows", size: rows) {
          let w = try trace.sample("w", Normal.standard())
          try trace.plate("data", size: 2) {
            let z = try trace.sample("z", Bernoulli(logits: .zero))
            try trace.observe("x", Normal(mean: w + z, logStandardDeviation: .zero), x)
          }
        }
      },
      guide: { trace, _ in
        try trace.plate("rows", size: rows) {
          let z = try trace.plate("data", size: 2) { try trace.sample("z", Bernoulli(logits: trace.pass[logit])) }
          try trace.sample("w", Normal(mean: z.sum(along: [-2]), logStandardDeviation: .zero))
        }
      })
    let found = try gradients([logit]) {
      try EvidenceLowerBound().loss(
        of: pair, on: Tensor(Float(x)), pass: $0, using: Random(seed: 8), plateNesting: 2)
    }
    /// −Σ q(z) (E log p(x | w, z) − KL(w) − KL(z)) by both logits, up to a constant: E (x − w − zᵢ)² = (x − m − zᵢ)² + 1.
    func loss(_ logits: [Double]) -> Double {
      var total = 0.0
      for code in 0..<4 {
        let z = [Double(code % 2), Double(code / 2)], m = z[0] + z[1]
        let logQ = zip(z, logits).reduce(0) { $0 + $1.0 * $1.1 - log1p(exp($1.1)) }
        let data = z.reduce(0) { $0 + 0.5 * ((x - m - $1) * (x - m - $1)) }
        total += exp(logQ) * (data + 0.5 * m * m + logQ)
      }
      return total
    }
    let exact = (loss([eta + 1e-4, eta]) - loss([eta - 1e-4, eta])) / 2e-4
    for datum in 0..<2 {
      let row = found[logit]!.slice(datum..<datum + 1, along: 0).elements.map(Double.init)
      #expect(Estimate(row).deviation(from: exact) <= 4, "\(Estimate(row)), exactly \(exact)")
    }
  }

  /// A baseline learns what the rest of the loss is to expect: a network's weights move towards the mean cost of its datum,
  /// while the bound that is reported stays the bound.
  @Test func aBaselineLearnsTheCost() throws {
    let toy = CategoryToy(rows: 200), expected = Parameter("expected", Tensor(repeating: 0, shape: [200]))
    let pair = toy.pair(
      { try $0.sample("z", OneHotCategorical(logits: $1), baseline: $0.pass[expected]) },
      prior: { OneHotCategorical(logits: $0) })
    var svi = SVI(
      ModelAndGuide(model: pair.model, guide: pair.guide, parameters: [expected]), objective: EvidenceLowerBound(),
      optimizer: Adam(0.05), lossScale: .total)
    var last: Float = 0
    for step in 0..<300 { last = try svi.step(Tensor(CategoryToy.x), using: Random(seed: 2)[step]).loss }
    let mean = expected.value.mean().element
    // 200 rows of costs that vary by 1, and the last steps' averages of them.
    #expect(abs(mean - last / 200) < 0.3, "\(mean) for a bound of \(last / 200)")
  }
}
