import LabRequirements

/// An array of numbers under a name, as files of weights and checkpoints hold it.
public struct NamedArray: Equatable, Sendable {
  /// The numbers in row-major order.
  public enum Elements: Equatable, Sendable {
    /// In single precision.
    case floats([Float])
    /// In double precision.
    case doubles([Double])
    /// Whole numbers.
    case integers([Int64])

    /// How many there are.
    public var count: Int {
      switch self {
      case .floats(let values): values.count
      case .doubles(let values): values.count
      case .integers(let values): values.count
      }
    }
  }

  /// What it is called.
  public let name: String
  /// Its extents; none for a single number.
  public let shape: [Int]
  /// Its numbers, as many as the product of the extents.
  public let elements: Elements

  /// An array of the given extents.
  public init(_ name: String, shape: [Int], _ elements: Elements) {
    require(
      shape.reduce(1, *) == elements.count, "\(elements.count) numbers do not fill the array “\(name)” of \(shape).")
    (self.name, self.shape, self.elements) = (name, shape, elements)
  }

  /// An array of one axis.
  public init(_ name: String, _ elements: Elements) { self.init(name, shape: [elements.count], elements) }

  /// The same array under another name.
  public func renamed(_ name: String) -> NamedArray { NamedArray(name, shape: shape, elements) }

  /// The bytes of the numbers one after another, each from its lowest byte: as they lie in memory.
  var bytes: [UInt8] {
    func bytes<Number>(_ numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }
    return switch elements {
    case .floats(let values): bytes(values)
    case .doubles(let values): bytes(values)
    case .integers(let values): bytes(values)
    }
  }
}

#if !_endian(little)
  #error("Files of weights hold the lowest byte first: on this processor their numbers have to be turned around.")
#endif

extension [NamedArray] {
  /// Those whose names begin with `PREFIX/`, without it.
  func inside(_ prefix: String) -> [NamedArray] {
    filter { $0.name.hasPrefix(prefix + "/") }.map { $0.renamed(String($0.name.dropFirst(prefix.count + 1))) }
  }

  /// All of them, with `PREFIX/` before their names.
  func prefixed(_ prefix: String) -> [NamedArray] { map { $0.renamed("\(prefix)/\($0.name)") } }

  /// The array of a name, if there is one.
  subscript(name: String) -> NamedArray? { first { $0.name == name } }
}
