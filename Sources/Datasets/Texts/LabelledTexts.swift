import LabRequirements

/// Texts, each with the class that it belongs to, such as the file by subject that it stands in.
public struct LabelledTexts: Equatable, Sendable {
  /// The texts.
  public let texts: [String]
  /// The class of each, in `0..<classNames.count`.
  public let labels: [Int]
  /// What each label means.
  public let classNames: [String]

  /// Texts with their labels, each in `0..<classNames.count`.
  public init(texts: [String], labels: [Int], classNames: [String]) {
    require(texts.count == labels.count, "\(texts.count) texts cannot have \(labels.count) labels")
    require(labels.allSatisfy { classNames.indices.contains($0) }, "a label is outside 0..<\(classNames.count)")
    (self.texts, self.labels, self.classNames) = (texts, labels, classNames)
  }

  /// Number of texts.
  public var count: Int { texts.count }

  /// Number of texts of each class.
  public var classCounts: [Int] { labels.reduce(into: classNames.map { _ in 0 }) { $0[$1] += 1 } }

  /// The texts of several collections one after another, the classes of each after those before it.
  public static func concatenate(_ parts: [LabelledTexts]) -> LabelledTexts {
    var texts: [String] = [], labels: [Int] = [], names: [String] = []
    for part in parts {
      texts += part.texts
      labels += part.labels.map { $0 + names.count }
      names += part.classNames
    }
    return LabelledTexts(texts: texts, labels: labels, classNames: names)
  }
}

extension LabelledTexts {
  /// The entries of a file of the `fortune` program, one class of that name: texts in UTF-8, with a line `%` after each but
  /// perhaps the last. Lines may end in either way; white space around a text is no part of it, and of a letter that is
  /// underlined or struck twice by a backspace, as old printers did, the letter remains.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: What it is called, in errors as well.
  /// - Throws: where it is empty, is no text in UTF-8, has no line `%`, or no entry has a text.
  public init(fortunes bytes: [UInt8], named name: String) throws(DataError) {
    guard !bytes.isEmpty else {
      throw DataError(name, "", "is empty", remedy: "Put an intact copy in its place.")
    }
    try bytes.requireUTF8(named: name)
    let content = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
    let lines = content.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
      line.last == 0x0d ? line.dropLast() : line
    }
    guard lines.contains(where: { $0.elementsEqual([0x25]) }) else {
      throw DataError(
        name, "", "has no line with % alone, which ends each text", remedy: "Is it a file of the program fortune?")
    }
    let texts = lines.split(whereSeparator: { $0.elementsEqual([0x25]) }).map { lines in
      Self.withoutOverstrikes(lines.joined(separator: [0x0a]).map { $0 })
    }.filter { !$0.isEmpty }
    guard !texts.isEmpty else { throw DataError(name, "", "has no text", remedy: "Put an intact copy in its place.") }
    self.init(texts: texts, labels: texts.map { _ in 0 }, classNames: [name])
  }

  /// The text without the characters that a backspace takes back, and without white space around it.
  private static func withoutOverstrikes(_ bytes: [UInt8]) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\u{8}" { _ = scalars.popLast() } else { scalars.append(scalar) }
    }
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    let trimmed = scalars.drop(while: isBlank)
    let end = trimmed.lastIndex { !isBlank($0) }.map { trimmed.index(after: $0) } ?? trimmed.startIndex
    return String(String.UnicodeScalarView(trimmed[trimmed.startIndex..<end]))
  }
}
