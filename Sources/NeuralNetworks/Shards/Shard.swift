import LabRequirements
import LabTensors

/// One of the equal parts that a training step cuts its batch into.
///
/// Each part's gradient is computed by itself, with random numbers of its own, and all are summed in an order that their number
/// alone decides. So the number of parts is one of the settings that a result depends on, and how many processes share them is not.
public struct Shard: Sendable {
  /// Which one, from 0.
  public let index: Int
  /// How many there are.
  public let count: Int
  /// Where what is done with it draws from: another stream for each, and the step's own where there is but one.
  public let random: Random

  /// - Parameters:
  ///   - index: Which one, from 0.
  ///   - count: How many there are.
  ///   - random: The step's stream.
  public init(_ index: Int, of count: Int, using random: Random) {
    require(0..<count ~= index, "shard \(index) of \(count)")
    (self.index, self.count) = (index, count)
    self.random = count == 1 ? random : random["shards"][index]
  }

  /// Its places in a batch of this size, which the number of shards divides.
  public func range(of size: Int) -> Range<Int> {
    require(size.isMultiple(of: count), "a batch of \(size) is not cut into \(count) equal shards")
    return index * size / count..<(index + 1) * size / count
  }

  /// Its rows of a batch: those along the first axis.
  public func rows(of batch: Tensor) -> Tensor {
    count == 1 ? batch : batch.slice(range(of: batch.shape[0]), along: 0)
  }
}
