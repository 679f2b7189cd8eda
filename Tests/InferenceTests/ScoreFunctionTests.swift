import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Gradients for draws that are not reparameterized, against sums over all of their values.
@Suite struct ScoreFunctionTests {
  static let objectives: [EvidenceLowerBound] = [
    EvidenceLowerBound(), EvidenceLowerBound(usesClosedForms: false), EvidenceLowerBound(klWeight: 0.5),
    EvidenceLowerBound(particles: 1), EvidenceLowerBound(particles: 4),
    EvidenceLowerBound(particles: 4, usesClosedForms: false),
    EvidenceLowerBound(particles: 4, klWeight: 2, usesClosedForms: false),
  ]

  /// Twenty thousand rows, within four standard errors; the seed is fixed.
  @Test(arguments: objectives) func theGradientIsUnbiased(_ objective: EvidenceLowerBound) throws {
    let switches = Switches(rows: 20_000), beta = Double(objective.klWeight.value(at: 0))
    let gradients = try switches.gradients(of: objective)
    for (name, coordinate, parameter) in switches.coordinates {
      let exact = -derivative({ $0.evidenceLowerBound(beta) }, at: Switches.point, by: coordinate)
      let estimate = gradients.estimate(parameter)
      #expect(estimate.deviation(from: exact) <= 4, "\(name): \(estimate), exactly \(exact)")
    }
  }

  /// A guide that draws the second switch first, given which the first: q(z₂) has the logit c, q(z₁ | z₂) the logit d z₂ + e.
  @Test(arguments: objectives) func theGradientIsUnbiasedInAnotherOrder(_ objective: EvidenceLowerBound) throws {
    let switches = Switches(rows: 20_000), beta = Double(objective.klWeight.value(at: 0))
    func guide(_ trace: Trace, _ x: Tensor) throws {
      _ = try trace.plate("rows", size: switches.rows) {
        let z2 = try trace.sample("z2", Bernoulli(logits: trace.pass[switches.first]))
        try trace.sample("z1", Bernoulli(logits: trace.pass[switches.slope] * z2 + trace.pass[switches.offset]))
      }
    }
    let gradients = try gradients(switches.coordinates.map(\.2)) {
      try objective.loss(
        of: ModelAndGuide(model: switches.model, guide: guide), on: Tensor(Float(Switches.x)), pass: $0,
        using: Random(seed: 9))
    }
    for (name, coordinate, parameter) in switches.coordinates {
      let exact = -derivative({ $0.evidenceLowerBound(beta, secondFirst: true) }, at: Switches.point, by: coordinate)
      let estimate = gradients.estimate(parameter)
      #expect(estimate.deviation(from: exact) <= 4, "\(name): \(estimate), exactly \(exact)")
    }
  }

  /// A switch that the model sums out, whose chances depend on one that the guide draws: k ~ Bernoulli(σ(b z − ½)) in place of z₂.
  @Test(arguments: objectives) func theGradientIsUnbiasedBesideASum(_ objective: EvidenceLowerBound) throws {
    let switches = Switches(rows: 20_000), beta = Double(objective.klWeight.value(at: 0))
    let pair = ModelAndGuide<Tensor>(
      model: { trace, x in
        try trace.plate("rows", size: switches.rows) {
          let z = try trace.sample("z", Bernoulli(logits: trace.pass[switches.prior]))
          let k = try trace.sample("k", Bernoulli(logits: trace.pass[switches.coupling] * z - 0.5), enumerated: true)
          try trace.observe("x", Normal(mean: z + 2 * k, logStandardDeviation: .zero), x)
        }
      },
      guide: { trace, _ in
        try trace.plate("rows", size: switches.rows) {
          _ = try trace.sample("z", Bernoulli(logits: trace.pass[switches.first]))
        }
      })
    let coordinates = switches.coordinates.prefix(3)
    let gradients = try gradients(coordinates.map(\.2)) {
      try objective.loss(of: pair, on: Tensor(Float(Switches.x)), pass: $0, using: Random(seed: 10))
    }
    for (name, coordinate, parameter) in coordinates {
      let exact = -derivative({ $0.boundWithASum(beta) }, at: Switches.point, by: coordinate)
      let estimate = gradients.estimate(parameter)
      #expect(estimate.deviation(from: exact) <= 4, "\(name): \(estimate), exactly \(exact)")
    }
  }

  /// Four draws without a baseline would have a quarter of the variance of one.
  @Test func theOtherParticlesAreABaseline() throws {
    let switches = Switches(rows: 20_000)
    func variance(_ particles: Int?) throws -> Double {
      let objective = EvidenceLowerBound(particles: particles, usesClosedForms: false)
      return try switches.gradients(of: objective).estimate(switches.first).variance
    }
    #expect(try variance(4) < 0.5 * variance(nil) / 4)
  }

  /// In a mini-batch inside another plate every datum's cost counts total/size times, its score once.
  ///
  /// w ~ N(0, 1) in every row; in a mini-batch of 2 of 6, z ~ Bernoulli(½) and x ~ N(w + z, 1). The guide has w ~ N(m, 1)
  /// and z ~ Bernoulli(σ(η)).
  @Test(arguments: [nil, 3] as [Int?]) func aMiniBatchCountsOnce(_ particles: Int?) throws {
    let rows = 20_000, eta = 0.4, m = 0.3, x = [1.5, -0.5]
    let logit = Parameter("η", Tensor(repeating: Float(eta), shape: [2, rows]))
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("rows", size: rows) {
        let w = try trace.sample("w", Normal.standard())
        try trace.plate("data", size: 2, of: 6) {
          let z = try trace.sample("z", Bernoulli(logits: .zero))
          try trace.observe("x", Normal(mean: w + z, logStandardDeviation: .zero), x)
        }
      }
    }
    func guide(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("rows", size: rows) {
        try trace.sample("w", Normal(mean: Variable(Float(m)), logStandardDeviation: .zero))
        _ = try trace.plate("data", size: 2, of: 6) {
          try trace.sample("z", Bernoulli(logits: trace.pass[logit]))
        }
      }
    }
    let found = try gradients([logit]) {
      try EvidenceLowerBound(particles: particles).loss(
        of: ModelAndGuide(model: model, guide: guide), on: Tensor(x.map(Float.init)).reshaped(to: [2, 1]), pass: $0,
        using: Random(seed: 3), plateNesting: 2)
    }
    for (index, x) in x.enumerated() {
      // 6/2 d/dη Σ q(z) (−½ (x − m − z)² + log ½/q(z)), of which the latter's derivative is −η q(1) q(0).
      let probability = 1 / (1 + exp(-eta))
      let gain: Double = 0.5 * (x - m) * (x - m) - 0.5 * (x - m - 1) * (x - m - 1)
      let exact = -3 * probability * (1 - probability) * (gain - eta)
      let row = found[logit]!.slice(index..<index + 1, along: 0).elements.map(Double.init)
      let estimate = Estimate(row)
      #expect(estimate.deviation(from: exact) <= 4, "datum \(index): \(estimate), exactly \(exact)")
    }
  }
}

/// A switch that the chances of another depend on, in the model and in the guide, and a datum that both shift:
/// z₁ ~ Bernoulli(σ(a)), z₂ ~ Bernoulli(σ(b z₁ − ½)), x ~ N(z₁ + 2 z₂, 1). The guide has the logits c and d z₁ + e.
/// Each row has parameters of its own.
struct Switches {
  struct Point {
    var a, b, c, d, e: Double
  }
  static let point = Point(a: 0.3, b: 1.2, c: -0.4, d: 1.5, e: -0.2)
  static let x = 1.2

  let rows: Int
  /// a and b.
  let prior, coupling: Parameter
  /// c, d and e.
  let first, slope, offset: Parameter

  init(rows: Int) {
    self.rows = rows
    func parameter(_ name: String, _ value: Double) -> Parameter {
      Parameter(name, Tensor(repeating: Float(value), shape: [rows]))
    }
    (prior, coupling) = (parameter("a", Self.point.a), parameter("b", Self.point.b))
    (first, slope) = (parameter("c", Self.point.c), parameter("d", Self.point.d))
    offset = parameter("e", Self.point.e)
  }

  var coordinates: [(String, WritableKeyPath<Point, Double>, Parameter)] {
    [("a", \.a, prior), ("b", \.b, coupling), ("c", \.c, first), ("d", \.d, slope), ("e", \.e, offset)]
  }

  func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("rows", size: rows) {
      let z1 = try trace.sample("z1", Bernoulli(logits: trace.pass[prior]))
      let z2 = try trace.sample("z2", Bernoulli(logits: trace.pass[coupling] * z1 - 0.5))
      try trace.observe("x", Normal(mean: z1 + 2 * z2, logStandardDeviation: .zero), x)
    }
  }

  func guide(_ trace: Trace, _ x: Tensor) throws {
    _ = try trace.plate("rows", size: rows) {
      let z1 = try trace.sample("z1", Bernoulli(logits: trace.pass[first]))
      try trace.sample("z2", Bernoulli(logits: trace.pass[slope] * z1 + trace.pass[offset]))
    }
  }

  func gradients(of objective: EvidenceLowerBound) throws -> [Parameter: Tensor] {
    try InferenceTests.gradients(coordinates.map(\.2)) {
      try objective.loss(
        of: ModelAndGuide(model: model, guide: guide), on: Tensor(Float(Self.x)), pass: $0, using: Random(seed: 7))
    }
  }
}

extension Switches.Point {
  /// Σ q(z) (log p(x | z) + β (log p(z) − log q(z))) over the four values; the guide draws z₁ first, or z₂.
  func evidenceLowerBound(_ beta: Double, secondFirst: Bool = false) -> Double {
    var total = 0.0
    for z1 in [0.0, 1] {
      for z2 in [0.0, 1] {
        let (first, second) = secondFirst ? (z2, z1) : (z1, z2)
        let logQ: Double = logProbability(first, c) + logProbability(second, d * first + e)
        let logPrior: Double = logProbability(z1, a) + logProbability(z2, b * z1 - 0.5)
        let residual: Double = Switches.x - z1 - 2 * z2
        let logLikelihood: Double = -0.5 * (residual * residual + log(2 * .pi))
        total += exp(logQ) * (logLikelihood + beta * (logPrior - logQ))
      }
    }
    return total
  }

  /// Σ q(z₁) (log Σ p(z₂ | z₁) p(x | z) + β (log p(z₁) − log q(z₁))).
  func boundWithASum(_ beta: Double) -> Double {
    [0.0, 1].reduce(0) { total, z1 in
      let likelihood = [0.0, 1].reduce(0) { sum, z2 in
        let residual: Double = Switches.x - z1 - 2 * z2
        return sum + exp(logProbability(z2, b * z1 - 0.5) - 0.5 * (residual * residual + log(2 * .pi)))
      }
      let logQ = logProbability(z1, c)
      return total + exp(logQ) * (log(likelihood) + beta * (logProbability(z1, a) - logQ))
    }
  }

  private func logProbability(_ z: Double, _ logit: Double) -> Double { z * logit - log1p(exp(logit)) }
}
