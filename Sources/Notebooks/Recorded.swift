/// What belongs to a plotted series as a record has it: all the values, or of more than 512 an extract.
public enum Recorded<
  Value: Codable & Equatable & Sendable, Extract: Codable & Equatable & Sendable
>: Codable, Equatable, Sendable {
  /// All of them.
  case all([Value])
  /// Too many: what is known of them.
  case summarised(Extract)

  init(_ values: [Value], orOfMany extract: @autoclosure () -> Extract) {
    self = values.count > 512 ? .summarised(extract()) : .all(values)
  }

  /// Reads an array or an extract.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = try (try? .all(container.decode([Value].self))) ?? .summarised(container.decode(Extract.self))
  }

  /// Writes the form that `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .all(let values): try values.encode(to: encoder)
    case .summarised(let extract): try extract.encode(to: encoder)
    }
  }
}

/// The names in a series.
public typealias RecordedLabels = Recorded<String, LabelsExtract>

/// What a record keeps of very many names, so that they can be told from others.
public struct LabelsExtract: Codable, Equatable, Sendable {
  /// The SHA-256 of the names, one a line, as JSON writes them.
  public var digest: String
  /// How many they are.
  public var shape: RecordedShape
}

extension RecordedLabels {
  init(_ labels: [String]) {
    self.init(
      labels,
      orOfMany: LabelsExtract(digest: Digest.sha256(of: labels.map(JSON.string)), shape: RecordedShape([labels.count])))
  }
}
