import Foundation
import LabTensors
import LabTestSupport
import Testing

/// −log softmax at a label and its slopes, against a loop in double precision.
@Suite struct CrossEntropyTests {
  private func reference(_ logits: [Double], _ label: Int) -> (loss: Double, slopes: [Double]) {
    // Relative to the label's logit: the others' share is what the loss is made of.
    let others = logits.indices.filter { $0 != label }.map { exp(logits[$0] - logits[label]) }.reduce(0, +)
    let largest = logits.max()!, sum = logits.reduce(0) { $0 + exp($1 - largest) }
    let loss = others.isFinite ? log1p(others) : largest - logits[label] + log(sum)
    let shares = logits.map { logit in 1 / logits.reduce(0) { $0 + exp($1 - logit) } }
    return (loss, logits.indices.map { $0 == label ? -(others.isFinite ? others / (1 + others) : 1) : shares[$0] })
  }

  /// The loss is rounded once; a slope is a rounded exponential times a quotient of two rounded numbers.
  @Test(arguments: [[3, 5], [2, 3, 10], [7, 1], [4, 100]] as [Shape], [1, 20, 1e4] as [Float])
  func lossAndSlopes(_ shape: Shape, _ scale: Float) {
    let logits = Tensor.sample(shape) * scale, rows = shape.dropLast().count, classes = shape[-1]
    let labels: [Int] = .integers(in: 0..<classes, count: rows, using: Random(seed: 4))
    let losses = Tensor.crossEntropy(logits: logits, labels: labels)
    #expect(losses.shape == shape.dropLast())
    let weights = Tensor.sample(shape.dropLast(), seed: 2)
    let slopes = Tensor.crossEntropyPullback(logits: logits, labels: labels, weights)
    #expect(slopes.shape == shape)
    for row in 0..<rows {
      let x = logits.elements[row * classes..<(row + 1) * classes].map(Double.init), exact = reference(x, labels[row])
      #expect(abs(Double(losses.elements[row]) - exact.loss) <= 1e-7 * exact.loss + 1e-15)
      for (i, slope) in exact.slopes.enumerated() {
        let expected = Double(weights.elements[row]) * slope
        #expect(abs(Double(slopes.elements[row * classes + i]) - expected) <= 3e-7 * abs(expected) + 1e-37)
      }
    }
  }

  /// Where the logit stands far above the others, the loss is their share.
  @Test func aSureAndRightPredictionKeepsItsSmallLoss() {
    let logits = Tensor([20, 0, 0], shape: [1, 3]), share = 2 * exp(-20.0)
    #expect(abs(Double(Tensor.crossEntropy(logits: logits, labels: [0]).element) - share) <= 1e-7 * share)
    let slopes = Tensor.crossEntropyPullback(logits: logits, labels: [0], Tensor([1])).elements
    #expect(abs(Double(slopes[0]) + share) <= 3e-7 * share)
  }

  @Test func infinitiesAndNaN() {
    let logits = Tensor([0, -.infinity, 0, .nan, 0, 0], shape: [2, 3])
    let sure = Tensor.crossEntropy(logits: logits, labels: [0, 1]).elements
    #expect(abs(sure[0] - 0.6931472) <= 1e-7 && sure[1].isNaN)
    #expect(Tensor.crossEntropy(logits: logits, labels: [1, 1]).elements[0] == .infinity)
    #expect(
      Tensor.crossEntropyPullback(logits: logits, labels: [1, 1], .ones([2])).elements[..<3] == [0.5, -1, 0.5])
  }

  @Test func noLogitsHaveNoLosses() {
    #expect(Tensor.crossEntropy(logits: .zeros([0, 3]), labels: []).shape == [0])
    #expect(Tensor.crossEntropy(logits: Tensor([1, 1]), labels: [0]).shape == [])
  }
}
