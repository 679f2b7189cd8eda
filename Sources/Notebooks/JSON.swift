import Crypto
import Foundation

/// A tree of JSON, so that plotted data can be rounded, shortened, compared and written without knowing what they are.
public indirect enum JSON: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without a point or an exponent.
  case whole(Int128)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSON])
  /// Values by name.
  case object([String: JSON])

  /// The tree of a value. Numbers that are not finite become the texts `nan`, `inf` and `-inf`.
  public init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try JSONDecoder().decode(JSON.self, from: encoder.encode(value))
  }

  /// The tree as text: keys sorted, two spaces of indentation, an array of plain values on one line.
  public var text: String { text(indentation: "") + "\n" }

  private func text(indentation: String) -> String {
    let inner = indentation + "  "
    switch self {
    case .null: return "null"
    case .bool(let value): return String(value)
    case .whole(let value): return String(value)
    case .number(let value): return NumberFormat.shortest(value)
    case .string(let value): return Self.quoted(value)
    case .array(let elements):
      let texts = elements.map { $0.text(indentation: inner) }
      return elements.contains(where: \.isContainer)
        ? "[\n" + texts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indentation)]"
        : "[" + texts.joined(separator: ", ") + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.keys.sorted().map { key in
        "\(inner)\(Self.quoted(key)): \(members[key, default: .null].text(indentation: inner))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case let control where control.properties.generalCategory == .control:
        result += String(format: "\\u%04x", control.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

// MARK: Plotted data, made small

extension JSON {
  /// Arrays with more numbers than this are recorded by their digest and summary.
  static let longestArray = 512
  /// A long line keeps at most this many of its values beside the digest, so that it can be drawn, and be told where
  /// it differs from another.
  static let mostSamples = 64

  /// The same tree with numbers rounded to five significant digits, and each long array replaced by its shape, the
  /// SHA-256 of its rounded numbers (one a line, as JSON writes them), and their minimum, maximum, mean, first and last.
  ///
  /// A long array of a line also has the constant `step` from each value to the next, or else every n-th value.
  public func compacted() -> JSON { compacted(isLine: false) }

  private func compacted(isLine: Bool) -> JSON {
    switch self {
    case .number(let value): return .number(value.roundedForRecord)
    case .object(let members):
      let isLine = members["mark"] == .string("line")
      return .object(members.mapValues { $0.compacted(isLine: isLine) })
    case .array(let elements):
      let compacted = elements.map { $0.compacted() }
      let leaves = Self.array(compacted).leaves
      guard leaves.count > Self.longestArray else { return .array(compacted) }
      var summary = Self.summary(of: leaves, shape: shape)
      if isLine { summary.merge(Self.samples(of: leaves.compactMap(\.double))) { $1 } }
      return .object(summary)
    default: return self
    }
  }

  private static func summary(of leaves: [JSON], shape: [Int]) -> [String: JSON] {
    let numbers = leaves.compactMap(\.double)
    let lines = leaves.map { $0.text(indentation: "") + "\n" }.joined()
    var members: [String: JSON] = [
      "shape": .array(shape.map { .whole(Int128($0)) }), "digest": .string(Digest.sha256(of: Array(lines.utf8))),
    ]
    if let first = numbers.first, let last = numbers.last, let low = numbers.min(), let high = numbers.max() {
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let summary = ["min": low, "max": high, "mean": mean, "first": first, "last": last]
      members.merge(summary.mapValues { .number($0.roundedForRecord) }) { $1 }
    }
    return members
  }

  /// What lets a reader place and draw a long line's values.
  private static func samples(of numbers: [Double]) -> [String: JSON] {
    guard numbers.count > longestArray else { return [:] }
    let step = numbers[1] - numbers[0]
    if numbers.indices.allSatisfy({ numbers[$0] == numbers[0] + Double($0) * step }) { return ["step": .number(step)] }
    let every = (numbers.count + mostSamples - 1) / mostSamples
    let samples = stride(from: 0, to: numbers.count, by: every).map { JSON.number(numbers[$0]) }
    return ["every": .whole(Int128(every)), "samples": .array(samples)]
  }

  /// A number as a floating-point one; nil of anything else.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .whole(let value): Double(value)
    default: nil
    }
  }

  /// The plain values of nested arrays, in order; none of an object, which is summarised by itself.
  private var leaves: [JSON] {
    switch self {
    case .array(let elements): elements.flatMap(\.leaves)
    case .object: []
    default: [self]
    }
  }

  /// The lengths of nested arrays, from the outside in, as the first element at each depth has them.
  private var shape: [Int] {
    guard case .array(let elements) = self else { return [] }
    return [elements.count] + (elements.first?.shape ?? [])
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

/// SHA-256.
public enum Digest {
  /// In 64 hexadecimal digits.
  public static func sha256(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }
}

// MARK: Codable

extension JSON: Codable {
  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int128.self) {
      self = .whole(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// Writes the value itself, without the case.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
