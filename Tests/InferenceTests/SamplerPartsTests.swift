import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

@testable import LabInference

/// What the sampler is made of, each by itself.
@Suite struct SamplerPartsTests {
  /// Stan's windows for its usual thousand steps: 75, then 25, 50, 100, 200 and 500, then 50.
  @Test func windowsDouble() {
    let windows = WarmupWindows(steps: 1_000)
    #expect(windows.metricSteps == 75..<950 && windows.windowEnds == [99, 149, 249, 449, 949])
  }

  /// Every window ends where the metric is still gathered, the last one where that ends.
  @Test(arguments: [20, 21, 50, 100, 149, 150, 151, 200, 225, 300, 500, 777, 5_000])
  func windowsFillTheWarmup(_ steps: Int) {
    let windows = WarmupWindows(steps: steps)
    #expect(
      windows.windowEnds == windows.windowEnds.sorted() && windows.windowEnds.last == windows.metricSteps.upperBound - 1
    )
    #expect(windows.windowEnds.allSatisfy(windows.metricSteps.contains) && windows.metricSteps.upperBound < steps)
  }

  @Test(arguments: [0, 1, 19]) func fewStepsHaveNoWindow(_ steps: Int) {
    #expect(WarmupWindows(steps: steps).windowEnds.isEmpty && WarmupWindows(steps: steps).metricSteps.isEmpty)
  }

  /// A statistic that falls with the step size as e⁻ᵋ comes to its target at ε = −log 0.8, from above and from below. Two
  /// thousand trials forget where they began but for some thousandths.
  @Test(arguments: [1e-3, 0.1, 5]) func dualAveragingFindsTheStepSize(_ start: Double) {
    var averaging = DualAveraging(from: start, target: 0.8)
    for _ in 0..<2_000 { averaging.add(exp(-averaging.stepSize)) }
    #expect(abs(averaging.averaged + log(0.8)) < 0.01 && abs(averaging.stepSize + log(0.8)) < 0.01)
  }

  /// The covariance of a thousand positions, by definition, with its five observations of 10⁻³ on the diagonal.
  @Test func metricsAreShrunkCovariances() {
    let draws = Tensor.normal([1_000, 2], using: Random(seed: 1)).elements.map(Double.init)
    let positions = (0..<1_000).map { index -> [Double] in
      let (x, y) = (draws[2 * index], draws[2 * index + 1])
      return [10 + x, x + 0.5 * y]
    }
    let means = (0..<2).map { i -> Double in
      let sum: Double = positions.reduce(0) { $0 + $1[i] }
      return sum / 1_000
    }
    func covariance(_ i: Int, _ j: Int) -> Double {
      let products = positions.map { x -> Double in (x[i] - means[i]) * (x[j] - means[j]) }
      let sum: Double = products.reduce(0, +)
      return sum / 999 * 1_000 / 1_005 + (i == j ? 5e-3 / 1_005 : 0)
    }
    var diagonal = MetricEstimate(dimension: 2, isDense: false), dense = MetricEstimate(dimension: 2, isDense: true)
    for position in positions {
      diagonal.add(position)
      dense.add(position)
    }
    let one = diagonal.metric.velocity([1, 1]), both = dense.metric.velocity([1, 2])
    #expect(abs(one[0] - covariance(0, 0)) < 1e-9 && abs(one[1] - covariance(1, 1)) < 1e-9)
    #expect(abs(both[0] - covariance(0, 0) - 2 * covariance(0, 1)) < 1e-9)
    #expect(abs(both[1] - covariance(1, 0) - 2 * covariance(1, 1)) < 1e-9)
  }

  /// p ~ N(0, M): M⁻¹ p then has the covariance M⁻¹. The means of 20,000 products are uncertain by 0.03 at most.
  @Test func momentaBelongToTheirMetric() {
    var estimate = MetricEstimate(dimension: 2, isDense: true)
    for position in [[0.0, 0], [2, 1], [0, 2], [1, -1], [3, 3]] { estimate.add(position) }
    guard case .dense(let covariance, _) = estimate.metric else {
      Issue.record("a covariance of five positions")
      return
    }
    var sums = [0.0, 0, 0, 0]
    for index in 0..<20_000 {
      let velocity = estimate.metric.velocity(estimate.metric.momentum(2, using: Random(seed: 2)[index]))
      for place in 0..<4 { sums[place] += velocity[place / 2] * velocity[place % 2] / 20_000 }
    }
    #expect(zip(sums, covariance).allSatisfy { abs($0 - $1) < 0.1 })
  }

  /// Positions on a line have no covariance matrix with an inverse but for what is added to it; scales that lie far apart not
  /// even that.
  @Test func positionsInAPlaneKeepTheirVariances() {
    var estimate = MetricEstimate(dimension: 2, isDense: true)
    for position in [[0.0, 0], [1e9, 1e9], [2e9, 2e9]] { estimate.add(position) }
    guard case .diagonal(let variances) = estimate.metric else {
      Issue.record("a covariance where there is none")
      return
    }
    #expect(variances[0] > 1e17 && variances[0] == variances[1])
  }

  /// On a standard normal density: reversible to rounding, and an error of the energy that falls with the square of the step.
  @Test func leapfrogStepsGoBackAndKeepEnergy() {
    func place(_ x: [Double]) -> Place {
      Place(position: x, gradient: x.map(-), logDensity: -0.5 * x.reduce(0) { $0 + $1 * $1 })
    }
    let metric = Metric.unit(2), start = place([0.3, -1.2]), motion = Motion(momentum: [1, 0.5], velocity: [1, 0.5])
    func travelled(_ steps: Int, size: Double, from: Place, _ motion: Motion) -> (Place, Motion) {
      var (at, motion) = (from, motion)
      for _ in 0..<steps {
        let step = LeapfrogStep(from: at, motion, size: size, metric)
        at = place(step.position)
        motion = step.motion(arrivingAt: at, metric)
      }
      return (at, motion)
    }
    let (end, endMotion) = travelled(10, size: 0.1, from: start, motion)
    let (back, _) = travelled(10, size: -0.1, from: end, endMotion)
    #expect(zip(back.position, start.position).allSatisfy { abs($0 - $1) < 1e-13 })
    let energy = LeapfrogStep.energy(start, motion)
    let coarse = LeapfrogStep.change(from: energy, to: end, endMotion)
    let (fineEnd, fineMotion) = travelled(20, size: 0.05, from: start, motion)
    let fine = LeapfrogStep.change(from: energy, to: fineEnd, fineMotion)
    #expect(abs(coarse / fine - 4) < 0.1)
  }

  /// In the space of logits a beta posterior has the density σᵃ (1 − σ)ᵇ/B(a, b), times the evidence. Both the value and the
  /// gradient are as exact as the model's own formula in single precision, which takes log(1 − σ) and so loses digits near 1.
  @Test func densitiesHaveTheirVolumeChange() throws {
    let example = Conjugate.chance, a = 7.0, b = 5.0
    let density = try UnconstrainedDensity(
      of: example.model, on: example.data, plateNesting: nil, using: Random(seed: 1))
    let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
    for u in [-6.0, -1, 0, 0.4, 3] {
      let value = try density.values(at: [[u]])[0]
      let exact = -a * log1p(exp(-u)) - b * log1p(exp(u)) - logBeta + example.logEvidence
      #expect(abs(value.logDensity - exact) < 1e-5 * max(1, abs(exact)))
      #expect(abs(value.gradient[0] - (a / (1 + exp(u)) - b / (1 + exp(-u)))) < 1e-5)
    }
    #expect(density.dimension == 1)
  }

  /// Points computed side by side have the densities that they have one by one.
  @Test(arguments: Conjugate.all) func pointsSideBySide(_ example: Conjugate) throws {
    func values(_ nesting: Int?) throws -> [UnconstrainedDensity<Tensor>.Value] {
      let density = try UnconstrainedDensity(
        of: example.model, on: example.data, plateNesting: nesting, using: Random(seed: 1))
      let points = (0..<5).map { point in (0..<density.dimension).map { Double(point) / 3 - Double($0) / 5 } }
      return try density.values(at: points)
    }
    for (one, other) in zip(try values(nil), try values(1)) {
      #expect(abs(one.logDensity - other.logDensity) < 1e-5 * max(1, abs(one.logDensity)))
      #expect(zip(one.gradient, other.gradient).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($0)) })
    }
  }

  /// Where the model overflows the density is 0 and no error.
  @Test func impossiblePointsHaveNoDensity() throws {
    func model(_ trace: Trace, _ x: Tensor) throws {
      let z = try trace.sample("z", Normal.standard())
      let scale = try trace.sample("scale", LogNormal(meanOfLogarithm: .zero, logStandardDeviationOfLogarithm: .zero))
      try trace.plate("data", size: x.count) {
        _ = try trace.observe("x", Normal(mean: z, standardDeviation: scale), x)
      }
    }
    let density = try UnconstrainedDensity(of: model, on: Tensor([1, 2]), plateNesting: nil, using: Random(seed: 1))
    let values = try density.values(at: [[0, 0], [1e30, 0], [.nan, 0], [0, -1e30], [1e300, 1e300]])
    #expect(values[0].logDensity.isFinite)
    #expect(values.dropFirst().allSatisfy { $0.logDensity < -1e29 })
  }
}
