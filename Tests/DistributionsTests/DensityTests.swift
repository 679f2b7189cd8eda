import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// What a density owes, by quadrature over it.
@Suite struct DensityTests {
  @Test(arguments: DistributionExample.resolved) func itIntegratesToOne(_ example: DistributionExample) {
    let total = example.quadrature.probabilities(example.distribution).reduce(0, +)
    #expect(abs(total - 1) <= example.tolerance)
  }

  @Test(arguments: DistributionExample.resolved) func theMomentsAreItsOwn(_ example: DistributionExample) {
    let distribution = example.distribution, quadrature = example.quadrature
    let means = distribution.mean.value.elements.map(Double.init)
    let variances = distribution.variance.value.elements.map(Double.init)
    let probabilities = quadrature.probabilities(distribution), vectors = quadrature.vectors
    for i in means.indices {
      func moment(_ power: Double) -> Double {
        zip(probabilities, vectors).reduce(0) { $0 + $1.0 * pow($1.1[i] - means[i], power) }
      }
      guard example.knowsMoments else {
        #expect(means[i].isNaN && variances[i].isNaN)
        continue
      }
      guard example.finiteMoments >= 1 else {
        #expect(!means[i].isFinite)
        continue
      }
      #expect(abs(moment(1)) <= example.tolerance * (variances[i].squareRoot() + abs(means[i])), "mean \(i)")
      guard example.finiteMoments >= 2 else {
        #expect(!variances[i].isFinite)
        continue
      }
      #expect(abs(moment(2) - variances[i]) <= 4 * example.tolerance * variances[i], "variance \(i)")
    }
  }

  @Test(arguments: DistributionExample.resolved) func theEntropyIsItsMeanLogarithm(_ example: DistributionExample)
    throws
  {
    guard example.hasEntropy else {
      #expect(example.distribution.entropy == nil)
      return
    }
    let entropy = Double(try #require(example.distribution.entropy).value.element)
    let quadrature = example.quadrature
    let logDensities = example.distribution.logDensity(Variable(quadrature.points)).value.elements.map(Double.init)
    let terms = zip(quadrature.weights, logDensities).map { $1 == -.infinity ? 0 : -$0 * exp($1) * $1 }
    let total = terms.reduce(0, +), size = terms.reduce(0) { $0 + abs($1) }
    #expect(abs(total - entropy) <= example.tolerance * (1 + size))
  }

  /// ∫ p ∂ log p/∂θ = 0 for every parameter θ: what makes a gradient estimate unbiased. Every point has parameters of its
  /// own, so that the backward pass gives the terms of the integral one by one; the tolerance is one of their size.
  @Test(arguments: DistributionExample.resolved.filter { !$0.supportMoves })
  func theExpectedScoreIsZero(_ example: DistributionExample) throws {
    let quadrature = example.quadrature, count = quadrature.weights.count
    let tape = Tape()
    let parameters = example.parameters.map {
      tape.variable($0.broadcast(to: Shape([count] + $0.shape.dimensions)))
    }
    let logDensity = example.make(parameters).logDensity(Variable(quadrature.points))
    let shares = zip(quadrature.weights, logDensity.value.elements).map { Float($0 * exp(Double($1))) }
    let gradients = tape.gradients(of: (logDensity * Variable(Tensor(shares))).sum())
    for parameter in parameters {
      guard let terms = gradients[parameter] else { continue }
      for (i, sum) in columnSums(terms).enumerated() {
        #expect(abs(sum.total) <= example.tolerance * (1 + sum.size), "parameter element \(i)")
      }
    }
  }
}
