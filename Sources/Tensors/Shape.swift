/// The extent of a tensor along each axis, outermost first; images are N×H×W×C.
public struct Shape: Hashable, Sendable {
  /// The extents.
  public let dimensions: [Int]

  /// A shape from its extents, none of them negative.
  public init(_ dimensions: [Int]) {
    require(dimensions.allSatisfy { $0 >= 0 }, "a shape cannot have a negative extent: \(dimensions)")
    self.dimensions = dimensions
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of elements; 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }

  /// The extent along an axis; a negative axis counts from the last.
  public subscript(axis: Int) -> Int { dimensions[resolve(axis)] }

  /// An axis counted from the first, checked to exist; a negative one counts from the last.
  public func resolve(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    require(dimensions.indices.contains(resolved), "a tensor of shape \(self) has no axis \(axis)")
    return resolved
  }

  /// The distance in elements between neighbours along each axis of a dense row-major array.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in dimensions.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * dimensions[axis + 1] }
    return strides
  }

  /// The shape with the given axes removed, or kept at extent 1.
  public func reduced(along axes: [Int], keepingAxes: Bool = false) -> Shape {
    var extents = dimensions
    for axis in axes { extents[resolve(axis)] = keepingAxes ? 1 : -1 }
    return Shape(keepingAxes ? extents : extents.filter { $0 >= 0 })
  }

  /// The shape that two shapes broadcast to: axes are matched from the last, and an extent of 1 repeats.
  public static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    if a == b { return a }
    let (longer, shorter) = a.rank < b.rank ? (b, a) : (a, b)
    var extents = longer.dimensions
    for (axis, extent) in zip(extents.indices.suffix(shorter.rank), shorter.dimensions) where extent != extents[axis] {
      guard extent == 1 || extents[axis] == 1 else { return nil }
      extents[axis] *= extent
    }
    return Shape(extents)
  }

  /// The strides by which this shape is read as if it had the target's, 0 where it repeats.
  func strides(broadcastTo target: Shape) -> [Int] {
    let own = strides
    return target.dimensions.indices.map { axis in
      let source = axis - (target.rank - rank)
      return source < 0 || dimensions[source] == 1 ? 0 : own[source]
    }
  }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// A shape from its extents.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The extents joined by ×, such as `32×28×28×1`; `scalar` where there are none.
  public var description: String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}
