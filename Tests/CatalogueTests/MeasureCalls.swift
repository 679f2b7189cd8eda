import Foundation

/// The calls by which the code of an essay, or of what essays share, keeps measured values, read as text.
///
/// It finds what comes of a training by name: what a statement declares that mentions `notebook.train`, or something so declared.
/// What a training does to weights that were declared before it, it cannot see, nor which of several functions of one name a call
/// without labels means.
struct MeasureCalls {
  /// A call of `measure` whose first argument is a name.
  struct Call {
    /// Its arguments, as they are written.
    let arguments: String
    /// Whether a comment above it, or among its lines, says something.
    let hasReason: Bool
    /// Whether it says how far another run's value may be: a tolerance, or trainings, or a paired difference; one that is written
    /// for several values may say so for all.
    let hasTolerance: Bool
    /// Whether its value comes of a training.
    let isTrained: Bool
    /// Whether its tolerance is a number that is written out.
    var hasWrittenTolerance: Bool { arguments.contains(/tolerance: \.(?:relative|absolute)\([\d.e_-]+\)/) }
  }

  let all: [Call]

  /// - Parameters:
  ///   - text: a file.
  ///   - paired: the functions and properties, of whatever file, that are paired differences.
  init(in text: String, paired: Set<String>) {
    let lines = text.replacing(/\/\*:(?s:.*?)\*\//) { $0.output.filter { $0 == "\n" } }.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let code = lines.map { $0.replacing(/^\s*\/\/.*/, with: "") }
    let statements = code.indices.compactMap { Statement(at: $0, of: code) }
    let declarations = statements.filter { !$0.isLoop && $0.indentation == 2 }.flatMap(\.parts)
    var trained: Set<String> = [], count = -1
    while trained.count != count {
      count = trained.count
      for statement in declarations where statement.trains || statement.mentions(anyOf: trained) {
        trained.formUnion(statement.names)
      }
    }
    var pairs = paired
    for statement in declarations where !statement.isFunction {
      if statement.text.contains("PairedDifference(") || statement.mentions(anyOf: paired, asMembers: true) {
        pairs.formUnion(statement.names)
      }
    }
    let wrappers = statements.filter { $0.names == ["measure"] && $0.isFunction }
    all = code.indices.compactMap { index -> Call? in
      guard let start = code[index].firstMatch(of: /(^|[ .])measure\((?=$|["\[]|name\b)/) else { return nil }
      // A declaration is no call.
      guard !code[index].contains("func measure(") else { return nil }
      let rest = code[index][start.range.upperBound...] + "\n" + code[(index + 1)...].joined(separator: "\n")
      let arguments = Self.balanced(String(rest))
      let height = arguments.count { $0 == "\n" }
      // What a loop goes over, where the call uses what it goes by.
      let loops = statements.filter { $0.isLoop && $0.range.contains(index) && $0.isUsed(in: arguments) }
      let said = arguments + loops.map(\.header).joined()
      let isWrapped = start.1 != "." && wrappers.contains { $0.text.contains(/tolerance:|meanOf:/) }
      return Call(
        arguments: arguments,
        hasReason: lines[max(index - 1, 0)...min(index + height, lines.count - 1)].contains { $0.contains("// ") },
        hasTolerance: isWrapped || said.contains(/tolerance:|meanOf:|PairedDifference\(/)
          || Self.mentions(pairs, in: said, asMembers: true),
        isTrained: Self.isOfLibrary(arguments) && Self.mentions(trained, in: said))
    }
  }

  /// The functions and properties of a file that are paired differences.
  static func paired(in text: String) -> Set<String> {
    Set(text.matches(of: /(?:func|var) (\w+)[^\n{]*(?:->|:) PairedDifference\b/).map { String($0.1) })
  }

  /// Whether a call is one of the library's, by its labels: what an essay's own functions keep, they keep in calls of their own.
  /// How many trainings there are does not come of them.
  private static func isOfLibrary(_ arguments: String) -> Bool {
    let labels = arguments.matches(of: #/(?:^|,)\s*(\w+): /#).map { String($0.1) }
    let isPlain = arguments.contains(/^"[^"]*", \w+(?:\.count)?$/)
    return !isPlain && Set(labels).isSubset(of: ["unit", "tolerance", "format", "file", "line"])
  }

  /// What stands before the bracket that closes.
  private static func balanced(_ text: String) -> String {
    var depth = 0
    return String(
      text.prefix { character in
        depth += "([{".contains(character) ? 1 : ")]}".contains(character) ? -1 : 0
        return depth >= 0
      })
  }

  /// Whether one of some names stands in code: no label, no member unless asked for, and none of what texts say.
  fileprivate static func mentions(_ names: Set<String>, in code: String, asMembers: Bool = false) -> Bool {
    let code = code.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"")
    return code.matches(of: /(^|[^\w])(\w+)(?![\w:])/).contains {
      names.contains(String($0.2)) && (asMembers || $0.1 != ".")
    }
  }
}

/// A declaration or a loop, with all lines that belong to it.
private struct Statement {
  let names: Set<String>
  let text: String
  let range: Range<Int>
  let indentation: Int
  let isFunction, isLoop: Bool

  private init(
    names: Set<String>, text: String, range: Range<Int>, indentation: Int, isFunction: Bool, isLoop: Bool
  ) {
    (self.names, self.text, self.range, self.indentation) = (names, text, range, indentation)
    (self.isFunction, self.isLoop) = (isFunction, isLoop)
  }

  /// The statement that begins on a line, if a declaration or a loop does.
  init?(at line: Int, of code: [String]) {
    guard let head = code[line].firstMatch(of: /^( *)(let|var|func|for) (.*)/) else { return nil }
    indentation = head.1.count
    (isFunction, isLoop) = (head.2 == "func", head.2 == "for")
    let margin = indentation
    let end = code[(line + 1)...].firstIndex { next in
      let own = next.prefix { $0 == " " }.count
      return !next.isEmpty && (own < margin || own == margin && !next.contains(/^ *[)\]}]/))
    }
    range = line..<(end ?? code.count)
    text = code[range].joined(separator: "\n")
    if isFunction {
      names = Set(head.3.firstMatch(of: /^\w+/).map { [String($0.output)] } ?? [])
    } else if isLoop {
      let variables = head.3.split(separator: " in ").first ?? ""
      names = Set(variables.matches(of: /\w+/).map { String($0.output) }).subtracting(["name", "_"])
    } else if let several = head.3.firstMatch(of: /^\(([\w, ]+)\) =/) {
      names = Set(several.1.split(separator: ", ").map(String.init))
    } else {
      // Several may stand in one statement: let a = 1, b = 2
      names = Set(head.3.matches(of: /(?:^|, )(\w+)(?:: [^=,]+)? =/).map { String($0.1) })
    }
  }

  /// Each declaration by itself, where several stand in one statement.
  var parts: [Statement] {
    guard !isFunction, !isLoop, names.count > 1, !text.contains(/^ *(?:let|var) \(/) else { return [self] }
    let starts = text.ranges(of: /(?:(?:let|var)|,) \w+(?:: [^=,]+)? =/).filter { range in
      text[range].matches(of: /\w+/).contains { names.contains(String($0.output)) }
    }
    return starts.indices.map { index in
      let end = index + 1 < starts.count ? starts[index + 1].lowerBound : text.endIndex
      let name = text[starts[index]].matches(of: /\w+/).map { String($0.output) }.first { names.contains($0) }
      return Statement(
        names: Set([name].compactMap { $0 }), text: String(text[starts[index].lowerBound..<end]), range: range,
        indentation: indentation, isFunction: false, isLoop: false)
    }
  }

  /// What a loop goes over.
  var header: String { String(text.prefix { $0 != "{" }) }
  var trains: Bool { text.contains(/notebook\.train\(/) }

  func isUsed(in code: String) -> Bool { MeasureCalls.mentions(names, in: code) }
  func mentions(anyOf names: Set<String>, asMembers: Bool = false) -> Bool {
    MeasureCalls.mentions(names, in: text, asMembers: asMembers)
  }
}
