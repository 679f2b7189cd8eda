import LabAutodiff
import LabTensors
import LabTestSupport

extension DifferentiableOperation {
  /// Every operation of the module.
  static let all =
    arithmetic + broadcasts + elementwise + reductions + rearrangements + products + windows + normalizations + empty

  static let arithmetic = [
    DifferentiableOperation("a + b", point([2, 3]), point([3])) { $0[0] + $0[1] },
    DifferentiableOperation("a − b", point([2, 1]), point([4, 2, 3])) { $0[0] - $0[1] },
    DifferentiableOperation("a b", point([2, 3, 4]), point([3, 1])) { $0[0] * $0[1] },
    DifferentiableOperation("a b of equal shapes", point([3, 5]), point([3, 5])) { $0[0] * $0[1] },
    DifferentiableOperation("a b, a a scalar", point([]), point([3, 5])) { $0[0] * $0[1] },
    DifferentiableOperation("a/b", point([2, 1, 4]), positive([3, 1])) { $0[0] / $0[1] },
    DifferentiableOperation("a a", point([7])) { $0[0] * $0[0] },
    DifferentiableOperation("a/a²", positive([7])) { $0[0] / ($0[0] * $0[0]) },
    DifferentiableOperation("scaled", point([5])) { $0[0].scaled(by: -1.75, offset: 3) },
    DifferentiableOperation("with numbers", positive([5])) { (3 - ($0[0] * 2 + 1)) * (1 / (4 + $0[0] / 3)) - 2 },
    DifferentiableOperation("opposite", point([5])) { -$0[0] + 0.5 * $0[0] },
    DifferentiableOperation("broadcast", point([3, 1])) { $0[0].broadcast(to: [2, 3, 4]) },
  ]

  /// What repeats on either side: an axis of 1, a missing axis, a scalar.
  static let broadcasts = [
    ("an axis of 1 on either side", [3, 1, 2], [1, 4, 1]), ("a column and a row", [3, 1], [4]),
    ("a scalar and a matrix", [], [2, 3]), ("a matrix and a scalar", [2, 3], []), ("axes of 1 alone", [1, 1], [1]),
    ("an axis of 1 and none", [1, 3], [3]),
  ].flatMap { (name: String, a: Shape, b: Shape) in
    [
      DifferentiableOperation("a + b, \(name)", point(a), point(b)) { $0[0] + $0[1] },
      DifferentiableOperation("a − b, \(name)", point(a), point(b)) { $0[0] - $0[1] },
      DifferentiableOperation("a b, \(name)", point(a), point(b)) { $0[0] * $0[1] },
      DifferentiableOperation("a/b, \(name)", point(a), positive(b)) { $0[0] / $0[1] },
    ]
  }

  /// Of no elements: the gradients are of none or, where what they went into is empty, 0.
  static let empty = [
    DifferentiableOperation("a b, one empty", point([0, 3]), point([3])) { $0[0] * $0[1] },
    DifferentiableOperation("a/b, an axis of 1 for none", point([2, 1]), positive([2, 0])) { $0[0] / $0[1] },
    DifferentiableOperation("broadcast to none", point([1, 2])) { $0[0].broadcast(to: [0, 2]) },
    DifferentiableOperation("sum of none", point([3, 0])) { $0[0].sum(along: [1]) },
    DifferentiableOperation("slice of none", point([3, 2])) { $0[0].slice(1..<1, along: 0) },
    DifferentiableOperation("concatenate with none", point([2, 3]), point([2, 0])) { .concatenate($0, along: 1) },
    DifferentiableOperation("transposed, empty", point([2, 0, 3])) { $0[0].transposed([2, 0, 1]) },
    DifferentiableOperation("matrixProduct of no terms", point([2, 0]), point([0, 3])) { $0[0].matrixProduct($0[1]) },
    DifferentiableOperation("matrixProduct of no rows", point([0, 4]), point([4, 3])) { $0[0].matrixProduct($0[1]) },
    DifferentiableOperation("matrixProduct of no matrices", point([0, 2, 4]), point([4, 3])) {
      $0[0].matrixProduct($0[1])
    },
    DifferentiableOperation("affine of no rows", point([0, 4]), point([4, 3]), point([3])) {
      $0[0].affine($0[1], bias: $0[2], activation: .tanh)
    },
    DifferentiableOperation("triangularSolve of no vectors", triangular([3, 3]), point([0, 3])) {
      .triangularSolve($0[0], $0[1])
    },
    DifferentiableOperation("softmax of no rows", point([0, 3])) { $0[0].softmax(along: 1) },
    DifferentiableOperation("crossEntropy of no rows", point([0, 3])) { crossEntropy(logits: $0[0], labels: []) },
    DifferentiableOperation("upsampled, empty", point([0, 2, 3, 1])) { $0[0].upsampled(by: 2) },
    DifferentiableOperation("convolved, no images", point([0, 5, 6, 2]), point([3, 3, 2, 3]), point([3])) {
      $0[0].convolved($0[1], bias: $0[2], Window(3, 3, padding: .same, over: (height: 5, width: 6)))
    },
    DifferentiableOperation("maxPooled, no images", point([0, 5, 6, 2])) {
      $0[0].maxPooled(Window(2, 2, padding: .valid, over: (height: 5, width: 6)))
    },
  ]

  static let elementwise =
    [
      ("exp", .exp), ("expm1", .expm1), ("square", .square), ("softplus", .softplus), ("sigmoid", .sigmoid),
      ("tanh", .tanh), ("gelu", .gelu), ("geluTanh", .geluTanh), ("geluSigmoid", .geluSigmoid), ("relu", .relu),
      ("selu", .selu), ("normalCDF", .normalCDF), ("abs", .abs), ("logSoftplus", .logSoftplus),
    ].map { (name: String, function: ElementwiseFunction) in
      DifferentiableOperation(name, point([41])) { $0[0].mapped(function) }
    }
    + [
      ("log", .log), ("log1p", .log1p), ("sqrt", .sqrt), ("logGamma", .logGamma), ("digamma", .digamma),
    ].map { (name: String, function: ElementwiseFunction) in
      DifferentiableOperation(name, positive([41])) { $0[0].mapped(function) }
    }
    + [
      DifferentiableOperation("the functions by name", positive([9])) {
        let x = $0[0]
        return exp(-x) + log(x) * log1p(x) + expm1(x) * sqrt(x) + square(x) + softplus(x) * sigmoid(x) + tanh(x)
          + logGamma(x) * digamma(x) + logSoftplus(-x) * abs(x)
      },
      DifferentiableOperation("clamped", point([41])) { $0[0].clamped(to: -1.125...1.125) },
    ]

  static let reductions = [
    DifferentiableOperation("sum of all", point([3, 4])) { $0[0].sum() },
    DifferentiableOperation("sum along the middle", point([2, 3, 4])) { $0[0].sum(along: [1]) },
    DifferentiableOperation("sum along the ends, kept", point([2, 3, 4])) {
      $0[0].sum(along: [0, -1], keepingAxes: true)
    },
    DifferentiableOperation("mean of all", point([3, 4])) { $0[0].mean() },
    DifferentiableOperation("mean along two axes", point([2, 3, 4])) { $0[0].mean(along: [0, 2]) },
    DifferentiableOperation("logSumExp along the first", point([4, 3])) { $0[0].logSumExp(along: 0) },
    DifferentiableOperation("logSumExp along the last, kept", point([2, 3, 5])) {
      $0[0].logSumExp(along: -1, keepingAxis: true)
    },
    DifferentiableOperation("crossEntropy", point([3, 5])) { crossEntropy(logits: $0[0], labels: [4, 0, 2]) },
    DifferentiableOperation("crossEntropy of more axes", point([2, 2, 3])) {
      crossEntropy(logits: $0[0], labels: [0, 1, 2, 0])
    },
    DifferentiableOperation("softmax along the last", point([3, 5])) { $0[0].softmax(along: -1) },
    DifferentiableOperation("softmax along the middle", point([2, 3, 4])) { $0[0].softmax(along: 1) },
  ]

  static let rearrangements = [
    DifferentiableOperation("reshaped", point([2, 6])) { $0[0].reshaped(to: [3, -1]) },
    DifferentiableOperation("transposed", point([2, 3, 4])) { $0[0].transposed([2, 0, 1]) },
    DifferentiableOperation("slice", point([3, 5, 2])) { $0[0].slice(1..<4, along: 1) },
    DifferentiableOperation("slice of the last axis", point([3, 5])) { $0[0].slice(2..<5, along: -1) },
    DifferentiableOperation("split", point([3, 6])) {
      let parts = $0[0].split(3, along: 1)
      return parts[0] * parts[2] - parts[1]
    },
    DifferentiableOperation("concatenate", point([2, 3]), point([2, 1]), point([2, 4])) { .concatenate($0, along: 1) },
    DifferentiableOperation("concatenate with itself", point([2, 3])) { .concatenate([$0[0], $0[0]], along: 0) },
    DifferentiableOperation("upsampled", point([2, 2, 3, 2])) { $0[0].upsampled(by: 3) },
  ]

  static let products = [
    DifferentiableOperation("matrixProduct", point([3, 4]), point([4, 5])) { $0[0].matrixProduct($0[1]) },
    DifferentiableOperation("matrixProduct with its transpose", point([3, 4])) {
      $0[0].matrixProduct($0[0].transposed([1, 0]))
    },
    DifferentiableOperation("matrixProduct, a batch of each", point([2, 3, 4]), point([2, 4, 5])) {
      $0[0].matrixProduct($0[1])
    },
    DifferentiableOperation("matrixProduct, one matrix for a batch", point([2, 3, 4]), point([4, 2])) {
      $0[0].matrixProduct($0[1])
    },
    DifferentiableOperation("matrixProduct, broadcast", point([2, 1, 3, 4]), point([3, 4, 1])) {
      $0[0].matrixProduct($0[1])
    },
    DifferentiableOperation("affine", point([3, 4]), point([4, 5]), point([5])) { $0[0].affine($0[1], bias: $0[2]) },
    DifferentiableOperation("affine, ReLU", point([3, 4]), point([4, 5]), apart([5], by: 20)) {
      $0[0].affine($0[1], bias: $0[2], activation: .relu)
    },
    DifferentiableOperation("affine, SELU", point([3, 1]), point([1, 5]), apart([5], by: 5)) {
      $0[0].affine($0[1], bias: $0[2], activation: .selu)
    },
    DifferentiableOperation("affine, sigmoid", point([3, 1]), point([1, 5]), point([5])) {
      $0[0].affine($0[1], bias: $0[2], activation: .sigmoid)
    },
    DifferentiableOperation("affine, tanh", point([3, 1]), point([1, 5]), point([5])) {
      $0[0].affine($0[1], bias: $0[2], activation: .tanh)
    },
    DifferentiableOperation("triangularSolve, one matrix", triangular([4, 4]), point([3, 4])) {
      .triangularSolve($0[0], $0[1])
    },
    DifferentiableOperation("triangularSolve, a matrix for each vector", triangular([2, 3, 3]), point([2, 3])) {
      .triangularSolve($0[0], $0[1])
    },
    DifferentiableOperation("triangularSolve, broadcast", triangular([2, 1, 3, 3]), point([4, 3])) {
      .triangularSolve($0[0], $0[1])
    },
  ]

  static let windows =
    [
      ("3×3 same", Window(3, 3, padding: .same, over: (height: 5, width: 6))),
      ("2×2 same", Window(2, 2, padding: .same, over: (height: 5, width: 6))),
      ("3×3 stride 2 same", Window(3, 3, strides: (2, 2), padding: .same, over: (height: 5, width: 6))),
      ("2×3 valid", Window(2, 3, padding: .valid, over: (height: 5, width: 6))),
      (
        "2×2 stride 2 valid, a row left over",
        Window(2, 2, strides: (2, 2), padding: .valid, over: (height: 5, width: 6))
      ),
      (
        "4×2 strides 1 and 3, uneven padding",
        Window(
          4, 2, strides: (1, 3), padding: .explicit(top: 2, bottom: 1, left: 0, right: 1), over: (height: 5, width: 6))
      ),
    ].flatMap { (name: String, window: Window) in
      let weights = point([window.height, window.width, 2, 3])
      return [
        DifferentiableOperation("convolved, \(name)", point([2, 5, 6, 2]), weights, point([3])) {
          $0[0].convolved($0[1], bias: $0[2], window)
        },
        DifferentiableOperation("convolvedTransposed, \(name)", point([2, 5, 6, 2]), weights, point([3])) {
          $0[0].convolvedTransposed($0[1], bias: $0[2], window)
        },
        DifferentiableOperation("maxPooled, \(name)", distinct([2, 5, 6, 2])) { $0[0].maxPooled(window) },
      ]
    } + singleChannel + activated + [
      DifferentiableOperation(
        "convolved, fewer rows than a stride", point([2, 2, 5, 2]), point([4, 3, 2, 3]), point([3])
      ) {
        $0[0].convolved(
          $0[1], bias: $0[2], Window(4, 3, strides: (4, 2), padding: .same, over: (height: 2, width: 5)))
      },
      DifferentiableOperation(
        "convolvedTransposed to fewer rows than a stride", point([2, 1, 3, 2]), point([4, 3, 2, 3]), point([3])
      ) {
        $0[0].convolvedTransposed(
          $0[1], bias: $0[2], Window(4, 3, strides: (4, 2), padding: .all(1), over: (height: 4, width: 6)))
      },
      DifferentiableOperation(
        "convolvedTransposed, stride 2, output padding", point([2, 3, 4, 2]), point([3, 3, 2, 3]), point([3])
      ) {
        let window = Window(3, 3, strides: (2, 2), padding: .all(1), over: (height: 3, width: 4))
        return $0[0].convolvedTransposed($0[1], bias: $0[2], window, outputPadding: (1, 1))
      },
    ]

  /// With activations; the bias keeps the results away from the kinks.
  static let activated = [
    ("ReLU", .relu, Window(2, 2, padding: .same, over: (height: 3, width: 4)), apart([3], by: 50)),
    ("SELU", .selu, Window(1, 1, padding: .same, over: (height: 3, width: 4)), apart([3], by: 5)),
  ].flatMap { (name: String, function: ElementwiseFunction, window: Window, bias: Tensor) in
    let point = [point([2, 3, 4, 1]), point([window.height, window.width, 1, 3])]
    return [
      DifferentiableOperation("convolved, \(name)", point[0], point[1], bias) {
        $0[0].convolved($0[1], bias: $0[2], window, activation: function)
      },
      DifferentiableOperation("convolvedTransposed, \(name)", point[0], point[1], bias) {
        $0[0].convolvedTransposed($0[1], bias: $0[2], window, activation: function)
      },
    ]
  }

  /// The library's own kernels: as many channels as a vector register holds, or more, on one side.
  static let singleChannel = [(1, 16), (16, 1)].flatMap { (from: Int, to: Int) in
    let window = Window(2, 3, strides: (1, 2), padding: .same, over: (height: 3, width: 5))
    let point = [point([1, 3, 5, from]), point([2, 3, from, to]), point([to])]
    return [
      DifferentiableOperation("convolved, \(from) to \(to) channels", point[0], point[1], point[2]) {
        $0[0].convolved($0[1], bias: $0[2], window)
      },
      DifferentiableOperation("convolvedTransposed, \(from) to \(to) channels", point[0], point[1], point[2]) {
        $0[0].convolvedTransposed($0[1], bias: $0[2], window)
      },
    ]
  }

  static let normalizations =
    [
      ("ReLU", .relu, apart([5], by: 5)), ("SELU", .selu, apart([5], by: 6)), ("sigmoid", .sigmoid, point([5])),
      ("tanh", .tanh, point([5])),
    ].flatMap { (name: String, activation: ElementwiseFunction, offset: Tensor) in
      [
        DifferentiableOperation("batchNormalized, training, \(name)", point([3, 4, 2, 5]), point([5]), offset) {
          $0[0].batchNormalized(scale: $0[1], offset: $0[2], epsilon: 1e-3, activation: activation).value
        },
        DifferentiableOperation("batchNormalized, evaluation, \(name)", point([3, 4, 2, 5]), point([5]), offset) {
          $0[0].batchNormalized(
            scale: $0[1], offset: $0[2], mean: .zeros([5]), variance: .ones([5]), epsilon: 1e-3, activation: activation)
        },
      ]
    } + [
      DifferentiableOperation("batchNormalized, training", point([3, 4, 2, 5]), point([5]), point([5])) {
        $0[0].batchNormalized(scale: $0[1], offset: $0[2], epsilon: 1e-3).value
      },
      DifferentiableOperation("batchNormalized, training, vectors", point([6, 3]), point([3]), point([3])) {
        $0[0].batchNormalized(scale: $0[1], offset: $0[2], epsilon: 1e-3).value
      },
      DifferentiableOperation("batchNormalized, evaluation", point([3, 4, 2, 5]), point([5]), point([5])) {
        $0[0].batchNormalized(
          scale: $0[1], offset: $0[2], mean: point([5]), variance: positive([5]), epsilon: 1e-3)
      },
    ]
}
