/// The extents of numbers in a record, outermost first, which no run makes negative or too many to count.
public struct RecordedShape: Codable, Equatable, Sendable {
  /// Each at least 0.
  public let lengths: [Int]

  init(_ lengths: [Int]) { self.lengths = lengths }

  /// How many numbers it has room for.
  public var count: Int { lengths.contains(0) ? 0 : lengths.reduce(1, *) }

  /// Reads a list of lengths.
  ///
  /// - Throws: `RunRecordError.damaged` for another, or for one of more values than `RunRecord.mostValues`.
  public init(from decoder: any Decoder) throws {
    guard case .array(let elements) = try JSON(from: decoder) else {
      throw RunRecordError.damaged("“shape” is no list of lengths")
    }
    let lengths = try elements.map { element in
      let length = element.double.flatMap { Int(exactly: $0) }
      guard let length, (0...RunRecord.mostValues).contains(length) else {
        throw RunRecordError.damaged("“shape” is \(element.text.dropLast())")
      }
      return length
    }
    // Of floating-point numbers, which many lengths do not overflow.
    let count = lengths.reduce(1.0) { $0 * Double($1) }
    if count > Double(RunRecord.mostValues) {
      throw RunRecordError.damaged("“shape” is of \(NumberFormat.shortest(count)) values")
    }
    self.lengths = lengths
  }

  /// Writes the list.
  public func encode(to encoder: any Encoder) throws { try lengths.encode(to: encoder) }
}
