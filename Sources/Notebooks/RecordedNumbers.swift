import Foundation

/// The numbers of a plotted series as a record has them, to five significant digits: all, or of many an extract.
public enum RecordedNumbers: Codable, Equatable, Sendable {
  /// All of them.
  case all([Double])
  /// Too many: what is known of them.
  case summarised(Extract)

  /// What a record keeps of more than 512 numbers.
  public struct Extract: Codable, Equatable, Sendable {
    /// The SHA-256 of the rounded numbers, one a line, as JSON writes them.
    public var digest: String
    /// How many they are.
    public var shape: RecordedShape
    /// Where they begin and end, their ends, and their mean.
    public var first, last, low, high, mean: Double
    /// From each value to the next of a line, where that is constant.
    public var step: Double?
    /// Every how many values of another line one was kept.
    public var every: Int?
    /// Those values, from the first.
    public var samples: [Double]?

    private enum CodingKeys: String, CodingKey {
      case digest, shape, first, last
      case low = "min"
      case high = "max"
      case mean, step, every, samples
    }
  }

  /// More numbers than this are recorded by an extract.
  static let most = 512
  /// A long line keeps at most this many of its values beside the digest, so that it can be drawn, and be told where
  /// it differs from another.
  private static let mostSamples = 64

  /// Rounds and, where they are many, summarises them; those of a line with its step, or else every n-th.
  init(_ numbers: [Double], isLine: Bool) {
    let rounded = numbers.map { JSON(plotted: $0) }, numbers = rounded.compactMap(\.double)
    guard numbers.count > Self.most, let low = numbers.min(), let high = numbers.max() else {
      self = .all(numbers)
      return
    }
    var extract = Extract(
      digest: Digest.sha256(of: rounded), shape: RecordedShape([numbers.count]),
      first: numbers[0].roundedForRecord, last: numbers[numbers.count - 1].roundedForRecord,
      low: low.roundedForRecord, high: high.roundedForRecord,
      mean: (numbers.reduce(0, +) / Double(numbers.count)).roundedForRecord)
    if isLine {
      let step = numbers[1] - numbers[0]
      if numbers.indices.allSatisfy({ numbers[$0] == numbers[0] + Double($0) * step }) {
        extract.step = step
      } else {
        let every = (numbers.count + Self.mostSamples - 1) / Self.mostSamples
        extract.every = every
        extract.samples = stride(from: 0, to: numbers.count, by: every).map { numbers[$0] }
      }
    }
    self = .summarised(extract)
  }

  /// Reads an array or an extract.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = try (try? .all(container.decode([Double].self))) ?? .summarised(container.decode(Extract.self))
  }

  /// Writes the form that `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .all(let numbers): try numbers.encode(to: encoder)
    case .summarised(let extract): try extract.encode(to: encoder)
    }
  }
}

extension JSON {
  /// A plotted number: to five significant digits, but whole where JSON reads a whole number.
  init(plotted number: Double) {
    self = UInt64(exactly: number.magnitude) == nil ? .number(number.roundedForRecord) : .whole(Int128(number))
  }
}

extension Double {
  /// To five significant digits, so that records stay small and small differences of rounding do not show; a whole
  /// number is a count, and stays exact.
  var roundedForRecord: Double {
    guard isFinite, self != rounded() || abs(self) >= 1e15 else { return self }
    return Double(String(format: "%.4e", self)) ?? self
  }
}
