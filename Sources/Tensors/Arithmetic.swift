import LabCKernels
import LabRequirements

extension Tensor {
  /// Element by element, with broadcasting.
  public static func + (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_ADD, "+") }
  /// Element by element, with broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_SUBTRACT, "−") }
  /// Element by element, with broadcasting.
  public static func * (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_MULTIPLY, "×") }
  /// Element by element, with broadcasting.
  public static func / (a: Tensor, b: Tensor) -> Tensor { combine(a, b, KERNELS_DIVIDE, "/") }

  /// Adds a tensor of the same shape, in place where no other tensor shares the elements.
  public static func += (a: inout Tensor, b: Tensor) {
    require(a.shape == b.shape, "shapes \(a.shape) and \(b.shape) differ for +=")
    let shape = a.shape
    a.withMutableElements { sum in
      Profile.measure(.init("+=", [shape, shape], bytes: sum.count * 12)) {
        kernels_add(sum.count, b.storage.base, sum.baseAddress)
      }
    }
  }

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
      brokenRule("shapes \(a.shape) and \(b.shape) do not broadcast for \(symbol)")
    }
    let loop =
      a.shape == b.shape
      ? StridedLoop(count: shape.count)
      : StridedLoop(over: shape, a.shape.strides(broadcastTo: shape), b.shape.strides(broadcastTo: shape))
    return Tensor(uninitialized: shape, by: symbol, of: [a, b]) { result in
      loop.withPointers { rank, extents, aStrides, bStrides in
        kernels_binary(
          Int32(operation), rank, extents, a.storage.base, aStrides, b.storage.base, bStrides, result.baseAddress)
      }
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
