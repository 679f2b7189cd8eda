import LabAutodiff
import LabTensors

/// One layer of a network, as it is written down: a value without parameters of its own, which `Network` keeps.
///
/// Shapes here are those of one example; every tensor has the batch as its first axis besides.
public protocol Layer: Sendable {
  /// How a summary names it, such as `Convolution 3×3`.
  var description: String { get }

  /// The shape of what comes out; an error where the input's does not fit.
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape

  /// New parameters for an input shape that fits, their names beginning with the path; none by default.
  func parameters(for input: Shape, path: String, using random: Random) -> [Parameter]

  /// What the layer makes of a batch, with the parameters that it made.
  func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable

  /// The one layer that computes this one and the next together, its parameters those of this one and then the next's; nil
  /// by default. A network is described and kept layer by layer, but where one computation does two layers' work, it
  /// reads and writes the memory once instead of twice.
  func merged(with next: any Layer) -> (any Layer)?
}

extension Layer {
  /// None.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] { [] }

  /// None.
  public func merged(with next: any Layer) -> (any Layer)? { nil }
}

/// A layer was given an input of a shape that it cannot take.
public struct ShapeMismatch: Error, CustomStringConvertible {
  /// What is wrong, and where.
  public let description: String

  /// A mismatch in the words of the layer: what it wants, and what it got.
  public init(_ description: String) { self.description = description }
}

extension Shape {
  /// The height, width and channels of one image, or an error that says that a layer wants them.
  func imageExtents() throws(ShapeMismatch) -> (height: Int, width: Int, channels: Int) {
    guard rank == 3 else { throw ShapeMismatch("wants images of height × width × channels, not \(self)") }
    return (self[0], self[1], self[2])
  }
}
