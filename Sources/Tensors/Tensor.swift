import LabCKernels
import LabRequirements

/// A dense array of 32-bit floats in row-major order; a value, copied when it is first written to.
public struct Tensor: Sendable {
  /// The extents; images are N×H×W×C.
  public let shape: Shape
  private(set) var storage: Storage

  init(shape: Shape, storage: Storage) {
    self.shape = shape
    self.storage = storage
  }

  /// A tensor whose elements the closure writes, all of them: they begin with arbitrary values.
  public init(uninitialized shape: Shape, _ write: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    self.init(shape: shape, storage: Storage(count: shape.count))
    try write(UnsafeMutableBufferPointer(start: storage.base, count: shape.count))
  }

  /// A tensor of the given elements in row-major order.
  public init(_ elements: [Float], shape: Shape) {
    require(elements.count == shape.count, "\(elements.count) elements do not fill a tensor of shape \(shape)")
    self.init(uninitialized: shape) { buffer in _ = buffer.initialize(from: elements) }
  }

  /// A tensor of one axis.
  public init(_ elements: [Float]) { self.init(elements, shape: [elements.count]) }

  /// A scalar: a tensor of rank 0.
  public init(_ element: Float) { self.init([element], shape: []) }

  /// A tensor with the same value everywhere.
  public init(repeating value: Float, shape: Shape) {
    self.init(uninitialized: shape) { $0.initialize(repeating: value) }
  }

  /// Zeros.
  public static func zeros(_ shape: Shape) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// Ones.
  public static func ones(_ shape: Shape) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The elements in row-major order.
  public var elements: [Float] { withElements { Array($0) } }

  /// Where the elements begin, for a kernel; the pointer must not outlive the tensor.
  package var base: UnsafeMutablePointer<Float> { storage.base }

  /// The only element.
  public var element: Float {
    require(count == 1, "a tensor of shape \(shape) has no single element")
    return storage.base[0]
  }

  /// Reads the elements in place; the pointer must not outlive the call.
  public func withElements<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(start: storage.base, count: count)) }
  }

  /// Changes the elements in place, in a copy where another tensor shares them.
  public mutating func withMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      copy.base.update(from: storage.base, count: count)
      storage = copy
    }
    return try body(UnsafeMutableBufferPointer(start: storage.base, count: count))
  }

  /// Replaces the elements by what the closure makes of them: over the old ones where no other tensor shares them, else
  /// in a new array. The closure must read no element after it wrote the one in its place.
  mutating func replaceElements(_ make: (_ old: UnsafePointer<Float>, _ new: UnsafeMutablePointer<Float>) -> Void) {
    if isKnownUniquelyReferenced(&storage) {
      make(storage.base, storage.base)
    } else {
      let new = Storage(count: count)
      make(storage.base, new.base)
      storage = new
    }
  }

  /// The same elements under another shape of as many elements; one extent may be −1, for what remains.
  public func reshaped(to dimensions: [Int]) -> Tensor {
    let known = dimensions.reduce(1) { $1 < 0 ? $0 : $0 * $1 }
    let resolved = Shape(dimensions.map { $0 < 0 ? (known == 0 ? 0 : count / known) : $0 })
    require(resolved.count == count, "a tensor of shape \(shape) cannot be reshaped to \(dimensions)")
    return Tensor(shape: resolved, storage: storage)
  }

  /// The same elements under another shape of as many elements.
  public func reshaped(to target: Shape) -> Tensor {
    require(target.count == count, "a tensor of shape \(shape) cannot be reshaped to \(target)")
    return Tensor(shape: target, storage: storage)
  }

  /// The position in row-major order of the first element that is infinite or NaN.
  public var firstNonFinite: Int? {
    let position = Profile.measure(.init("first non-finite", [shape], bytes: count * 4)) {
      withElements { kernels_first_non_finite($0.count, $0.baseAddress) }
    }
    return position < 0 ? nil : position
  }
}

extension Tensor: Equatable, CustomStringConvertible {
  /// Equal shapes and elements, by the rules of floats: NaN differs from itself.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.withElements { left in b.withElements { right in left.elementsEqual(right) } }
  }

  /// The shape and the first elements.
  public var description: String {
    let shown = elements.prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "Tensor(\(shape): \(shown)\(count > 8 ? ", …" : ""))"
  }
}
