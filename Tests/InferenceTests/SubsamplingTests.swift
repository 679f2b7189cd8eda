import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabNeuralNetworks
import LabTensors
import Testing

/// That mini-batches are unbiased: over all of them, losses and gradients average to the full batch's, up to rounding.
///
/// The draws are made of noise that belongs to the datum, not to its place in the batch.
@Suite struct SubsamplingTests {
  private static let objectives: [any Objective] = [
    EvidenceLowerBound(), EvidenceLowerBound(usesClosedForms: false), EvidenceLowerBound(particles: 3, klWeight: 2),
    EvidenceLowerBound(particles: 3, guideGradient: .stickingTheLanding),
    ImportanceWeightedBound(particles: 1), ImportanceWeightedBound(particles: 3),
    ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized),
    RenyiBound(alpha: 0.5, particles: 3),
  ]

  /// Losses and gradients of everything that is trained, one after another.
  private func found(_ parameters: [Parameter], _ loss: (Pass) throws -> Loss) throws -> [Double] {
    var total = 0.0
    let gradients = try gradients(parameters) { pass in
      let loss = try loss(pass)
      total = loss.terms.reduce(0) { $0 + Double($1.value.value.element * $1.weight) }
      return loss
    }
    return [total] + parameters.flatMap { gradients[$0]!.elements.map(Double.init) }
  }

  /// The mean of the parts is the whole, to the rounding of some ten terms of the size of the whole.
  private func expectMean(of parts: [[Double]], is whole: [Double], _ comment: Comment) {
    for (index, exact) in whole.enumerated() {
      let mean = parts.reduce(0) { $0 + $1[index] } / Double(parts.count)
      #expect(abs(mean - exact) <= 2e-6 * max(1, abs(whole[0])), comment)
      // Were all parts the same, this would show nothing.
      #expect(parts.contains { abs($0[index] - exact) > 1e-3 }, comment)
    }
  }

  /// z ~ N(μ, 1) and x ~ N(w z, 1) for each datum; an amortised guide N(a x + b, s²).
  @Test(arguments: objectives) func allMiniBatchesAverageToTheWhole(_ objective: any Objective) throws {
    let x = Tensor([0.5, -1, 2, 0.1, 1.2])
    var random = Random(seed: 8)
    let noise = random.normal([objective.particles ?? 1, 5])
    let (mu, w) = (Parameter("μ", Tensor(0.2)), Parameter("w", Tensor(1.3)))
    let (a, b, s) = (Parameter("a", Tensor(0.4)), Parameter("b", Tensor(-0.1)), Parameter("log s", Tensor(-0.3)))
    func model(_ trace: Trace, _ data: [Int]) throws {
      try trace.plate("data", size: data.count, of: 5) {
        let z = try trace.sample("z", Normal(mean: trace.pass[mu], logStandardDeviation: .zero))
        try trace.observe("x", Normal(mean: trace.pass[w] * z, logStandardDeviation: .zero), x.gathered(data))
      }
    }
    func guide(_ trace: Trace, _ data: [Int]) throws {
      _ = try trace.plate("data", size: data.count, of: 5) {
        let mean = trace.pass[a] * Variable(x.gathered(data)) + trace.pass[b]
        let noise = noise.transposed([1, 0]).gathered(data).transposed([1, 0])
        try trace.sample(
          "z", NormalOfNoise(mean, trace.pass[s], noise: noise, hasParticles: objective.particles != nil))
      }
    }
    func found(_ data: [Int]) throws -> [Double] {
      try self.found([mu, w, a, b, s]) {
        try objective.loss(of: ModelAndGuide(model: model, guide: guide), on: data, pass: $0, using: Random(seed: 1))
      }
    }
    let whole = try found([0, 1, 2, 3, 4])
    for size in 1..<5 { try expectMean(of: subsets(of: 5, size: size).map(found), is: whole, "size \(size)") }
  }

  /// A latent variable of all data stands outside the plate, and counts once.
  @Test(arguments: [nil, 3] as [Int?], [true, false]) func aCommonLatentVariableCountsOnce(
    _ particles: Int?, _ usesClosedForms: Bool
  ) throws {
    let x = Tensor([0.5, -1, 2, 0.1, 1.2])
    let (mean, scale) = (Parameter("m", Tensor(0.4)), Parameter("log s", Tensor(-0.3)))
    func model(_ trace: Trace, _ data: [Int]) throws {
      let z = try trace.sample("z", Normal.standard())
      try trace.plate("data", size: data.count, of: 5) {
        _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), x.gathered(data))
      }
    }
    func guide(_ trace: Trace, _ data: [Int]) throws {
      try trace.sample("z", Normal(mean: trace.pass[mean], logStandardDeviation: trace.pass[scale]))
    }
    func found(_ data: [Int]) throws -> [Double] {
      try self.found([mean, scale]) {
        try EvidenceLowerBound(particles: particles, usesClosedForms: usesClosedForms).loss(
          of: ModelAndGuide(model: model, guide: guide), on: data, pass: $0, using: Random(seed: 1))
      }
    }
    try expectMean(of: subsets(of: 5, size: 2).map(found), is: found([0, 1, 2, 3, 4]), "size 2")
  }

  /// In a mini-batch of a mini-batch a datum counts by the product of both; the outer plate's z broadcasts along the inner
  /// plate. Data x of 4 repeats of 3: x ~ N(z + c, 1) with z ~ N(0, 1) of the outer plate.
  ///
  /// The logarithm of several particles' mean is unbiased over the plate that all sites share, the outer one, only.
  @Test(
    arguments: [
      (EvidenceLowerBound(), 3), (EvidenceLowerBound(particles: 3), 3), (EvidenceLowerBound(particles: 3), 1),
      (EvidenceLowerBound(particles: 3, guideGradient: .stickingTheLanding), 2),
      (ImportanceWeightedBound(particles: 3), 4),
      (ImportanceWeightedBound(particles: 3, guideGradient: .doublyReparameterized), 4),
    ] as [(any Objective, Int)])
  func nestedPlatesScaleByTheProduct(_ objective: any Objective, innerSize: Int) throws {
    let particles = objective.particles
    let x = Tensor([0.5, -1, 2, 0.1, 1.2, -0.7, 0.3, 0.9, -1.6, 0.2, 1.1, -0.4], shape: [4, 3])
    var random = Random(seed: 8)
    let noise = random.normal([3, particles ?? 1])
    let c = Parameter("c", Tensor(0.3)), means = Parameter("m", Tensor([0.2, -0.5, 0.8]))
    let scale = Parameter("log s", Tensor(-0.2))
    struct Part {
      let outer, inner: [Int]
    }
    func model(_ trace: Trace, _ part: Part) throws {
      try trace.plate("outer", size: part.outer.count, of: 3) {
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("inner", size: part.inner.count, of: 4) {
          let data = x.gathered(part.inner).transposed([1, 0]).gathered(part.outer).transposed([1, 0])
          try trace.observe("x", Normal(mean: z + trace.pass[c], logStandardDeviation: .zero), data)
        }
      }
    }
    func guide(_ trace: Trace, _ part: Part) throws {
      _ = try trace.plate("outer", size: part.outer.count, of: 3) {
        // The means of the part: a matrix product with ones at its indices, through which gradients pass.
        let chosen = Tensor(
          part.outer.flatMap { index in (0..<3).map { $0 == index ? 1 : 0 } }, shape: [part.outer.count, 3])
        let mean = (Variable(chosen) * trace.pass[means]).sum(along: [1])
        let noise = noise.gathered(part.outer).transposed([1, 0])
        try trace.sample(
          "z", NormalOfNoise(mean, trace.pass[scale], noise: noise, hasParticles: particles != nil, plateNesting: 2))
      }
    }
    func found(_ part: Part) throws -> [Double] {
      try self.found([c, means, scale]) {
        try objective.loss(
          of: ModelAndGuide(model: model, guide: guide), on: part, pass: $0, using: Random(seed: 1), plateNesting: 2)
      }
    }
    let parts = subsets(of: 3, size: 2).flatMap { outer in
      subsets(of: 4, size: innerSize).map { Part(outer: outer, inner: $0) }
    }
    try expectMean(
      of: parts.map(found), is: found(Part(outer: [0, 1, 2], inner: [0, 1, 2, 3])), "2 of 3, \(innerSize) of 4")
  }
}

/// The subsets of so many of the numbers below a count.
private func subsets(of count: Int, size: Int) -> [[Int]] {
  (0..<1 << count).filter { $0.nonzeroBitCount == size }.map { bits in (0..<count).filter { bits >> $0 & 1 == 1 } }
}

/// A normal distribution whose draws are made of given noise.
private struct NormalOfNoise: ReparameterizedDistribution {
  let normal: Normal
  let noise: Tensor

  /// Noise of particles × plate.
  init(_ mean: Variable, _ logScale: Variable, noise: Tensor, hasParticles: Bool, plateNesting: Int = 1) {
    normal = Normal(mean: mean, logStandardDeviation: logScale)
    let room = Array(repeating: 1, count: plateNesting - 1)
    self.noise = noise.reshaped(to: hasParticles ? [noise.shape[0]] + room + [noise.shape[1]] : [noise.shape[1]])
  }

  private init(_ normal: Normal, _ noise: Tensor) { (self.normal, self.noise) = (normal, noise) }

  var batchShape: Shape { normal.batchShape }
  var eventShape: Shape { [] }
  var support: Support { .real }
  var mean: Variable { normal.mean }
  var variance: Variable { normal.variance }
  func logDensity(_ x: Variable) -> Variable { normal.logDensity(x) }
  func expanded(to batchShape: Shape) -> Self { Self(normal.expanded(to: batchShape), noise) }
  func klDivergence(to other: any Distribution) -> Variable? { normal.klDivergence(to: other) }
  func reparameterizedSample(using random: inout Random) -> Variable {
    normal.mean + normal.standardDeviation * Variable(noise)
  }
}
