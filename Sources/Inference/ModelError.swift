/// A model or a guide is written wrongly, or met data or parameters that it cannot take. Models, guides and objectives of
/// one's own throw it too, and a training adds its step.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// The name of the site or plate; empty where it is about the whole program.
  public let name: String
  /// The optimiser's step, counted from 1, where there is one.
  public internal(set) var step: Int?
  /// Whether other values might do: those that were drawn or computed are impossible, or no numbers.
  let isOfValues: Bool
  private let explanation: String

  /// An error about a site or a plate, with a sentence that says what is wrong and what to do.
  public init(_ name: String, _ explanation: String) { self.init(name, explanation, isOfValues: false) }

  init(_ name: String, _ explanation: String, isOfValues: Bool) {
    (self.name, self.explanation, self.isOfValues) = (name, explanation, isOfValues)
  }

  /// What is wrong, where, and what to do.
  public var description: String { step.map { "at step \($0): \(explanation)" } ?? explanation }
}
