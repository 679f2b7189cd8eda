import Tensors

/// The order in which training goes through a data set: a new permutation every epoch, cut into batches of one size.
///
/// What a step gets depends on the step alone, so that training can be taken up anywhere. What an epoch leaves over that
/// does not fill a batch is not used in it.
public struct Minibatches {
  private let count, size: Int
  private let random: Random
  private var current: (epoch: Int, order: [Int])?

  /// Batches of `size` out of `count` examples.
  public init(of size: Int, from count: Int, using random: Random) {
    require(size > 0 && size <= count, "batches of \(size) out of \(count) examples")
    (self.size, self.count, self.random) = (size, count, random)
  }

  /// The number of batches in an epoch.
  public var perEpoch: Int { count / size }

  /// The examples of a step, counted from 0.
  public mutating func indices(at step: Int) -> ArraySlice<Int> {
    let epoch = step / perEpoch, start = step % perEpoch * size
    if current?.epoch != epoch { current = (epoch, .permutation(count, using: random[epoch])) }
    return current!.order[start..<start + size]
  }
}
