import Foundation

/// The numbers of a channel of a plotted series, to five significant digits.
public typealias RecordedNumbers = Recorded<Double, NumbersExtract>

/// What a record keeps of very many numbers.
public struct NumbersExtract: Codable, Equatable, Sendable {
  /// The SHA-256 of the rounded numbers, one a line, as JSON writes them.
  public var digest: String
  /// How many they are.
  public var shape: RecordedShape
  /// The first, the last, the least and the greatest of them, and their mean.
  public var first, last, low, high, mean: Double
  /// From each value to the next of a line, where that is constant.
  public var step: Double?
  /// Every how many values of another line one was kept, so that it can be drawn, and be told where it differs.
  public var every: Int?
  /// Those values, from the first.
  public var samples: [Double]?

  private enum CodingKeys: String, CodingKey {
    case digest, shape, first, last, mean, step, every, samples
    case low = "min"
    case high = "max"
  }

  /// A long line keeps at most this many of its values.
  private static let mostSamples = 64

  /// Of rounded numbers, of which there is at least one; those of a line with its step, or else every n-th.
  fileprivate init(_ rounded: [JSON], _ numbers: [Double], isLine: Bool) {
    digest = Digest.sha256(of: rounded)
    shape = RecordedShape([numbers.count])
    first = numbers[0].roundedForRecord
    last = numbers[numbers.count - 1].roundedForRecord
    low = numbers.reduce(numbers[0], min).roundedForRecord
    high = numbers.reduce(numbers[0], max).roundedForRecord
    mean = (numbers.reduce(0, +) / Double(numbers.count)).roundedForRecord
    if !isLine { return }
    let difference = numbers[1] - numbers[0]
    if numbers.indices.allSatisfy({ numbers[$0] == numbers[0] + Double($0) * difference }) {
      step = difference
    } else {
      let stride = (numbers.count + Self.mostSamples - 1) / Self.mostSamples
      every = stride
      samples = numbers.indices.filter { $0.isMultiple(of: stride) }.map { numbers[$0] }
    }
  }
}

extension RecordedNumbers {
  init(_ numbers: [Double], isLine: Bool) {
    let rounded = numbers.map { JSON(plotted: $0) }, numbers = rounded.compactMap(\.double)
    self.init(numbers, orOfMany: NumbersExtract(rounded, numbers, isLine: isLine))
  }
}

extension JSON {
  /// A plotted number: to five significant digits, but whole where JSON reads a whole number.
  init(plotted number: Double) {
    guard UInt64(exactly: number.magnitude) != nil else {
      self = .number(number.roundedForRecord)
      return
    }
    // Of a large one the fewest digits that mean it, and zeros.
    let digits = number.magnitude < 0x1p53 ? nil : Decimal(string: number.description)?.description
    self = .whole(digits.flatMap { Int128($0) } ?? Int128(number))
  }
}

extension Double {
  /// To five significant digits, so that records stay small and small differences of rounding do not show; a whole
  /// number is a count, and stays exact.
  var roundedForRecord: Double {
    guard isFinite, self != rounded() || abs(self) >= 1e15 else { return self }
    // Maps have tens of thousands of numbers: the C library reads what it has just written, and no string is made.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
      _ = withVaList([self]) { vsnprintf(text.baseAddress!, text.count, "%.4e", $0) }
      return strtod(text.baseAddress!, nil)
    }
  }
}
