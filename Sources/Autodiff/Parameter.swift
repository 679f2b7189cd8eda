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
