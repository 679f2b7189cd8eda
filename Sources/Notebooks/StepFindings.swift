/// What a step of a training found: numbers by name, the `loss` among them.
///
/// A dictionary is one. What takes a step for its own ends says what it found, and a notebook keeps all of it.
public protocol StepFindings {
  /// The numbers by name.
  var findings: [String: Double] { get }
}

extension StepFindings {
  /// These findings and another, in place of one of its name.
  ///
  /// ```swift
  /// return try svi.step(batch, using: random).adding("σ", vae.deviation)
  /// ```
  public func adding(_ name: String, _ value: some BinaryFloatingPoint) -> [String: Double] {
    findings.merging([name: Double(value)]) { $1 }
  }
}

extension Dictionary: StepFindings where Key == String, Value: BinaryFloatingPoint {
  /// The dictionary itself, in double precision.
  public var findings: [String: Double] { mapValues { Double($0) } }
}
