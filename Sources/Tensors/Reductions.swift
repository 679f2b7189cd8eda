import LabCKernels
import LabRequirements

extension Tensor {
  /// The sum over the given axes, accumulated in double precision in an order that the shape alone decides.
  public func sum(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    reduced(along: axes, keepingAxes: keepingAxes, by: kernels_sum, "sum")
  }

  /// The sum of all elements, a scalar.
  public func sum() -> Tensor { sum(along: Array(0..<shape.rank)) }

  /// The mean over the given axes.
  public func mean(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let total = sum(along: axes, keepingAxes: keepingAxes)
    return total / (Float(count) / Float(max(total.count, 1)))
  }

  /// The mean of all elements, a scalar.
  public func mean() -> Tensor { mean(along: Array(0..<shape.rank)) }

  /// The largest element along the axes; NaN where one is NaN.
  public func maximum(along axes: [Int], keepingAxes: Bool = false) -> Tensor {
    reduced(along: axes, keepingAxes: keepingAxes, by: kernels_maximum, "maximum")
  }

  /// log Σ exp along one axis, by way of the maximum, so that nothing overflows.
  public func logSumExp(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    reduced(along: [axis], keepingAxes: keepingAxis, by: kernels_logsumexp, "log sum exp")
  }

  /// gradient · softmax(x), from x and its log Σ exp: the pullback of `logSumExp`.
  public static func logSumExpPullback(_ x: Tensor, _ value: Tensor, along axis: Int, _ gradient: Tensor) -> Tensor {
    let axis = x.shape.resolve(axis), (outer, count, inner) = x.shape.split(around: axis..<axis + 1)
    require(
      value.count == outer * inner && gradient.count == outer * inner,
      "a gradient of shape \(gradient.shape) and sums of \(value.shape) for \(x.shape) along axis \(axis)")
    return Tensor(uninitialized: x.shape, by: "log sum exp pullback", of: [x, value, gradient]) {
      kernels_logsumexp_pullback(
        outer, count, inner, x.storage.base, value.storage.base, gradient.storage.base, $0.baseAddress)
    }
  }

  /// Σ x², in double precision.
  public var sumOfSquares: Double {
    Profile.measure(.init("sum of squares", [shape], bytes: count * 4)) {
      withElements { kernels_sum_of_squares($0.count, $0.baseAddress) }
    }
  }

  /// √Σ x² over the elements of all of them, right to 1.2e-7 of itself.
  public static func norm(of tensors: [Tensor]) -> Double {
    let counts = tensors.map(\.count), total = counts.reduce(0, +)
    return Profile.measure(.init("norm", [[total]], bytes: total * 4)) {
      withExtendedLifetime(tensors) {
        kernels_norm(counts.count, tensors.map { UnsafePointer($0.storage.base) }, counts)
      }
    }
  }

  private typealias Reduction = (Int, Int, Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void

  /// Reduces one run of neighbouring axes at a time, the last first.
  private func reduced(along axes: [Int], keepingAxes: Bool, by reduction: Reduction, _ name: String) -> Tensor {
    let isReduced = shape.mask(of: axes)
    var current = self, end = shape.rank
    while end > 0 {
      var first = end
      while first > 0, isReduced[first - 1] { first -= 1 }
      if first < end {
        let (outer, count, inner) = current.shape.split(around: first..<end)
        var run = Shape.AxisMask(repeating: false)
        for axis in first..<end { run[axis] = true }
        current = Tensor(
          uninitialized: current.shape.reduced(along: run, keepingAxes: true), by: name, of: [current]
        ) { reduction(outer, count, inner, current.storage.base, $0.baseAddress) }
      }
      end = first - 1
    }
    return keepingAxes ? current : current.reshaped(to: shape.reduced(along: isReduced, keepingAxes: false))
  }
}

extension Shape {
  /// The numbers of elements before, along and after a run of axes.
  func split(around axes: Range<Int>) -> (outer: Int, count: Int, inner: Int) {
    (count(of: 0..<axes.lowerBound), count(of: axes), count(of: axes.upperBound..<rank))
  }
}
