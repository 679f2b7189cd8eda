// Draws that need no variable: what a stream gives from where it stands, while the stream itself stays there. The same call
// gives the same numbers again, so that each use names a stream of its own.

extension Tensor {
  /// Numbers uniform on [0, 1): those that `random.uniform(shape)` would give.
  public static func uniform(_ shape: Shape, using random: Random) -> Tensor {
    var random = random
    return random.uniform(shape)
  }

  /// Standard normal numbers: those that `random.normal(shape)` would give.
  public static func normal(_ shape: Shape, using random: Random) -> Tensor {
    var random = random
    return random.normal(shape)
  }
}

extension [Int] {
  /// Integers, each of the range's equally likely: those that `random.integers(in: range, count: count)` would give.
  public static func integers(in range: Range<Int>, count: Int, using random: Random) -> [Int] {
    var random = random
    return random.integers(in: range, count: count)
  }

  /// The integers 0..<count in an order of which each is equally likely: that of `random.permutation(count)`.
  public static func permutation(_ count: Int, using random: Random) -> [Int] {
    var random = random
    return random.permutation(count)
  }
}
