/// The categories of a column: for each row a label, and for each label its name.
public struct Categories: Equatable, Sendable {
  /// The category of each row, in `0..<names.count`.
  public let labels: [Int]
  /// What each label stands for.
  public let names: [String]

  /// Each text is a category; they are counted in the order of their numbers where all are numbers, else of their bytes.
  public init(_ texts: [String]) {
    let distinct = Set(texts)
    let numbers = distinct.compactMap { name in NumberText(name).value.map { (name, $0) } }
    if numbers.count == distinct.count {
      // Of two ways to write one number, the order is that of their bytes.
      names = numbers.sorted { ($0.1, $0.0.bytes) < ($1.1, $1.0.bytes) }.map(\.0)
    } else {
      names = distinct.sorted { $0.bytes < $1.bytes }
    }
    let positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    labels = texts.map { positions[$0, default: 0] }
  }
}

/// A text's bytes, which sort as nothing else does: without regard to a locale or to what Unicode takes for equal.
struct ByteOrder: Comparable {
  let text: String
  static func < (a: ByteOrder, b: ByteOrder) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
}

extension String {
  var bytes: ByteOrder { ByteOrder(text: self) }
}
