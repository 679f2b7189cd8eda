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
  private let sequence: Sequential
  /// The shape of one example after each layer.
  private let shapes: [Shape]
  /// What runs: the layers, but one computation for those that merge.
  private let computations: [(layer: any Layer, path: String, parameters: [Parameter])]
  /// Every parameter, and the running statistics beside them, in the order of the layers.
  public let state: [Parameter]

  /// A network with new parameters; an error names the layer whose input does not fit.
  public init(_ name: String, input: Shape, using random: Random, _ layers: [any Layer]) throws(ShapeMismatch) {
    let sequence = Sequential(layers)
    do {
      shapes = try sequence.shapes(after: input)
    } catch {
      throw ShapeMismatch("\(name), \(error)")
    }
    let state = sequence.parameters(for: input, path: name, using: random)
    computations = sequence.computations.map { ($0.layer, "\(name)/\($0.place)", Array(state[$0.parameters])) }
    (self.name, inputShape, outputShape) = (name, input, shapes.last ?? input)
    (self.sequence, self.state) = (sequence, state)
  }

  /// What the network makes of each example: any axes before those of an example are a batch, and remain.
  ///
  /// Layers that draw, such as `Dropout`, draw the same numbers where it is used twice in one pass; other ones in
  /// `pass.inside("second")`.
  public func callAsFunction(_ batch: Variable, _ pass: Pass) -> Variable {
    require(batch.shape.ends(with: inputShape), "\(name) takes examples of \(inputShape), not \(batch.shape)")
    let leading = batch.shape.dropLast(inputShape.rank)
    let pass = normalizesByBatch && pass.mode == .evaluation ? pass.normalizingByBatch : pass
    let examples = leading.rank == 1 ? batch : batch.reshaped(to: [leading.count] + inputShape)
    let result = computations.reduce(examples) { $1.layer.apply($0, $1.parameters, pass.inside($1.path)) }
    return leading.rank == 1 ? result : result.reshaped(to: leading + outputShape)
  }

  /// The parameters that training changes.
  public var parameters: [Parameter] { state.filter(\.isTrainable) }

  /// The layers, the shapes that come out of them, and their numbers of parameters.
  public var summary: ModelSummary {
    var remaining = state[...]
    let rows = zip(sequence.layers, shapes).map { layer, shape in
      let own = remaining.prefix(layer.parameterTensorCount)
      remaining = remaining.dropFirst(layer.parameterTensorCount)
      return ModelSummary.Row(
        layer: layer.description, outputShape: shape,
        parameterCount: own.filter(\.isTrainable).map(\.value.count).reduce(0, +))
    }
    return ModelSummary(name: name, inputShape: inputShape, rows: rows)
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
