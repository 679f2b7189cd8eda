import Foundation
import LabTensors
import LabTestSupport
import Testing

@testable import LabDistributions

@Suite struct BernoulliLogDensityTests {
  /// Rows of one number, shorter and longer than what the kernel sums side by side (64) and under one round of logarithms
  /// (1,024), and x repeated along the first axis.
  static let shapes: [(logits: Shape, x: Shape, summed: Int)] = [
    ([2, 3, 5], [3, 5], 0), ([2, 3, 5], [3, 5], 1), ([2, 3, 5], [3, 5], 2), ([4, 64], [4, 64], 1),
    ([3, 2, 65], [2, 65], 1), ([3, 1024], [3, 1024], 1), ([3, 2, 1025], [2, 1025], 1), ([3, 1500], [1500], 1),
    ([2, 28, 28, 1], [2, 28, 28, 1], 3), ([3, 0], [3, 0], 1),
  ]

  /// The linear parts of sixteen numbers are added up in single precision, to about 1e-7 of them, and their logarithm is
  /// rounded as much; all is added up in double precision, where such errors average out.
  @Test(arguments: shapes) func sumsAndSlopes(_ logitShape: Shape, _ xShape: Shape, _ axes: Int) throws {
    let logits = Tensor.sample(logitShape) * 4, x = Tensor.sample(xShape, seed: 2).mapped(.sigmoid)
    let eta = logits.elements.map(Double.init), values = x.elements.map(Double.init)
    let width = logitShape.suffix(axes).count
    func logDensity(_ i: Int) -> Double {
      eta[i] * values[i % values.count] - max(eta[i], 0) - log1p(exp(-abs(eta[i])))
    }
    let result = logits.bernoulliLogDensity(x, summingLast: axes, withSlopes: true)
    #expect(result.sums.shape == logitShape.dropLast(axes))
    for (row, sum) in result.sums.elements.enumerated() {
      let expected = (row * width..<(row + 1) * width).map(logDensity).reduce(0, +)
      #expect(abs(Double(sum) - expected) <= 3e-7 * max(abs(expected), 1))
    }
    let slopes = try #require(result.slopes).elements
    for i in eta.indices {
      let expected = values[i % values.count] - 1 / (1 + exp(-eta[i]))
      #expect(abs(Double(slopes[i]) - expected) <= 2e-7)
    }
    #expect(logits.bernoulliLogDensity(x, summingLast: axes, withSlopes: false).sums == result.sums)
  }

  /// Where e^(−|η|) vanishes, log p is 0 or −|η|, and the slope 0 or ±1.
  @Test(arguments: [Float(-1000), -104.5, 104.5, 1000]) func farOut(_ logit: Float) throws {
    let logits = Tensor([logit, logit]), certain: Float = logit > 0 ? 1 : 0
    for (axes, sums) in [(0, [0, -abs(logit)]), (1, [-abs(logit)])] {
      let result = logits.bernoulliLogDensity(Tensor([certain, 1 - certain]), summingLast: axes, withSlopes: true)
      #expect(result.sums.elements == sums)
      #expect(try #require(result.slopes).elements == [0, logit > 0 ? -1 : 1])
    }
  }

  /// Many small e^(−|η|) under one logarithm are not lost beside its 1: with every pixel right and sure, log p is −Σ e^(−|η|).
  @Test(arguments: [Float(5), 12, 20, 40, 80]) func aSureEvent(_ logit: Float) {
    let logits = Tensor.sample([1, 784]).mapped(.abs) + Tensor(logit)
    let sums = logits.bernoulliLogDensity(.ones([1, 784]), summingLast: 1, withSlopes: false).sums
    let expected = -logits.elements.reduce(0) { $0 + log1p(exp(-Double($1))) }
    // Sixteen factors in single precision, then a logarithm.
    #expect(abs(Double(sums.element) - expected) <= 1e-6 * abs(expected))
  }

  /// Wherever it stands among the numbers of one logarithm, and behind the last that are summed side by side.
  @Test(arguments: [0, 63, 64, 1023, 1024, 1100]) func nothingIsLostOfANaN(_ position: Int) throws {
    var logits = [Float](repeating: 1, count: 1101)
    logits[position] = .nan
    let result = Tensor(logits).bernoulliLogDensity(.ones([1101]), summingLast: 1, withSlopes: true)
    #expect(result.sums.element.isNaN)
    let slopes = try #require(result.slopes).elements
    #expect(slopes.indices.filter { slopes[$0].isNaN } == [position])
  }
}
