import Foundation
import LabTensors
import LabTestSupport
import Testing

/// log Σ exp, which neither overflows nor underflows.
@Suite struct LogSumExpTests {
  @Test(arguments: [[5], [3, 5], [2, 3, 4], [2, 3, 40], [1, 200, 2]] as [Shape])
  func alongEveryAxisAgainstALoopInDoublePrecision(_ shape: Shape) {
    for scale: Float in [1, 50, 1e4] {
      let x = Tensor.sample(shape) * scale
      for axis in 0..<shape.rank {
        let y = x.logSumExp(along: axis)
        #expect(y.shape == shape.reduced(along: [axis]))
        #expect(
          x.logSumExp(along: axis - shape.rank, keepingAxis: true).shape
            == shape.reduced(along: [axis], keepingAxes: true))
        for (index, value) in zip(indices(of: y.shape), y.elements) {
          let terms = (0..<shape[axis]).map { i in Double(x[Array(index[..<axis]) + [i] + Array(index[axis...])]) }
          let exact = reference(terms)
          // Relative to the result, and to 1 where the maximum and the logarithm cancel.
          #expect(abs(Double(value) - exact) <= 2.4e-7 * max(abs(exact), 1), "axis \(axis), scale \(scale)")
        }
      }
    }
  }

  @Test func ofOneElementIsTheElement() {
    let x = Tensor([0, 1.7, -3.3, 1e4, -1e4, 3e38, -3e38, .infinity, -.infinity], shape: [9, 1])
    #expect(x.logSumExp(along: 1).elements == x.elements)
  }

  @Test func ofEqualTermsIsTheTermPlusTheLogarithmOfTheirNumber() {
    for count in [2, 1000, 100_000] {
      for term: Float in [0, 1e4, -1e4] {
        let y = Tensor(repeating: term, shape: [count]).logSumExp(along: 0).element
        let exact = Double(term) + log(Double(count))
        #expect(abs(Double(y) - exact) <= 2.4e-7 * max(abs(exact), 1))
      }
    }
  }

  @Test func ofManyTerms() {
    let x = Tensor.sample([200_000])
    let y = x.logSumExp(along: 0).element
    #expect(abs(Double(y) - reference(x.elements.map(Double.init))) <= 2.4e-7 * Double(y))
  }

  /// exp(x − log Σ exp) alone would be off by the rounding of the logarithm, 5e-4 at 1e4.
  @Test(arguments: [0, 1e3, -1e4, 1e6] as [Float]) func thePullbacksSharesAddUpTo1FarFrom0(offset: Float) {
    let x = (Tensor.sample([2, 50, 3]) + offset), y = x.logSumExp(along: 1, keepingAxis: true)
    let shares = Tensor.logSumExpPullback(x, y, along: 1, .ones(y.shape))
    for total in shares.sum(along: [1]).elements { #expect(abs(total - 1) <= 4e-7) }
  }

  @Test func ofInfinitiesAndNaN() {
    func value(_ x: Float...) -> Float { Tensor(x).logSumExp(along: 0).element }
    #expect(value(-.infinity, -.infinity) == -.infinity)
    #expect(value(-.infinity, 2) == 2)
    #expect(value(.infinity, 2) == .infinity)
    #expect(value(.infinity, -.infinity) == .infinity)
    #expect(value(1, .nan, 2).isNaN && value(.nan, .infinity).isNaN && value(.infinity, .nan).isNaN)
    #expect(Tensor.zeros([2, 0]).logSumExp(along: 1).elements == [-.infinity, -.infinity])
  }

  private func reference(_ terms: [Double]) -> Double {
    let largest = terms.max()!
    return largest + log(terms.map { exp($0 - largest) }.reduce(0, +))
  }
}
