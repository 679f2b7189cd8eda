import LabTensors

/// A tensor that training changes, with a name and an identity: a layer used twice has the same parameters both times.
public final class Parameter {
  /// Where it belongs, such as `encoder/2 convolution/weights`.
  public let name: String
  /// The value now.
  public var value: Tensor
  /// Whether gradients change it; running statistics are kept beside the parameters but follow the data instead.
  public let isTrainable: Bool
  /// What its layer gathers while it is trained, such as running statistics: where the parameter goes, they go, so that a
  /// training that is kept or taken up again cannot forget them.
  public let statistics: [Parameter]

  /// A parameter with its initial value.
  public init(_ name: String, _ value: Tensor, isTrainable: Bool = true, statistics: [Parameter] = []) {
    (self.name, self.value, self.isTrainable, self.statistics) = (name, value, isTrainable, statistics)
  }
}

extension Parameter: Hashable {
  /// Whether they are the same parameter, whatever their values.
  public static func == (a: Parameter, b: Parameter) -> Bool { a === b }

  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// One evaluation of a network: whether it trains, and the tape, if any, that records it.
public struct Pass {
  /// Whether layers use the statistics of the batch (and update their running ones), or those gathered in training.
  public enum Mode: Sendable { case training, evaluation }

  /// The mode.
  public let mode: Mode
  /// Whether an evaluation in training mode changes the running statistics.
  public let updatesStatistics: Bool
  private let tape: Tape?

  /// An evaluation recorded on a tape, or on none, where no gradients are wanted.
  public init(_ mode: Mode, on tape: Tape? = nil) { self.init(mode, tape, updatesStatistics: mode == .training) }

  private init(_ mode: Mode, _ tape: Tape?, updatesStatistics: Bool) {
    (self.mode, self.tape, self.updatesStatistics) = (mode, tape, updatesStatistics)
  }

  /// A second evaluation in the same mode with the parameters as constants: no gradient reaches them, and it leaves no
  /// trace in the running statistics.
  public var withConstantParameters: Pass { Pass(mode, nil, updatesStatistics: false) }

  /// A second evaluation in the same mode, on the same tape, which leaves no trace in the running statistics.
  public var withoutStatistics: Pass { Pass(mode, tape, updatesStatistics: false) }

  /// Says that gradients of this evaluation would teach nothing, and why, in a clause: a training step ends with that error.
  public func object(_ reason: String) { tape?.object(reason) }

  /// An evaluation of a trained network, without gradients.
  public static var evaluation: Pass { Pass(.evaluation) }

  /// A parameter as a variable of this evaluation.
  public subscript(parameter: Parameter) -> Variable { tape?.variable(for: parameter) ?? Variable(parameter.value) }
}
