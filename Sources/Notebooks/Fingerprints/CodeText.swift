/// A source file as its program: comments left out, and white space no more than it means.
///
/// Two different programs never have the same text, but for the line numbers that `#line` gives, which this library
/// shows in messages alone. Where a file holds what a scanner is not sure of, its text is the file as it is: then a
/// comment counts, which costs a run, and nothing is lost.
struct CodeText {
  private(set) var bytes: [UInt8] = []
  private var gap = Gap.none

  private enum Gap { case none, space, lineEnd }

  /// The text of a file, by the language that its name says it is in.
  static func text(of bytes: [UInt8], named name: String) -> [UInt8] {
    // How a checkout ends its lines is no part of the program: compilers read them alike, within texts too.
    let bytes = bytes.contains(0) ? bytes : TextLines.normalized(bytes)
    let extent = name.lastIndex(of: ".").map { name[name.index(after: $0)...] }
    switch extent {
    case "swift": return (try? SwiftScanner.text(of: bytes)) ?? bytes
    case "c", "h": return (try? CScanner.text(of: bytes)) ?? bytes
    default: return bytes
    }
  }

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// Code, with one space or line end for all the white space and comments before it.
  mutating func append(_ code: some Collection<UInt8>) {
    endGap()
    bytes.append(contentsOf: code)
  }

  /// One byte of code.
  mutating func append(_ byte: UInt8) {
    endGap()
    bytes.append(byte)
  }

  /// White space, or a comment that stands for it: whether it ends a line is all that can matter.
  mutating func appendSpace(endsLine: Bool) { gap = endsLine || gap == .lineEnd ? .lineEnd : .space }

  private mutating func endGap() {
    if gap != .none, !bytes.isEmpty { bytes.append(gap == .space ? ASCII.space : ASCII.lineFeed) }
    gap = .none
  }

  /// A place in a source file where a scanner is not sure.
  struct Doubt: Error {}

  /// The characters that the scanners look for.
  enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let backtick = UInt8(ascii: "`")
    static let backslash = UInt8(ascii: "\\")
    static let slash = UInt8(ascii: "/")
    static let star = UInt8(ascii: "*")
    static let numberSign = UInt8(ascii: "#")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")

    static func isSpace(_ byte: UInt8) -> Bool { byte == space || (9...13).contains(byte) }
    static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
    static func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
