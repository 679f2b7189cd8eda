/// The errors in what `swift build` says.
struct CompilerMessages {
  /// Each once, with the lines of the source that the compiler shows; all that the build said where it names no error.
  let text: String

  /// - Parameters:
  ///   - output: All that the build said.
  ///   - shown: A path as the user would type it.
  init(_ output: String, shown: (String) -> String) {
    var blocks: [(kind: Kind, lines: [String])] = []
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if let kind = Kind(head: line) {
        blocks.append((kind, [Self.head(String(line), shown: shown)]))
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    // That a command of the build failed says nothing where the compiler says why.
    let chosen = [Kind.error, .failure].lazy.map { kind in blocks.filter { $0.kind == kind } }.first { !$0.isEmpty }
    // Several steps of a build meet the same error.
    var seen: Set<String> = []
    let texts = (chosen ?? []).filter { seen.insert($0.lines[0]).inserted }.map { block in
      Self.withoutBlankEnd(block.lines).map { $0 + "\n" }.joined()
    }
    text = texts.isEmpty ? output : texts.joined()
  }

  private enum Kind {
    /// An error with its place in a source.
    case error
    /// An error without.
    case failure
    /// Warnings, notes, and how far the build is.
    case other

    /// What a line begins; nil for one that goes on.
    init?(head line: Substring) {
      if let match = line.prefixMatch(of: #//[^:]*:\d+(:\d+)?: (error|warning|note|remark): /#) {
        self = match.2 == "error" ? .error : .other
      } else if line.prefixMatch(of: #/([\w-]+: )?error: /#) != nil {
        self = .failure
      } else if line.prefixMatch(of: #/\[\d+/\d+\] |Building for |([\w-]+: )?warning: /#) != nil {
        self = .other
      } else {
        return nil
      }
    }
  }

  /// A line that begins with a path, which is shown as the user would type it.
  private static func head(_ line: String, shown: (String) -> String) -> String {
    guard line.hasPrefix("/"), let colon = line.firstIndex(of: ":") else { return line }
    return shown(String(line[..<colon])) + line[colon...]
  }

  private static func withoutBlankEnd(_ lines: [String]) -> ArraySlice<String> {
    lines[...((lines.lastIndex { !$0.allSatisfy(\.isWhitespace) }) ?? 0)]
  }
}
