import LabAutodiff
import LabTensors
import LabTestSupport
import Testing

@testable import LabDistributions

/// Densities and draws are the same to the last bit for any number of threads, and with AVX2 as with AVX-512.
@Suite struct MachineIndependenceTests {
  // Large enough to be shared out, with extents that no number of threads divides.
  static let image: Shape = [3, 31, 29, 37]
  static let works = [
    PortableWork("gamma densities and draws") {
      var random = Random(seed: 1)
      let x = Tensor.sample(image).mapped(.exp), draws = random.logGamma(shapes: x)
      return [
        draws, Tensor.logGammaDrawDerivative(draws, shapes: x), random.poisson(rates: x.scaled(by: 3)),
        Tensor.gammaLogDensity(x, concentration: x, logRate: draws),
        Tensor.dirichletLogDensity(x, concentrations: x), Tensor.dirichletLogDensitySlopes(x, concentrations: x),
      ]
    },
    PortableWork("Bernoulli densities") {
      let logits = Tensor.sample(image)
      return (0...3).flatMap { axes in
        let density = logits.bernoulliLogDensity(.sample(image.dropFirst()), summingLast: axes, withSlopes: true)
        return [density.sums, density.slopes!]
      }
    },
    PortableWork("normal densities and divergences") {
      let x = Tensor.sample(image), mean = Tensor.sample([29, 37], seed: 2), deviation = Tensor.sample([37], seed: 3)
      let byDensity = Tensor.normalLogDensityPullback(x, mean: mean, logStandardDeviation: deviation, x)
      let byDivergence = Tensor.normalDivergencePullback(
        mean: x, logStandardDeviation: mean, fromMean: deviation, logStandardDeviation: .zeros([]), x)
      return [
        .normalLogDensity(x, mean: mean, logStandardDeviation: deviation, repeatedTo: image), byDensity.mean,
        byDensity.logStandardDeviation,
        .normalDivergence(
          mean: x, logStandardDeviation: mean, fromMean: deviation, logStandardDeviation: .zeros([]), repeatedTo: image),
        byDivergence.mean, byDivergence.logStandardDeviation, byDivergence.otherLogStandardDeviation,
      ]
    },
    PortableWork("vectors under the components of a mixture") {
      let x = Tensor.sample([31, 29, 37]), mean = Tensor.sample([53, 37], seed: 2),
        s = Tensor.sample([53, 37], seed: 3)
      let tape = Tape(), arguments = [x, mean, s].map(tape.variable)
      let densities = normalPairDensities(arguments[0], mean: arguments[1], logStandardDeviation: arguments[2])
      let weighted = (densities * Variable(.sample([31, 29, 53], seed: 4))).sum()
      let gradients = tape.gradients(of: weighted)
      return [densities.value] + arguments.map { gradients[$0]! }
    },
  ]

  @Test(arguments: works) func noResultDependsOnThreadsOrInstructions(_ work: PortableWork) {
    #expect(work.resultsThatDependOnTheMachine() == [])
  }
}
