import LabCKernels
import LabRequirements

/// A stream of random numbers that a seed and a path of names decide, the same on every machine and thread count.
///
/// The generator is Philox 4x32-10 (Salmon et al. 2011): number i of a stream is a function of the stream's key and i.
/// A name or an index leads to a stream of its own, so that what one part draws never depends on how much another drew:
///
/// ```swift
/// let epsilon = Tensor.normal([32, 8], using: Random(seed: 1)["training noise"][step])
/// ```
///
/// A stream kept in a variable goes on from draw to draw.
public struct Random: Sendable, Equatable {
  private let key: SIMD2<UInt32>
  private var nextBlock: UInt64 = 0

  /// The stream at the root of a seed.
  public init(seed: UInt64) { key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

  private init(key: SIMD2<UInt32>) { self.key = key }

  /// The stream of a name within this one; it does not depend on what was drawn from this one.
  public subscript(name: String) -> Random {
    // FNV-1a over the name's bytes; the length keeps names apart from the indices below.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return child(hash, domain: 1 + UInt64(name.utf8.count) << 1)
  }

  /// The stream of an index within this one.
  public subscript(index: Int) -> Random { child(UInt64(bitPattern: Int64(index)), domain: 0) }

  /// The child's key is a block of this stream that no draw reaches: draws leave the counter's top bit zero.
  private func child(_ label: UInt64, domain: UInt64) -> Random {
    let block = Self.block(
      counter: [
        UInt32(truncatingIfNeeded: label), UInt32(truncatingIfNeeded: label >> 32),
        UInt32(truncatingIfNeeded: domain), 0x8000_0000,
      ], key: [key.x, key.y])
    return Random(key: SIMD2(block[0], block[1]))
  }

  /// One block of the generator: four words from a counter of four and a key of two.
  static func block(counter: [UInt32], key: [UInt32]) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: 4) { buffer, count in
      kernels_philox_block(counter, key, buffer.baseAddress)
      count = 4
    }
  }

  /// The next numbers of the stream: whole blocks of four, so that a draw of any size begins at a block.
  package mutating func advance(_ count: Int) -> (UInt64, [UInt32]) {
    defer { nextBlock += UInt64((count + 3) / 4) }
    return (nextBlock, [key.x, key.y])
  }

  /// Numbers uniform on [0, 1), multiples of 2⁻²⁴.
  public mutating func uniform(_ shape: Shape) -> Tensor {
    let (first, key) = advance(shape.count)
    return Tensor(uninitialized: shape, by: "uniform numbers", of: []) {
      kernels_philox_uniform($0.count, first, key, $0.baseAddress)
    }
  }

  /// Standard normal numbers (Box and Muller 1958), within ±6.77.
  public mutating func normal(_ shape: Shape) -> Tensor {
    let (first, key) = advance(shape.count)
    return Tensor(uninitialized: shape, by: "normal numbers", of: []) {
      kernels_philox_normal($0.count, first, key, $0.baseAddress)
    }
  }

  /// Words of 32 random bits.
  mutating func bits(_ count: Int) -> [UInt32] {
    let (first, key) = advance(count)
    return [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      kernels_philox_bits(count, first, key, buffer.baseAddress)
      initialized = count
    }
  }

  /// Integers, each of the range's equally likely, by rejection (Lemire 2019).
  public mutating func integers(in range: Range<Int>, count: Int) -> [Int] {
    require(!range.isEmpty && range.count < 1 << 32, "no integers can be drawn from \(range)")
    let size = UInt64(range.count), rejected = (1 << 32) % size
    var result = [Int]()
    result.reserveCapacity(count)
    while result.count < count {
      for word in bits(count - result.count) {
        let product = UInt64(word) * size
        if product & 0xffff_ffff >= rejected { result.append(range.lowerBound + Int(product >> 32)) }
      }
    }
    return result
  }

  /// The integers 0..<count in an order of which each is equally likely (Fisher and Yates, as Durstenfeld 1964).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    let words = bits(2 * count)
    for i in stride(from: count - 1, to: 0, by: -1) {
      // 64 bits make the bias of the product (below 2⁻⁴⁰ for 16 million elements) beyond any test's reach.
      let word = UInt64(words[2 * i]) << 32 | UInt64(words[2 * i + 1])
      order.swapAt(i, Int(word.multipliedFullWidth(by: UInt64(i + 1)).high))
    }
    return order
  }
}
