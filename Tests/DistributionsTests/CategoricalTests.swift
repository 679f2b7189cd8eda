import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Impossible and missing categories.
@Suite struct CategoricalTests {
  private let logits = Tensor([0, -.infinity, 1, 2, 0, -.infinity], shape: [2, 3])

  @Test func anImpossibleCategoryHasTheLogDensityOfZero() {
    let distribution = Categorical(logits: Variable(logits))
    #expect(distribution.logDensity(Variable(Tensor([1, 2]))).value == Tensor([-.infinity, -.infinity]))
    #expect(distribution.logDensity(Variable(Tensor([3, -1]))).value == Tensor([-.infinity, -.infinity]))
    #expect(distribution.logDensity(Variable(0.5)).value == Tensor([-.infinity, -.infinity]))
    #expect(distribution.logDensity(Variable(.nan)).value.elements.allSatisfy { $0.isNaN })
    let vectors = OneHotCategorical(logits: Variable(logits))
    #expect(vectors.logDensity(Variable(Tensor([0, 1, 0]))).value.elements[0] == -.infinity)
    #expect(vectors.logDensity(Variable(Tensor([0, 0, 1]))).value.elements[1] == -.infinity)
  }

  /// Neither the values nor the gradients of what the impossible has no part in are NaN.
  @Test func impossibleCategoriesLeaveTheOthersFinite() throws {
    let tape = Tape(), variable = tape.variable(logits)
    let distribution = Categorical(logits: variable), other = Categorical(logits: Variable(.zeros([2, 3])))
    let vectors = OneHotCategorical(logits: variable)
    let quantities = [
      distribution.logDensity(Variable(Tensor([0, 1]))), distribution.mean, distribution.variance,
      distribution.entropy!, distribution.klDivergence(to: other), distribution.klDivergence(to: distribution),
      vectors.logDensity(Variable(Tensor([0, 0, 1, 1, 0, 0], shape: [2, 3]))), vectors.entropy!,
      vectors.klDivergence(to: vectors), vectors.mean, vectors.variance,
    ]
    for quantity in quantities { #expect(quantity.value.firstNonFinite == nil) }
    let gradients = tape.gradients(of: quantities.map { $0.sum() }.reduce(Variable(0)) { $0 + $1 })
    #expect(try #require(gradients[variable]).firstNonFinite == nil)
  }

  /// Σ xₖ log pₖ has the derivative log pₖ by every number of a vector, those that are 0 too: a draw with a path moves all of them.
  @Test func everyNumberOfAVectorHasADerivative() throws {
    let tape = Tape(), logits = Tensor([0.3, -1, 0.5]), x = tape.variable(Tensor([0, 1, 0]))
    let distribution = OneHotCategorical(logits: Variable(logits))
    let gradient = try #require(tape.gradients(of: distribution.logDensity(x))[x])
    #expect(gradient == distribution.category.logProbabilities.value)
    // What is impossible has none: the product with 0 is 0.
    let other = Tape(), y = other.variable(Tensor([1, 0, 0]))
    let impossible = OneHotCategorical(logits: Variable(Tensor([0, -.infinity, 0])))
    let found = try #require(other.gradients(of: impossible.logDensity(y))[y]).elements
    #expect(found[1] == 0 && abs(found[0] - log(0.5)) < 1e-6 && abs(found[2] - log(0.5)) < 1e-6)
  }

  /// A constant added to all logits changes nothing but the rounding of the logits themselves.
  @Test func logitsMeanTheirDifferences() {
    let base = Tensor([0.25, -1, 3]), moved = base + 512
    let distributions = [base, moved].map { Categorical(logits: Variable($0)) }
    let values = Variable(Tensor([0, 1, 2]))
    let densities = distributions.map { $0.expanded(to: [3]).logDensity(values).value }
    #expect((densities[0] - densities[1]).elements.allSatisfy { abs($0) <= 512 * 0x1p-23 })
    var random = Random(seed: 2)
    let first = distributions[0].expanded(to: [100]).sample(using: &random)
    random = Random(seed: 2)
    #expect(distributions[1].expanded(to: [100]).sample(using: &random) == first)
  }
}
