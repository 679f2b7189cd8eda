import LabCKernels
import LabRequirements

/// One step of an optimiser over one parameter, in place and in one pass. The rules stand in NeuralNetworks/Optimizers.
extension Tensor {
  /// Stochastic gradient descent with momentum.
  public mutating func stepSGD(
    along gradient: Tensor, velocity: inout Tensor, rate: Float, momentum: Float, nesterov: Bool
  ) {
    checkShape(gradient)
    withMutableElements { w in
      velocity.withMutableElements { v in
        Profile.measure(.init("SGD", [gradient.shape], bytes: w.count * 12)) {
          kernels_sgd(w.count, rate, momentum, nesterov ? 1 : 0, gradient.storage.base, v.baseAddress, w.baseAddress)
        }
      }
    }
  }

  /// Adam; the corrections are 1/(1 − βᵗ).
  public mutating func stepAdam(
    along gradient: Tensor, mean: inout Tensor, square: inout Tensor, rate: Float, beta1: Float, beta2: Float,
    epsilon: Float, corrections: (Float, Float)
  ) {
    checkShape(gradient)
    withMutableElements { w in
      mean.withMutableElements { m in
        square.withMutableElements { v in
          Profile.measure(.init("Adam", [gradient.shape], bytes: w.count * 16)) {
            kernels_adam(
              w.count, rate, beta1, beta2, epsilon, corrections.0, corrections.1, gradient.storage.base, m.baseAddress,
              v.baseAddress, w.baseAddress)
          }
        }
      }
    }
  }

  /// RMSProp.
  public mutating func stepRMSProp(
    along gradient: Tensor, square: inout Tensor, mean: inout Tensor, velocity: inout Tensor, rate: Float,
    decay: Float, momentum: Float, centered: Bool, epsilon: Float
  ) {
    checkShape(gradient)
    withMutableElements { w in
      square.withMutableElements { s in
        mean.withMutableElements { m in
          velocity.withMutableElements { v in
            Profile.measure(.init("RMSProp", [gradient.shape], bytes: w.count * 20)) {
              kernels_rmsprop(
                w.count, rate, decay, momentum, centered ? 1 : 0, epsilon, gradient.storage.base, s.baseAddress,
                m.baseAddress, v.baseAddress, w.baseAddress)
            }
          }
        }
      }
    }
  }

  private func checkShape(_ gradient: Tensor) {
    require(shape == gradient.shape, "a gradient of shape \(gradient.shape) for a parameter of shape \(shape)")
  }
}
