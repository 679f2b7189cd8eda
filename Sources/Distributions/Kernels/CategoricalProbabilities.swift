import LabAutodiff
import LabCKernels
import LabTensors

extension Tensor {
  private func categorical(logarithms: Bool) -> Tensor {
    Tensor(uninitialized: shape, by: "categorical probabilities", of: [self]) {
      kernels_categorical_probabilities(shape.dropLast().count, shape[-1], base, logarithms ? 1 : 0, $0.baseAddress)
    }
  }

  /// The probabilities of the logits along the last axis.
  var categoricalProbabilities: Tensor { categorical(logarithms: false) }
  /// Their logarithms, which keep their digits near 0.
  var categoricalLogProbabilities: Tensor { categorical(logarithms: true) }
}

extension Variable {
  /// The probabilities p of the logits along the last axis. The gradient is p (g − Σ g p).
  var categoricalProbabilities: Variable {
    let p = value.categoricalProbabilities
    return .operation(p, (self, { p * ($0 - ($0 * p).sum(along: [-1], keepingAxes: true)) }))
  }

  /// Their logarithms. The gradient is g − p Σ g.
  var categoricalLogProbabilities: Variable {
    .operation(
      value.categoricalLogProbabilities,
      (self, { [value] in $0 - value.categoricalProbabilities * $0.sum(along: [-1], keepingAxes: true) }))
  }
}
