import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Log-densities at the ends of a support and outside it: limits, −∞, and never what is no number.
@Suite struct SupportEndTests {
  private func logDensities(_ distribution: any Distribution, _ x: Float...) -> [Float] {
    x.map { distribution.logDensity(Variable($0)).value.element }
  }

  private func gamma(_ concentration: Float, rate: Float = 2) -> Gamma {
    Gamma(concentration: Variable(concentration), rate: Variable(rate))
  }

  private func beta(_ a: Float, _ b: Float) -> Beta { Beta(Variable(a), Variable(b)) }

  @Test func gammaAtZero() {
    #expect(logDensities(gamma(0.5), 0, -1, .infinity) == [.infinity, -.infinity, -.infinity])
    #expect(logDensities(gamma(1), 0, -1, .infinity) == [log(2), -.infinity, -.infinity])
    #expect(logDensities(gamma(3), 0, -1, .infinity) == [-.infinity, -.infinity, -.infinity])
    #expect(logDensities(gamma(3), .nan)[0].isNaN && logDensities(gamma(1), .nan)[0].isNaN)
  }

  @Test func betaAtBothEnds() {
    #expect(logDensities(beta(1, 1), 0, 1, 0.5) == [0, 0, 0])
    #expect(logDensities(beta(1, 3), 0, 1) == [log(3), -.infinity])
    #expect(logDensities(beta(3, 1), 0, 1) == [-.infinity, log(3)])
    #expect(logDensities(beta(0.5, 2), 0, 1) == [.infinity, -.infinity])
    #expect(logDensities(beta(2, 0.5), 0, 1) == [-.infinity, .infinity])
    #expect(logDensities(beta(2, 3), -0.1, 1.1) == [-.infinity, -.infinity])
    #expect(logDensities(beta(1, 1), .nan)[0].isNaN)
  }

  /// d/dx at an end with the zeroth power there: what the other power gives.
  @Test func theSlopeAtAnEndIsTheOtherPowers() throws {
    for (a, b, point, slope) in [(1, 3, 0, -2), (3, 1, 1, 2), (1, 1, 0, 0), (1, 1, 1, 0)]
      as [(Float, Float, Float, Float)]
    {
      let tape = Tape(), x = tape.variable(Tensor(point))
      #expect(tape.gradients(of: beta(a, b).logDensity(x))[x]?.element == slope)
    }
    let tape = Tape(), x = tape.variable(Tensor([1, 0, 0]))
    let dirichlet = Dirichlet(concentrations: Variable(Tensor([3, 1, 1])))
    let density = dirichlet.logDensity(x)
    // Γ(5)/Γ(3) = 12.
    #expect(abs(density.value.element - log(12)) <= 2e-7)
    #expect(tape.gradients(of: density)[x] == Tensor([2, 0, 0]))
  }

  /// On a grid of values and parameters that ends where single precision does.
  @Test func betaIsNeverWhatIsNoNumber() throws {
    let concentrations: [Float] = [1e-30, 1e-3, 0.5, 1, 1.5, 100, 1e8]
    for x in [0, 0x1p-149, 0x1p-126, 1e-8, 0.5, 1 - 0x1p-24, 1] as [Float] {
      for a in concentrations {
        for b in concentrations {
          let tape = Tape(), point = tape.variable(Tensor(x))
          let density = beta(a, b).logDensity(point)
          #expect(!density.value.element.isNaN, "\(x), \(a), \(b)")
          #expect(try #require(tape.gradients(of: density)[point]).element.isNaN == false, "\(x), \(a), \(b)")
        }
      }
    }
  }

  @Test func dirichletOnTheBorder() {
    func logDensity(_ concentrations: [Float], _ x: [Float]) -> Float {
      Dirichlet(concentrations: Variable(Tensor(concentrations))).logDensity(Variable(Tensor(x))).value.element
    }
    #expect(abs(logDensity([1, 1, 1], [1, 0, 0]) - log(2)) <= 1e-7)
    #expect(logDensity([0.5, 1, 1], [0, 0.5, 0.5]) == .infinity)
    #expect(logDensity([2, 1, 1], [0, 0.5, 0.5]) == -.infinity)
    #expect(logDensity([2, 0.5, 1], [0, 0, 1]).isNaN)
    #expect(logDensity([2, 2, 2], [-0.1, 0.6, 0.5]) == -.infinity)
    // A vector of one number can only be 1.
    #expect(logDensity([0.3], [1]) == 0)
  }

  @Test func poissonOffTheCounts() {
    let poisson = Poisson(rate: Variable(2))
    #expect(logDensities(poisson, -1, 0.5, .infinity) == [-.infinity, -.infinity, -.infinity])
    #expect(logDensities(poisson, .nan)[0].isNaN)
    // Of a rate of 0 there is only one count.
    let never = Poisson(rate: Variable(0))
    #expect(logDensities(never, 0, 1) == [0, -.infinity])
    var random = Random(seed: 1)
    #expect(never.expanded(to: [100]).sample(using: &random) == .zeros([100]))
  }
}
