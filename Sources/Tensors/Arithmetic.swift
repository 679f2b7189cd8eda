import CKernels

extension Tensor {
  /// Element by element, with broadcasting.
  public static func + (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_ADD, "+") }
  /// Element by element, with broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_SUBTRACT, "−") }
  /// Element by element, with broadcasting.
  public static func * (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_MULTIPLY, "×") }
  /// Element by element, with broadcasting.
  public static func / (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_DIVIDE, "/") }

  /// Added to every element.
  public static func + (a: Tensor, b: Float) -> Tensor { a.scaled(by: 1, offset: b) }
  /// Subtracted from every element.
  public static func - (a: Tensor, b: Float) -> Tensor { a.scaled(by: 1, offset: -b) }
  /// Every element subtracted from the number.
  public static func - (a: Float, b: Tensor) -> Tensor { b.scaled(by: -1, offset: a) }
  /// Every element times the number.
  public static func * (a: Tensor, b: Float) -> Tensor { a.scaled(by: b) }
  /// Every element times the number.
  public static func * (a: Float, b: Tensor) -> Tensor { b.scaled(by: a) }
  /// Every element over the number.
  public static func / (a: Tensor, b: Float) -> Tensor { a.scaled(by: 1 / b) }
  /// The opposite of every element.
  public static prefix func - (a: Tensor) -> Tensor { a.scaled(by: -1) }

  private static func combine(_ a: Tensor, _ b: Tensor, _ operation: Int, _ symbol: String) -> Tensor {
    guard let shape = Shape.broadcast(a.shape, b.shape) else {
      fatalError("shapes \(a.shape) and \(b.shape) do not broadcast for \(symbol)")
    }
    let (extents, strides) =
      a.shape == b.shape
      ? ([shape.count], ([1], [1]))
      : collapse(shape.dimensions, a.shape.strides(broadcastTo: shape), b.shape.strides(broadcastTo: shape))
    return Tensor(uninitialized: shape, by: symbol, of: [a, b]) { result in
      kernels_binary(
        Int32(operation), Int32(extents.count), extents, a.storage.base, strides.0, b.storage.base, strides.1,
        result.baseAddress)
    }
  }

  /// The elements repeated along the axes that the target adds or that have extent 1 here.
  public func broadcast(to target: Shape) -> Tensor {
    require(Shape.broadcast(shape, target) == target, "a tensor of shape \(shape) does not broadcast to \(target)")
    if shape == target { return self }
    return stridedCopy(of: target, strides: shape.strides(broadcastTo: target))
  }

  /// The sum over the axes along which a broadcast to this shape repeated the elements: the pullback of a broadcast.
  public func summed(to target: Shape) -> Tensor {
    if shape == target { return self }
    let added = shape.rank - target.rank
    let axes = (0..<shape.rank).filter { $0 < added || (target[$0 - added] == 1 && shape[$0] != 1) }
    return sum(along: axes).reshaped(to: target)
  }
}

/// Fewer, longer axes for a loop over two strided arrays: drops axes of extent 1, and joins neighbours that each array
/// steps through evenly. The last axis has stride 0 or 1 in both, since both arrays are dense or repeated.
func collapse(_ shape: [Int], _ a: [Int], _ b: [Int]) -> ([Int], ([Int], [Int])) {
  var extents = [Int](), left = [Int](), right = [Int]()
  extents.reserveCapacity(shape.count)
  left.reserveCapacity(shape.count)
  right.reserveCapacity(shape.count)
  for axis in shape.indices where shape[axis] != 1 {
    if let last = extents.indices.last, left[last] == a[axis] * shape[axis], right[last] == b[axis] * shape[axis] {
      extents[last] *= shape[axis]
      (left[last], right[last]) = (a[axis], b[axis])
    } else {
      extents.append(shape[axis])
      left.append(a[axis])
      right.append(b[axis])
    }
  }
  return extents.isEmpty ? ([1], ([0], [0])) : (extents, (left, right))
}
