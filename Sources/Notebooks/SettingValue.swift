/// A type that a setting may have: `Int`, `Double`, `Float`, `Bool`, `String`, `[Int]`, `[Double]` or
/// `[Float]`.
public protocol SettingValue: Sendable {
  /// The value as a setting holds it.
  var content: SettingContent { get }
  /// The value in a setting's content; nil where the setting is of another type.
  init?(_ content: SettingContent)
}

/// What a setting holds.
public enum SettingContent: Equatable, Sendable {
  /// A whole number.
  case whole(Int)
  /// A number.
  case number(Double)
  /// True or false.
  case flag(Bool)
  /// A text.
  case text(String)
  /// A list of numbers.
  case list([Double])
  /// A list of whole numbers.
  case wholeList([Int])

  /// How a message names its type, with its article.
  var kind: String {
    switch self {
    case .whole: "a whole number"
    case .number: "a number"
    case .flag: "true or false"
    case .text: "a text"
    case .list: "a list of numbers"
    case .wholeList: "a list of whole numbers"
    }
  }

  /// The numbers it holds: none for a flag or a text.
  var numbers: [Double] {
    switch self {
    case .whole(let value): [Double(value)]
    case .number(let value): [value]
    case .list(let values): values
    case .wholeList(let values): values.map(Double.init)
    case .flag, .text: []
    }
  }

  /// Whether it holds whole numbers.
  package var isWhole: Bool {
    switch self {
    case .whole, .wholeList: true
    case .number, .flag, .text, .list: false
    }
  }

  /// Whether it holds a list.
  var isList: Bool {
    switch self {
    case .list, .wholeList: true
    case .whole, .number, .flag, .text: false
    }
  }

  /// The content of this type that a text stands for; nil where it stands for none, or for one that is not finite.
  func parsingSameKind(_ text: String) -> SettingContent? {
    switch self {
    case .whole: return Self.whole(text).map(SettingContent.whole)
    case .number: return Self.finite(text).map(SettingContent.number)
    case .flag: return Bool(text).map(SettingContent.flag)
    case .text: return text.isEmpty ? nil : .text(text)
    case .list: return Self.items(of: text, Self.finite).map(SettingContent.list)
    case .wholeList: return Self.items(of: text, Self.whole).map(SettingContent.wholeList)
    }
  }

  /// What the items between commas stand for; nil where one of them stands for nothing. Commas do not group digits: an item such
  /// as the last of “1,000” and of “0,05” would be none that somebody lists.
  private static func items<Item>(of text: String, _ item: (Substring) -> Item?) -> [Item]? {
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map { text in
      let digits = text.drop { " +-".contains($0) }.prefix { ("0"..."9").contains($0) }
      return digits.count > 1 && digits.first == "0" ? nil : item(text)
    }
    return items.contains { $0 == nil } ? nil : items.compactMap { $0 }
  }

  /// A whole number; underscores may stand between groups of three digits, as in Swift.
  private static func whole(_ text: some StringProtocol) -> Int? {
    let groups = trimmed(text).split(separator: "_", omittingEmptySubsequences: false)
    let first = groups[0].count { ("0"..."9").contains($0) }
    guard groups.count == 1 || (1...3).contains(first) && groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
      return nil
    }
    return Int(groups.joined())
  }

  /// A decimal number that a `Double` has: one too large for it would be infinite, one too small 0. There is one 0.
  private static func finite(_ text: some StringProtocol) -> Double? {
    let text = trimmed(text)
    guard text.allSatisfy({ "0123456789.eE+-".contains($0) }), let value = Double(text), value.isFinite else {
      return nil
    }
    guard value == 0 else { return value }
    return text.prefix { !"eE".contains($0) }.contains { ("1"..."9").contains($0) } ? nil : 0
  }

  /// Without blanks around it. Those within are kept, and make it no number: “1 2 4” is not 124.
  private static func trimmed(_ text: some StringProtocol) -> Substring {
    let text = Substring(text).drop { $0 == " " }
    return text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)]
  }
}

extension SettingContent: CustomStringConvertible {
  /// As `--set` takes it, and as the report shows it.
  public var description: String {
    switch self {
    case .whole(let value): String(value)
    case .number(let value): NumberFormat.shortest(value)
    case .flag(let value): String(value)
    case .text(let value): value
    case .list(let values): values.map(NumberFormat.shortest).joined(separator: ",")
    case .wholeList(let values): values.map(String.init).joined(separator: ",")
    }
  }
}

extension Int: SettingValue {
  /// A whole number.
  public var content: SettingContent { .whole(self) }
  /// A whole number; nil where the setting is of another type.
  public init?(_ content: SettingContent) {
    guard case .whole(let value) = content else { return nil }
    self = value
  }
}

extension Double: SettingValue {
  /// A number.
  public var content: SettingContent { .number(self) }
  /// A number; nil where the setting is of another type.
  public init?(_ content: SettingContent) {
    guard case .number(let value) = content else { return nil }
    self = value
  }
}

/// Declared in single precision, it is the shortest decimal that means it: 0.003, not 0.003000000026077032.
extension Float: SettingValue {
  /// A number.
  public var content: SettingContent { .number(Double(description) ?? Double(self)) }
  /// A number; nil where the setting is of another type.
  public init?(_ content: SettingContent) {
    guard case .number(let value) = content else { return nil }
    self = Float(value)
  }
}

extension Bool: SettingValue {
  /// True or false.
  public var content: SettingContent { .flag(self) }
  /// True or false; nil where the setting is of another type.
  public init?(_ content: SettingContent) {
    guard case .flag(let value) = content else { return nil }
    self = value
  }
}

extension String: SettingValue {
  /// A text.
  public var content: SettingContent { .text(self) }
  /// A text; nil where the setting is of another type.
  public init?(_ content: SettingContent) {
    guard case .text(let value) = content else { return nil }
    self = value
  }
}

extension Array: SettingValue where Element: SettingNumber {
  /// A list of numbers.
  public var content: SettingContent { Element.content(of: self) }
  /// A list of numbers; nil where the setting is of another type.
  public init?(_ content: SettingContent) {
    guard let values = Element.list(in: content) else { return nil }
    self = values
  }
}

/// A number that a list setting may hold: `Int`, `Double` or `Float`.
public protocol SettingNumber: SettingValue {
  /// A list of such numbers as a setting holds it.
  static func content(of list: [Self]) -> SettingContent
  /// The list in a setting's content; nil where the setting is of another type.
  static func list(in content: SettingContent) -> [Self]?
}

extension Int: SettingNumber {
  /// A list of whole numbers.
  public static func content(of list: [Int]) -> SettingContent { .wholeList(list) }
  /// A list of whole numbers; nil where the setting is of another type.
  public static func list(in content: SettingContent) -> [Int]? {
    guard case .wholeList(let values) = content else { return nil }
    return values
  }
}

extension Double: SettingNumber {
  /// A list of numbers.
  public static func content(of list: [Double]) -> SettingContent { .list(list) }
  /// A list of numbers; nil where the setting is of another type.
  public static func list(in content: SettingContent) -> [Double]? {
    guard case .list(let values) = content else { return nil }
    return values
  }
}

extension Float: SettingNumber {
  /// A list of numbers, each the shortest decimal that means it.
  public static func content(of list: [Float]) -> SettingContent { .list(list.flatMap(\.content.numbers)) }
  /// A list of numbers; nil where the setting is of another type.
  public static func list(in content: SettingContent) -> [Float]? { [Double](content)?.map(Float.init) }
}
