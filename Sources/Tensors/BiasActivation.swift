import LabCKernels
import LabRequirements

extension Tensor {
  /// Adds a bias to each column (the last axis), and applies an activation to the sum, in place where no other tensor
  /// shares the elements.
  public mutating func addBias(_ bias: Tensor, activation: ElementwiseFunction? = nil) {
    addBias(bias, and: nil, activation: activation)
  }

  /// Adds another tensor of this shape first.
  mutating func addBias(_ bias: Tensor, and other: Tensor?, activation: ElementwiseFunction?) {
    require(bias.shape == [shape[-1]], "a bias of \(bias.shape) for \(shape[-1]) columns")
    let (rows, shape) = (rowCount, shape)
    require(other.map { $0.shape == shape } ?? true, "a tensor of another shape than \(shape)")
    withMutableElements { elements in
      let bytes = ((other == nil ? 2 : 3) * elements.count + bias.count) * 4
      Profile.measure(.init("bias\(activation.map { ", \($0.name)" } ?? "")", [shape], bytes: bytes)) {
        kernels_bias_activation(
          rows, shape[-1], kernelNumber(of: activation), bias.storage.base, elements.baseAddress,
          other?.storage.base)
      }
    }
  }

  /// Turns the gradient of what `addBias` made into that of what it was made of, in place where no other tensor shares
  /// it; the gradient with respect to the bias, which is its sum over the rows.
  public mutating func pullBackBias(through activation: ElementwiseFunction, result: Tensor) -> Tensor {
    require(shape == result.shape, "a gradient of shape \(shape) for \(result.shape)")
    let bias = Tensor(uninitialized: [shape[-1]]) { _ in }
    let (rows, columns, count) = (rowCount, shape[-1], count)
    replaceElements { gradient, sumGradient in
      Profile.measure(.init("bias, \(activation.name) pullback", [result.shape], bytes: (3 * count + columns) * 4)) {
        kernels_bias_activation_pullback(
          rows, columns, kernelNumber(of: activation), result.storage.base, gradient, sumGradient, bias.storage.base)
      }
    }
    return bias
  }

  /// The number of rows, where every axis but the last counts these.
  var rowCount: Int { shape.dropLast().count }
}

/// The number by which a kernel knows an activation; that of the identity where there is none.
func kernelNumber(of activation: ElementwiseFunction?) -> Int32 {
  guard let activation else { return Int32(KERNELS_IDENTITY) }
  guard let number = activation.activation else {
    brokenRule("\(activation.name) is no activation that a kernel applies on its way; apply it afterwards")
  }
  return Int32(number)
}
