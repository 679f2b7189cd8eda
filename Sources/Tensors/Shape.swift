import LabRequirements

/// A value for every axis that a tensor can have.
typealias PerAxis<Value> = InlineArray<8, Value>

/// The extent of a tensor along each axis, outermost first; images are N×H×W×C. At most eight axes.
///
/// The extents stand in the value itself: each operation copies its tensors many times, and a copy of an array is counted.
public struct Shape: Sendable {
  /// The number of axes.
  public let rank: Int
  /// The extents; 0 beyond the rank.
  private let extents: PerAxis<Int32>

  /// The most axes that a tensor can have.
  public static let maximumRank = PerAxis<Int>.count

  /// A shape from its extents, none of them negative.
  public init(_ dimensions: [Int]) {
    require(dimensions.allSatisfy { $0 >= 0 }, "a shape cannot have a negative extent: \(dimensions)")
    self.init(rank: dimensions.count) { dimensions[$0] }
  }

  private init(rank: Int, extent: (_ axis: Int) -> Int) {
    require(rank <= Self.maximumRank, "a tensor of \(rank) axes; it can have at most \(Self.maximumRank)")
    var extents = PerAxis<Int32>(repeating: 0)
    for axis in 0..<rank {
      guard let value = Int32(exactly: extent(axis)) else {
        brokenRule("an extent of \(extent(axis)); it can be at most \(Int32.max)")
      }
      extents[axis] = value
    }
    (self.rank, self.extents) = (rank, extents)
  }

  /// The extents.
  public var dimensions: [Int] { (0..<rank).map { Int(extents[$0]) } }

  /// The number of elements; 1 for a scalar.
  public var count: Int { count(of: 0..<rank) }

  /// The product of the extents of some axes.
  func count(of axes: Range<Int>) -> Int {
    var count = 1
    for axis in axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: Int(extents[axis]))
      require(!overflows, "a tensor of shape \(self) has more elements than can be counted")
      count = product
    }
    return count
  }

  /// The extent along an axis; a negative axis counts from the last.
  public subscript(axis: Int) -> Int { Int(extents[resolve(axis)]) }

  /// An axis counted from the first, checked to exist; a negative one counts from the last.
  public func resolve(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    require(resolved >= 0 && resolved < rank, "a tensor of shape \(self) has no axis \(axis)")
    return resolved
  }

  /// Without so many of the first axes.
  public func dropFirst(_ axes: Int = 1) -> Shape { suffix(max(rank - axes, 0)) }

  /// Without so many of the last axes.
  public func dropLast(_ axes: Int = 1) -> Shape { Shape(rank: max(rank - axes, 0)) { Int(extents[$0]) } }

  /// The last axes, at most so many.
  public func suffix(_ axes: Int) -> Shape {
    let first = max(rank - axes, 0)
    return Shape(rank: rank - first) { Int(extents[first + $0]) }
  }

  /// The axes of both, one after another.
  public static func + (a: Shape, b: Shape) -> Shape {
    Shape(rank: a.rank + b.rank) { Int($0 < a.rank ? a.extents[$0] : b.extents[$0 - a.rank]) }
  }

  /// The shape with the given axes removed, or kept at extent 1.
  public func reduced(along axes: [Int], keepingAxes: Bool = false) -> Shape {
    reduced(along: mask(of: axes), keepingAxes: keepingAxes)
  }

  func reduced(along isReduced: AxisMask, keepingAxes: Bool) -> Shape {
    if keepingAxes { return Shape(rank: rank) { isReduced[$0] ? 1 : Int(extents[$0]) } }
    var remaining = PerAxis<Int>(repeating: 0), count = 0
    for axis in 0..<rank where !isReduced[axis] {
      remaining[count] = axis
      count += 1
    }
    return Shape(rank: count) { Int(extents[remaining[$0]]) }
  }

  /// Some of the axes.
  typealias AxisMask = PerAxis<Bool>

  /// The axes given.
  func mask(of axes: [Int]) -> AxisMask {
    var mask = AxisMask(repeating: false)
    for axis in axes { mask[resolve(axis)] = true }
    return mask
  }

  /// The shape that two shapes broadcast to: axes are matched from the last, and an extent of 1 repeats.
  public static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    if a == b { return a }
    let rank = max(a.rank, b.rank)
    func extents(_ axis: Int) -> (Int, Int) {
      (a.extent(axis - rank), b.extent(axis - rank))
    }
    for axis in 0..<rank {
      let (left, right) = extents(axis)
      guard left == right || left == 1 || right == 1 else { return nil }
    }
    return Shape(rank: rank) { axis in
      let (left, right) = extents(axis)
      return left == 1 ? right : left
    }
  }

  /// The extent along an axis counted from behind, −1 the last; 1 before the first.
  private func extent(_ axis: Int) -> Int { rank + axis < 0 ? 1 : Int(extents[rank + axis]) }

  /// Whether an array of the other shape, repeated along the first axes of this one, fills it.
  public func ends(with other: Shape) -> Bool { other.rank <= rank && suffix(other.rank) == other }
}

extension Shape: Hashable {
  /// Whether ranks and extents are equal.
  public static func == (a: Shape, b: Shape) -> Bool {
    guard a.rank == b.rank else { return false }
    for axis in 0..<a.rank where a.extents[axis] != b.extents[axis] { return false }
    return true
  }

  /// By rank and extents.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for axis in 0..<rank { hasher.combine(extents[axis]) }
  }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// A shape from its extents.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The extents joined by ×, such as `32×28×28×1`; `scalar` where there are none.
  public var description: String {
    rank == 0 ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}
