import LabAutodiff
import LabTensors

/// One layer of a network, as it is written down: a value without parameters of its own, which `Network` keeps.
///
/// Shapes here are those of one example; every tensor has the batch as its first axis besides. A layer of one's own needs a
/// description, a shape and `apply`; one with weights makes and counts them too, and one that holds layers is written with
/// `Sequential`:
///
/// ```swift
/// /// Noise of one standard deviation on what passes in training.
/// struct GaussianNoise: Layer {
///   let deviation: Float
///   var description: String { "Noise" }
///   func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }
///   func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
///     pass.mode == .evaluation ? x : x + Variable(Tensor.normal(x.shape, using: pass.random) * deviation)
///   }
/// }
/// ```
public protocol Layer: Sendable {
  /// How a summary names it, such as `Convolution 3×3`.
  var description: String { get }

  /// The shape of what comes out; an error where the input's does not fit.
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape

  /// New parameters for an input shape that fits, their names beginning with the path; none by default.
  func parameters(for input: Shape, path: String, using random: Random) -> [Parameter]

  /// How many parameters it makes, running statistics included, whatever the input's shape; none by default. Where layers
  /// hold others, this says whose parameters are whose.
  var parameterTensorCount: Int { get }

  /// What the layer makes of a batch, with the parameters that it made. Random numbers are the pass's.
  func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable

  /// The one layer that computes this one and the next together, its parameters those of this one and then the next's; nil
  /// by default. A network is described and kept layer by layer, but where one computation does two layers' work, it
  /// reads and writes the memory once instead of twice.
  func merged(with next: any Layer) -> (any Layer)?
}

extension Layer {
  /// None.
  public var parameterTensorCount: Int { 0 }

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
