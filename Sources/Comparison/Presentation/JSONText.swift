import LabNotebooks

/// A comparison as JSON, with all that there is to say. An article of `LabCommand`, “A comparison as JSON”, explains each field.
public struct JSONText {
  private let comparison: SetComparison

  /// The text of a comparison.
  public init(_ comparison: SetComparison) { self.comparison = comparison }

  /// Sorted keys, numbers as in records.
  public func text() throws -> String { try JSON(encoding: comparison).text }
}
