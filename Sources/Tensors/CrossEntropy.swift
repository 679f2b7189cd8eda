import LabCKernels
import LabRequirements

extension Tensor {
  /// −log softmax at a label of each vector of logits along the last axis, which the result lacks; the labels, from 0, are
  /// in row-major order. A logit may be −∞.
  public static func crossEntropy(logits: Tensor, labels: [Int]) -> Tensor {
    requireLabels(labels, of: logits)
    return Tensor(uninitialized: logits.shape.dropLast(), by: "cross entropy", of: [logits]) {
      kernels_cross_entropy($0.count, logits.shape[-1], logits.base, labels, $0.baseAddress)
    }
  }

  /// gradient · (softmax − 1 at the label), from the gradient of the result.
  public static func crossEntropyPullback(logits: Tensor, labels: [Int], _ gradient: Tensor) -> Tensor {
    requireLabels(labels, of: logits)
    require(gradient.count == labels.count, "a gradient of shape \(gradient.shape) for \(labels.count) labels")
    return Tensor(uninitialized: logits.shape, by: "cross entropy pullback", of: [logits, gradient]) {
      kernels_cross_entropy_pullback(
        labels.count, logits.shape[-1], logits.base, labels, gradient.base, $0.baseAddress)
    }
  }

  private static func requireLabels(_ labels: [Int], of logits: Tensor) {
    require(
      logits.shape.rank >= 1 && labels.count == logits.shape.dropLast().count,
      "\(labels.count) labels for logits of shape \(logits.shape)")
    let classes = 0..<logits.shape[-1]
    require(
      labels.allSatisfy(classes.contains),
      "a label of \(labels.first { !classes.contains($0) } ?? 0) for logits of shape \(logits.shape)")
  }
}
