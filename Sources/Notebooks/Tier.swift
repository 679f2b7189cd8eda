/// How much work a run does.
public enum Tier: String, CaseIterable, Codable, Sendable {
  /// Seconds: continuous integration and tests. Its figures prove only that the code runs.
  case smoke
  /// Minutes: the committed reports. The default.
  case standard
  /// The source document's full settings.
  case paper
}
