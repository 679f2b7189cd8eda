import LabAutodiff
import LabRequirements
import LabTensors

/// Layers one after another, with their parameters.
public struct Network {
  /// What the summary and the parameters' names begin with.
  public let name: String
  /// The shape of one example.
  public let inputShape: Shape
  /// The shape of what the network makes of one example.
  public let outputShape: Shape
  /// Whether an evaluation normalises by the statistics of the batch at hand in place of those gathered in training, so that
  /// what becomes of an example depends on the examples beside it.
  public var normalizesByBatch = false
  private let stages: [(layer: any Layer, output: Shape, parameters: [Parameter])]
  /// What runs: the layers, but one computation for those that merge.
  private let computations: [(layer: any Layer, parameters: [Parameter])]

  /// A network with new parameters; an error names the layer whose input does not fit.
  public init(_ name: String, input: Shape, using random: Random, _ layers: [any Layer]) throws(ShapeMismatch) {
    var shape = input
    var stages: [(any Layer, Shape, [Parameter])] = [], computations: [(layer: any Layer, parameters: [Parameter])] = []
    for (index, layer) in layers.enumerated() {
      let path = "\(name)/\(index + 1) \(layer.description)"
      let output: Shape
      do {
        output = try layer.outputShape(for: shape)
      } catch {
        throw ShapeMismatch("\(name), layer \(index + 1), \(layer.description): \(error)")
      }
      let parameters = layer.parameters(for: shape, path: path, using: random[path])
      stages.append((layer, output, parameters))
      if let last = computations.last, let merged = last.layer.merged(with: layer) {
        computations[computations.count - 1] = (merged, last.parameters + parameters)
      } else {
        computations.append((layer, parameters))
      }
      shape = output
    }
    (self.name, inputShape, outputShape) = (name, input, shape)
    (self.stages, self.computations) = (stages, computations)
  }

  /// What the network makes of each example: any axes before those of an example are a batch, and remain.
  public func callAsFunction(_ batch: Variable, _ pass: Pass) -> Variable {
    require(batch.shape.ends(with: inputShape), "\(name) takes examples of \(inputShape), not \(batch.shape)")
    let leading = batch.shape.dropLast(inputShape.rank)
    let pass = normalizesByBatch && pass.mode == .evaluation ? Pass(.training).withConstantParameters : pass
    let examples = leading.rank == 1 ? batch : batch.reshaped(to: [leading.count] + inputShape)
    let result = computations.reduce(examples) { $1.layer.apply($0, $1.parameters, pass) }
    return leading.rank == 1 ? result : result.reshaped(to: leading + outputShape)
  }

  /// Every parameter, and the running statistics beside them, in the order of the layers.
  public var state: [Parameter] { stages.flatMap(\.parameters) }

  /// The parameters that training changes.
  public var parameters: [Parameter] { state.filter(\.isTrainable) }

  /// The layers, the shapes that come out of them, and their numbers of parameters.
  public var summary: ModelSummary {
    ModelSummary(
      name: name, inputShape: inputShape,
      rows: stages.map { stage in
        .init(
          layer: stage.layer.description, outputShape: stage.output,
          parameterCount: stage.parameters.filter(\.isTrainable).map(\.value.count).reduce(0, +))
      })
  }
}

/// A network layer by layer.
public struct ModelSummary: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's description.
    public let layer: String
    /// The shape of one example after it.
    public let outputShape: Shape
    /// Its number of trainable numbers.
    public let parameterCount: Int
  }

  /// The network's name.
  public let name: String
  /// The shape of one example.
  public let inputShape: Shape
  /// The layers in order.
  public let rows: [Row]

  /// The number of trainable numbers in all.
  public var parameterCount: Int { rows.map(\.parameterCount).reduce(0, +) }
}
