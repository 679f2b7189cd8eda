import LabAutodiff
import LabRequirements
import LabTensors

/// Layers one after another as one layer; without any, the identity.
///
/// A layer of one's own that holds layers keeps them as these: each makes, counts and takes its own parameters.
public struct Sequential: Layer {
  /// The layers as they were written down.
  let layers: [any Layer]
  /// What runs: the layers, but one computation for those that merge, with its place and its share of the parameters.
  let computations: [(layer: any Layer, place: String, parameters: Range<Int>)]
  /// The number of parameters of all layers.
  public let parameterTensorCount: Int

  /// These layers, in this order.
  public init(_ layers: [any Layer]) {
    var computations: [(layer: any Layer, place: String, parameters: Range<Int>)] = [], count = 0
    for (index, layer) in layers.enumerated() {
      let end = count + layer.parameterTensorCount
      if let last = computations.last, let merged = last.layer.merged(with: layer) {
        computations[computations.count - 1] = (merged, last.place, last.parameters.lowerBound..<end)
      } else {
        computations.append((layer, Self.place(index, layer), count..<end))
      }
      count = end
    }
    (self.layers, self.computations, parameterTensorCount) = (layers, computations, count)
  }

  /// The layers' names in a summary.
  public var description: String { "Sequential (\(contents))" }

  /// The layers' descriptions, one after another.
  var contents: String { layers.map(\.description).joined(separator: ", ") }

  private static func place(_ index: Int, _ layer: any Layer) -> String { "\(index + 1) \(layer.description)" }

  /// The shape of one example after each layer; an error names the layer whose input does not fit.
  func shapes(after input: Shape) throws(ShapeMismatch) -> [Shape] {
    var shape = input, shapes: [Shape] = []
    for (index, layer) in layers.enumerated() {
      do {
        shape = try layer.outputShape(for: shape)
      } catch {
        throw ShapeMismatch("layer \(index + 1), \(layer.description): \(error)")
      }
      shapes.append(shape)
    }
    return shapes
  }

  /// What comes out of the last layer.
  public func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { try shapes(after: input).last ?? input }

  /// The parameters of the layers, in their order; the path of each goes on with its place, such as `2 Dense`.
  public func parameters(for input: Shape, path: String, using random: Random) -> [Parameter] {
    guard let shapes = try? shapes(after: input) else { return [] }
    return zip(layers, [input] + shapes).enumerated().flatMap { index, stage in
      let (layer, shape) = stage, path = "\(path)/\(Self.place(index, layer))"
      let parameters = layer.parameters(for: shape, path: path, using: random[path])
      require(
        parameters.count == layer.parameterTensorCount,
        "“\(path)” makes \(parameters.count) parameters, but its parameterTensorCount is \(layer.parameterTensorCount): "
          + "return the number that it makes")
      return parameters
    }
  }

  /// What the layers make of a batch one after another, each at its place.
  public func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable {
    computations.reduce(x) { $1.layer.apply($0, Array(parameters[$1.parameters]), pass.inside($1.place)) }
  }
}
