/// A set of conditionally independent repeats, such as the images of a batch.
public struct Plate: Equatable, Sendable {
  /// The name, such as `images`.
  public let name: String
  /// The number of repeats in this run.
  public let size: Int
  /// The number of repeats that these stand for: in a mini-batch, the size of the data set.
  public let total: Int

  /// What each repeat counts for, total/size.
  public var scale: Float { Float(Double(total) / Double(size)) }
}
