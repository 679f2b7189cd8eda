import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// Sites whose values are all summed over: marginals and posteriors against sums in double precision over every combination.
@Suite struct EnumerationTests {
  static let x = [0.5, -1, 2.25, 0.1]
  static let data = Tensor(x.map { Float($0) })

  /// A mixture of three normal distributions, whose component is a number, a vector, or two switches that depend on each other.
  struct Mixture: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let model: @Sendable (Trace, Tensor) throws -> Void
    /// The site whose values are the rows of the exact posterior.
    let site: String
    /// log p(value) and the mean of x, for each combination of values, with the value of the site.
    let combinations: [(value: Int, logWeight: Double, mean: Double)]
  }

  private static let logits: [Float] = [0.5, -1, 0.25]
  private static let means: [Float] = [-1, 0.5, 2]

  private static func logSoftmax(_ logits: [Float]) -> [Double] {
    let sum = log(logits.reduce(0) { $0 + exp(Double($1)) })
    return logits.map { Double($0) - sum }
  }

  private static func unit(_ mean: Variable) -> Normal { Normal(mean: mean, logStandardDeviation: Variable(0)) }

  static let mixtures: [Mixture] = [
    Mixture(
      testDescription: "a one-hot category",
      model: { trace, x in
        try trace.plate("data", size: x.count) {
          let z = try trace.sample("z", OneHotCategorical(logits: Variable(Tensor(logits))), enumerated: true)
          try trace.observe("x", unit((z * Variable(Tensor(means))).sum(along: [-1])), x)
        }
      }, site: "z",
      combinations: logSoftmax(logits).enumerated().map { ($0.offset, $0.element, Double(means[$0.offset])) }),
    Mixture(
      testDescription: "a category's number",
      model: { trace, x in
        try trace.plate("data", size: x.count) {
          let z = try trace.sample("z", Categorical(logits: Variable(Tensor(logits))), enumerated: true)
          try trace.observe("x", unit(z * 1.5 - 1), x)
        }
      }, site: "z",
      combinations: logSoftmax(logits).enumerated().map { ($0.offset, $0.element, 1.5 * Double($0.offset) - 1) }),
    Mixture(
      testDescription: "a switch",
      model: { trace, x in
        try trace.plate("data", size: x.count) {
          let z = try trace.sample("z", Bernoulli(logits: Variable(0.75)), enumerated: true)
          try trace.observe("x", unit(z * 2 - 0.5), x)
        }
      }, site: "z",
      combinations: [(0, -log1p(exp(0.75)), -0.5), (1, -log1p(exp(-0.75)), 1.5)]),
    Mixture(
      testDescription: "a category that depends on a switch",
      model: { trace, x in
        try trace.plate("data", size: x.count) {
          let s = try trace.sample("s", Bernoulli(logits: Variable(-0.5)), enumerated: true)
          let shift = s.reshaped(to: s.shape + [1]) * Variable(Tensor([1, -1, 0]))
          let z = try trace.sample("z", OneHotCategorical(logits: Variable(Tensor(logits)) + shift), enumerated: true)
          try trace.observe("x", unit((z * Variable(Tensor(means))).sum(along: [-1]) + s), x)
        }
      }, site: "z",
      combinations: [0, 1].flatMap { s -> [(Int, Double, Double)] in
        let switched = -log1p(exp(s == 1 ? 0.5 : -0.5)), shift: [Float] = [1, -1, 0]
        let given = logSoftmax((0..<3).map { logits[$0] + Float(s) * shift[$0] })
        return (0..<3).map { ($0, switched + given[$0], Double(means[$0]) + Double(s)) }
      }),
  ]

  private func noGuide(_ model: @escaping Program<Tensor>) -> ModelAndGuide<Tensor> {
    ModelAndGuide(model: model, guide: { _, _ in })
  }

  private static func logNormal(_ x: Double, _ mean: Double) -> Double {
    -0.5 * (x - mean) * (x - mean) - 0.5 * log(2 * .pi)
  }

  private func logSum(_ terms: [Double]) -> Double {
    let most = terms.max() ?? 0
    return most + log(terms.reduce(0) { $0 + exp($1 - most) })
  }

  @Test(arguments: mixtures) func theMarginalIsTheSumOverAllValues(_ mixture: Mixture) throws {
    let posterior = try EnumeratedPosterior(of: noGuide(mixture.model), for: Self.data, using: Random(seed: 1))
    for (found, x) in zip(posterior.logMarginal.elements, Self.x) {
      let exact = logSum(mixture.combinations.map { $0.logWeight + Self.logNormal(x, $0.mean) })
      #expect(abs(Double(found) - exact) <= 1e-6 * max(1, abs(exact)))
    }
  }

  @Test(arguments: mixtures) func thePosteriorIsBayess(_ mixture: Mixture) throws {
    let posterior = try EnumeratedPosterior(of: noGuide(mixture.model), for: Self.data, using: Random(seed: 1))
    let found = try posterior[mixture.site], count = found.shape[1]
    #expect(found.shape[0] == 4)
    for (row, x) in Self.x.enumerated() {
      let logs = mixture.combinations.map { $0.logWeight + Self.logNormal(x, $0.mean) }, total = logSum(logs)
      for value in 0..<count {
        let exact = zip(mixture.combinations, logs).reduce(0) { $0 + ($1.0.value == value ? exp($1.1 - total) : 0) }
        #expect(abs(Double(found.elements[row * count + value]) - exact) <= 1e-6)
      }
    }
  }

  /// With nothing left for a guide, every bound is the log evidence.
  @Test(
    arguments: [
      EvidenceLowerBound(), EvidenceLowerBound(particles: 3), ImportanceWeightedBound(particles: 4),
      RenyiBound(alpha: 0.5, particles: 3), RenyiBound(alpha: 2, particles: 3),
    ] as [any Objective]) func everyBoundIsTheEvidence(_ objective: any Objective) throws
  {
    let mixture = Self.mixtures[3]
    let loss = try objective.loss(
      of: noGuide(mixture.model), on: Self.data, pass: .evaluation, using: Random(seed: 1))
    let found = -loss.terms.reduce(0) { $0 + Double($1.value.value.element * $1.weight) }
    let exact = Self.x.reduce(0) { sum, x in
      sum + logSum(mixture.combinations.map { $0.logWeight + Self.logNormal(x, $0.mean) })
    }
    #expect(abs(found - exact) <= 2e-6 * abs(exact))
  }

  @Test func scoresOfHeldOutDataCountThem() throws {
    let mixture = Self.mixtures[0]
    let exact = Self.x.map { x in logSum(mixture.combinations.map { $0.logWeight + Self.logNormal(x, $0.mean) }) }
    let evaluation = try Evaluation(of: noGuide(mixture.model), on: [Self.data], using: Random(seed: 1))
    for (found, exact) in zip(evaluation.bounds, exact) { #expect(abs(found - exact) <= 1e-6) }
    let ladder = try BoundLadder(
      of: noGuide(mixture.model), on: [Self.data], rungs: [1, 5], minimumDraws: 5, using: Random(seed: 1))
    for rung in ladder.rungs {
      for (found, exact) in zip(rung.bounds, exact) { #expect(abs(found - exact) <= 2e-6) }
    }
  }

  /// log Σₖ pₖ Π p(xᵢ | k)^(total/size) of one category for all data; a plate's mini-batch counts as often as it stands for.
  @Test(arguments: [4, 12]) func aCategoryOfAllDataSumsTheirProduct(_ total: Int) throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", OneHotCategorical(logits: Variable(Tensor(Self.logits))), enumerated: true)
      let mean = (z * Variable(Tensor(Self.means))).sum(along: [-1])
      try trace.plate("data", size: x.count, of: total) { _ = try trace.observe("x", Self.unit(mean), x) }
    }
    let posterior = try EnumeratedPosterior(of: noGuide(model), for: Self.data, using: Random(seed: 1))
    let scale = Double(total) / 4
    let logs = zip(Self.logSoftmax(Self.logits), Self.means).map { weight, mean in
      weight + scale * Self.x.reduce(0) { $0 + Self.logNormal($1, Double(mean)) }
    }
    #expect(abs(Double(posterior.logMarginal.element) - logSum(logs)) <= 1e-6 * abs(logSum(logs)))
    for (found, log) in zip(try posterior["z"].elements, logs) {
      #expect(abs(Double(found) - exp(log - logSum(logs))) <= 2e-6)
    }
  }

  /// A category for all, and one for each datum in its plate that depends on it: Σ over the first of the product of sums over the
  /// second, by all 2 · 3⁴ combinations.
  @Test func nestedSitesAreSummedFromTheInside() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let s = try trace.sample("s", Bernoulli(logits: Variable(0.3)), enumerated: true)
      try trace.plate("data", size: x.count) {
        let shift = s.reshaped(to: s.shape + [1]) * Variable(Tensor([1, -1, 0]))
        let z = try trace.sample("z", OneHotCategorical(logits: shift), enumerated: true)
        try trace.observe("x", Self.unit((z * Variable(Tensor(Self.means))).sum(along: [-1]) - s), x)
      }
    }
    let posterior = try EnumeratedPosterior(of: noGuide(model), for: Self.data, using: Random(seed: 1))
    var joint: [(s: Int, z: [Int], log: Double)] = []
    for s in 0..<2 {
      let weights = Self.logSoftmax([Float(s), Float(-s), 0])
      for code in 0..<81 {
        let z = (0..<4).map { code / [1, 3, 9, 27][$0] % 3 }
        let log = zip(z, Self.x).reduce(-log1p(exp(s == 1 ? -0.3 : 0.3))) {
          $0 + weights[$1.0] + Self.logNormal($1.1, Double(Self.means[$1.0]) - Double(s))
        }
        joint.append((s, z, log))
      }
    }
    let total = logSum(joint.map(\.log))
    #expect(abs(Double(posterior.logMarginal.element) - total) <= 1e-6 * abs(total))
    let switches = try posterior["s"].elements, categories = try posterior["z"].elements
    for s in 0..<2 {
      #expect(abs(Double(switches[s]) - joint.reduce(0) { $0 + ($1.s == s ? exp($1.log - total) : 0) }) <= 1e-6)
    }
    for datum in 0..<4 {
      for k in 0..<3 {
        let exact = joint.reduce(0) { $0 + ($1.z[datum] == k ? exp($1.log - total) : 0) }
        #expect(abs(Double(categories[datum * 3 + k]) - exact) <= 1e-6)
      }
    }
  }

  /// A value that one component makes impossible, and a component that is impossible: the others remain, gradients too.
  @Test func impossibleValuesLeaveTheOthers() throws {
    let weights = Parameter("weights", Tensor([0, 0, -.infinity]))
    let tables = Parameter("tables", Tensor([0, -.infinity, 1, 0.5, 0, 0], shape: [3, 2]))
    func model(_ trace: Trace, _ x: Tensor) throws {
      try trace.plate("data", size: x.count) {
        let z = try trace.sample("z", OneHotCategorical(logits: trace.pass[weights]), enumerated: true)
        // A table of logits for each value of z: not by a product with 0 and 1, which makes NaN of what is infinite.
        let logits = trace.pass[tables].reshaped(to: [3, 1, 2])
        _ = z
        try trace.observe("x", Categorical(logits: logits), x)
      }
    }
    let tape = Tape(), x = Tensor([1, 0])
    let loss = try EvidenceLowerBound().loss(
      of: noGuide(model), on: x, pass: Pass(.training, on: tape), using: Random(seed: 1))
    let second = 1 / (1 + exp(0.5)), first = 1 / (1 + exp(-0.5))
    let exact = -(log(0.5 * second) + log(0.5 + 0.5 * first))
    #expect(abs(Double(loss.terms[0].value.value.element) - exact) <= 1e-6)
    let gradients = tape.gradients(of: loss.terms[0].value)
    for parameter in [weights, tables] { #expect(gradients[parameter]?.firstNonFinite == nil) }
  }
}
