import LabCKernels
import LabRequirements

/// A function of one number, applied to every element, and its derivative. The formulas of those here are in CKernels:
/// elementwise.c and special_functions.c.
public struct ElementwiseFunction: Sendable {
  /// Which array the derivative is written in: the function's argument, or its result.
  public enum Saved: Sendable {
    /// The number that the function was applied to.
    case argument
    /// What the function made of it.
    case result
  }

  /// What a profile and a summary call it.
  public let name: String
  /// What is needed to apply the pullback.
  public let saved: Saved
  let value: @Sendable (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  let pullback: @Sendable (Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  /// Its number among the activations of CKernels.
  let activation: Int?

  /// From the kernels that compute the value, and the gradient of the argument from what is saved and that of the result.
  package init(
    name: String, saved: Saved,
    value: @escaping @Sendable (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void,
    pullback:
      @escaping @Sendable (
        Int, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?
      ) -> Void, activation: Int? = nil
  ) {
    (self.name, self.saved, self.value, self.pullback) = (name, saved, value, pullback)
    self.activation = activation
  }

  /// From the value and the derivative at a number, each a function of that number alone.
  ///
  /// It is called element by element on one thread: a few times slower than the functions here, which a kernel computes for
  /// several elements at once. `GradientCheck` tells whether the derivative is that of the value.
  ///
  /// ```swift
  /// let sine = ElementwiseFunction("Sine", value: { sin($0) }, derivative: { cos($0) })
  /// ```
  public init(
    _ name: String, value: @escaping @Sendable (Float) -> Float, derivative: @escaping @Sendable (Float) -> Float
  ) {
    self.init(
      name: name, saved: .argument,
      value: { count, x, result in
        guard let x, let result else { return }
        for i in 0..<count { result[i] = value(x[i]) }
      },
      pullback: { count, x, gradient, result in
        guard let x, let gradient, let result else { return }
        for i in 0..<count { result[i] = gradient[i] * derivative(x[i]) }
      })
  }

  /// Whether a bias or a batch normalisation can apply it on its way, in the same pass over the memory.
  public var isActivation: Bool { activation != nil }

  /// Whether it is max(x, 0).
  var isRectifier: Bool { activation == KERNELS_RELU }

  /// eˣ.
  public static let exp = Self(name: "exp", saved: .result, value: kernels_exp, pullback: kernels_exp_pullback)
  /// The natural logarithm; −∞ at 0, NaN below.
  public static let log = Self(name: "log", saved: .argument, value: kernels_log, pullback: kernels_log_pullback)
  /// log(1 + x), accurate near 0.
  public static let log1p = Self(
    name: "log1p", saved: .argument, value: kernels_log1p, pullback: kernels_log1p_pullback)
  /// eˣ − 1, accurate near 0.
  public static let expm1 = Self(name: "expm1", saved: .result, value: kernels_expm1, pullback: kernels_expm1_pullback)
  /// |x|; its derivative at 0 is 0.
  public static let abs = Self(name: "abs", saved: .argument, value: kernels_abs, pullback: kernels_abs_pullback)
  /// The square root.
  public static let sqrt = Self(name: "sqrt", saved: .result, value: kernels_sqrt, pullback: kernels_sqrt_pullback)
  /// x².
  public static let square = Self(
    name: "square", saved: .argument, value: kernels_square, pullback: kernels_square_pullback)
  /// log(1 + eˣ), without overflow.
  public static let softplus = Self(
    name: "softplus", saved: .argument, value: kernels_softplus, pullback: kernels_softplus_pullback)
  /// log log(1 + eˣ), which is x far below 0.
  public static let logSoftplus = Self(
    name: "log softplus", saved: .argument, value: kernels_log_softplus, pullback: kernels_log_softplus_pullback)
  /// 1/(1 + e⁻ˣ).
  public static let sigmoid = Self(
    name: "sigmoid", saved: .result, value: kernels_sigmoid, pullback: kernels_sigmoid_pullback,
    activation: KERNELS_SIGMOID)
  /// The hyperbolic tangent.
  public static let tanh = Self(
    name: "tanh", saved: .result, value: kernels_tanh, pullback: kernels_tanh_pullback, activation: KERNELS_TANH)
  /// max(x, 0); its derivative at 0 is 0.
  public static let relu = Self(
    name: "ReLU", saved: .result, value: kernels_relu, pullback: kernels_relu_pullback, activation: KERNELS_RELU)
  /// λx, or λα(eˣ − 1) below 0 (Klambauer et al. 2017, equation 2).
  public static let selu = Self(
    name: "SELU", saved: .result, value: kernels_selu, pullback: kernels_selu_pullback, activation: KERNELS_SELU)
  /// x Φ(x) (Hendrycks and Gimpel 2016).
  public static let gelu = Self(name: "GELU", saved: .argument, value: kernels_gelu, pullback: kernels_gelu_pullback)
  /// ½x(1 + tanh(√(2/π)(x + 0.044715x³))), which approximates GELU.
  public static let geluTanh = Self(
    name: "GELU (tanh)", saved: .argument, value: kernels_gelu_tanh, pullback: kernels_gelu_tanh_pullback)
  /// x σ(1.702x), which approximates GELU.
  public static let geluSigmoid = Self(
    name: "GELU (sigmoid)", saved: .argument, value: kernels_gelu_sigmoid, pullback: kernels_gelu_sigmoid_pullback)
  /// The standard normal distribution function Φ.
  public static let normalCDF = Self(
    name: "normal CDF", saved: .argument, value: kernels_normal_cdf, pullback: kernels_normal_cdf_pullback)
  /// log Γ(x) for x ≥ 0; ∞ at 0, NaN below. Its derivative is the digamma function.
  public static let logGamma = Self(
    name: "log gamma", saved: .argument, value: kernels_log_gamma, pullback: kernels_log_gamma_pullback)
  /// ψ(x) = Γ′(x)/Γ(x) for x ≥ 0; −∞ at 0, NaN below. Its derivative is the trigamma function.
  public static let digamma = Self(
    name: "digamma", saved: .argument, value: kernels_digamma, pullback: kernels_digamma_pullback)
}

extension Tensor {
  /// The function applied to every element.
  public func mapped(_ function: ElementwiseFunction) -> Tensor {
    Tensor(uninitialized: shape, by: function.name, of: [self]) {
      function.value(count, storage.base, $0.baseAddress)
    }
  }

  /// The gradient with respect to the function's argument, from what it saved and the gradient of its result.
  public static func pullback(_ function: ElementwiseFunction, saved: Tensor, _ gradient: Tensor) -> Tensor {
    var result = gradient
    result.pullBack(through: function, saved: saved)
    return result
  }

  /// Turns the gradient of the function's result into that of its argument, in place where no other tensor shares it.
  public mutating func pullBack(through function: ElementwiseFunction, saved: Tensor) {
    require(saved.shape == shape, "a gradient of shape \(shape) for \(saved.shape)")
    replaceElements { gradient, result in
      Profile.measure(.init(function.name + " pullback", [saved.shape, saved.shape], bytes: saved.count * 12)) {
        function.pullback(saved.count, saved.storage.base, gradient, result)
      }
    }
  }

  /// Every element moved into the range.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    Tensor(uninitialized: shape, by: "clamp", of: [self]) {
      kernels_clamp(count, storage.base, range.lowerBound, range.upperBound, $0.baseAddress)
    }
  }

  /// The gradient where the argument lies in the range, 0 elsewhere.
  public static func clampPullback(_ argument: Tensor, to range: ClosedRange<Float>, _ gradient: Tensor) -> Tensor {
    require(gradient.shape == argument.shape, "a gradient of shape \(gradient.shape) for \(argument.shape)")
    return Tensor(uninitialized: argument.shape, by: "clamp pullback", of: [argument, gradient]) {
      kernels_clamp_pullback(
        argument.count, argument.storage.base, gradient.storage.base, range.lowerBound, range.upperBound,
        $0.baseAddress)
    }
  }

  /// scale · x + offset.
  public func scaled(by scale: Float, offset: Float = 0) -> Tensor {
    Tensor(uninitialized: shape, by: "scale and offset", of: [self]) {
      kernels_affine(count, storage.base, scale, offset, $0.baseAddress)
    }
  }
}
