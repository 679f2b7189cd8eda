import LabTensors

/// −log softmax at a label of each vector of logits along the last axis, which the result lacks: the loss of a classifier.
/// The labels, from 0, are in row-major order. ∂/∂logits = softmax − 1 at the label.
public func crossEntropy(logits: Variable, labels: [Int]) -> Variable {
  let values = logits.value
  return .operation(
    .crossEntropy(logits: values, labels: labels),
    (logits, { Tensor.crossEntropyPullback(logits: values, labels: labels, $0) }))
}
