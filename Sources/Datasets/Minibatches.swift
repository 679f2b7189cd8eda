import LabRequirements
import LabTensors

/// The order in which training goes through images: a new permutation every epoch, cut into batches of one size.
///
/// ```swift
/// let batches = Minibatches(of: 32, from: data.train, using: random["order of the images"])
/// let images = batches[step.index]
/// ```
///
/// What a step gets depends on the step alone, so that training can be taken up anywhere. What an epoch leaves over that
/// does not fill a batch is not used in it.
public struct Minibatches {
  private let images: LabelledImages
  private let size: Int
  private let order: EpochOrder

  /// Batches of `size` images, at most as many as there are.
  public init(of size: Int, from images: LabelledImages, using random: Random) {
    require(size > 0 && size <= images.count, "batches of \(size) out of \(images.count) images")
    (self.images, self.size, order) = (images, size, EpochOrder(of: images.count, using: random))
  }

  /// The number of batches in an epoch.
  public var perEpoch: Int { images.count / size }

  /// The images of a step, counted from 0.
  public subscript(step: Int) -> LabelledImages { images.selecting(positions(at: step)) }

  /// Where the images of a step stand among all: what else is known of each, such as its factors, is found by that.
  public func positions(at step: Int) -> ArraySlice<Int> {
    let start = step % perEpoch * size
    return order[step / perEpoch][start..<start + size]
  }
}

/// The permutation of each epoch, of which the last asked for is kept.
private final class EpochOrder {
  private let count: Int
  private let random: Random
  private var last: (epoch: Int, order: [Int])?

  init(of count: Int, using random: Random) { (self.count, self.random) = (count, random) }

  subscript(epoch: Int) -> [Int] {
    if let last, last.epoch == epoch { return last.order }
    let order = [Int].permutation(count, using: random[epoch])
    last = (epoch, order)
    return order
  }
}
