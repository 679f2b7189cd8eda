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
    let removed = Set(axes.map(resolve))
    return Shape(
      dimensions.enumerated().compactMap { axis, extent in
        removed.contains(axis) ? (keepingAxes ? 1 : nil) : extent
      })
  }

  /// The shape that two shapes broadcast to: axes are matched from the last, and an extent of 1 repeats.
  public static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    let rank = max(a.rank, b.rank)
    var dimensions = [Int]()
    for axis in 0..<rank {
      let left = axis < rank - a.rank ? 1 : a.dimensions[axis - (rank - a.rank)]
      let right = axis < rank - b.rank ? 1 : b.dimensions[axis - (rank - b.rank)]
      guard left == right || left == 1 || right == 1 else { return nil }
      dimensions.append(left == 1 ? right : left)
    }
    return Shape(dimensions)
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
