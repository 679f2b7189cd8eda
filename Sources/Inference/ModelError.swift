/// A model or a guide is written wrongly, or met data or parameters that it cannot take.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The name of the site or plate; empty where it is about the whole program.
  public let name: String
  /// The optimiser's step, counted from 1, where there is one.
  public internal(set) var step: Int?
  private let explanation: String

  init(_ name: String, _ explanation: String) { (self.name, self.explanation) = (name, explanation) }

  /// What is wrong, where, and what to do.
  public var description: String { step.map { "at step \($0): \(explanation)" } ?? explanation }
}
