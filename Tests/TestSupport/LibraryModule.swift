import Foundation

/// What the sources of a module declare, for tests whose lists must name all of it.
///
/// The sources are read as text: a declaration of a file begins its line and ends at a brace that begins one, and members
/// stand two spaces in, as the formatter sets them.
package struct LibraryModule {
  private struct Declaration {
    let kind: String
    let name: String
    var inherited: Set<String>
    var members: [Substring] = []
  }

  private var declarations: [Declaration] = []
  private var aliases: [String: String] = [:]
  /// The names of the functions that belong to no type.
  package private(set) var functions: Set<String> = []

  /// Of the files below a folder of `Sources`.
  package init(_ folder: String) throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = package.appending(path: "Sources/" + folder).path
    for file in try FileManager.default.subpathsOfDirectory(atPath: path) where file.hasSuffix(".swift") {
      read(try String(contentsOfFile: path + "/" + file, encoding: .utf8))
    }
  }

  private mutating func read(_ source: String) {
    var isInside = false
    for line in source.split(separator: "\n") {
      if line.hasPrefix("}") {
        isInside = false
      } else if line.hasPrefix("  ") {
        if isInside { declarations[declarations.count - 1].members.append(line) }
      } else if let alias = line.firstMatch(of: /^public typealias (\w+) = (\w+)/) {
        aliases[String(alias.1)] = String(alias.2)
      } else if let function = line.firstMatch(of: /^public func (\w+)/) {
        functions.insert(String(function.1))
      } else if let head = line.firstMatch(
        of:
          /^(?:(?:public|package|final|indirect) )*(protocol|struct|class|enum|actor|extension) (\w+)(?:<[^:]*(?::[^>]*)?>)?(?::([^{]*))?/
      ) {
        let inherited = (head.3 ?? "").split(separator: " where ").first ?? ""
        declarations.append(
          Declaration(
            kind: String(head.1), name: String(head.2),
            inherited: Set(inherited.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })))
        isInside = !line.hasSuffix("}")
      }
    }
  }

  /// The names of the types that conform to a protocol, or to one that refines it, and are not private to a file.
  package func types(conformingTo name: String) -> Set<String> {
    var conforming: Set = [name], count = 0
    while conforming.count > count {
      count = conforming.count
      for declaration in declarations where !declaration.inherited.isDisjoint(with: conforming) {
        conforming.insert(aliases[declaration.name] ?? declaration.name)
      }
    }
    return conforming.subtracting(declarations.filter { $0.kind == "protocol" }.map(\.name))
  }

  /// The names of a type's public constants.
  package func constants(of type: String) -> Set<String> { members(of: type, /^  public static (?:let|var) (\w+)/) }

  /// The names of a type's public methods.
  package func methods(of type: String) -> Set<String> { members(of: type, /^  public (?:static )?func (\w+)/) }

  /// The names of an enumeration's cases.
  package func cases(of type: String) -> Set<String> {
    let lists = declarations.filter { $0.name == type }.flatMap(\.members).filter { $0.hasPrefix("  case ") }
    return Set(
      lists.flatMap { list in
        list.dropFirst("  case ".count).replacing(/\([^)]*\)/, with: "").split(separator: ",").compactMap {
          $0.firstMatch(of: /\w+/).map { String($0.output) }
        }
      })
  }

  /// The names of the types that are made from bytes which others wrote: a public initialiser takes them, and may throw.
  package var readers: Set<String> {
    Set(
      declarations.filter { declaration in
        declaration.members.joined(separator: "\n").matches(of: /public init\(([^{]*?)\) throws/).contains {
          $0.output.1.contains("[UInt8]")
        }
      }.map(\.name))
  }

  private func members(of type: String, _ pattern: Regex<(Substring, Substring)>) -> Set<String> {
    let members = declarations.filter { $0.name == type }.flatMap(\.members)
    return Set(members.compactMap { $0.firstMatch(of: pattern).map { String($0.output.1) } })
  }
}

/// What a list of tests lacks of all that the library has of a kind, each in a sentence that says what to do.
package func omissions(
  of members: Set<String>, in list: some Sequence<String>, of things: String, file: String
) -> [String] {
  guard !members.isEmpty else { return ["The sources declare nothing that could be on the list of \(things)."] }
  return members.subtracting(list).sorted().map { "\($0) is not on the list of \(things): add it in \(file)" }
}

/// The name of a value's type, without those of its parameters.
package func typeName(of value: Any) -> String { String("\(type(of: value))".prefix { $0 != "<" }) }

/// The name of a case of an enumeration that describes itself as Swift does, without what belongs to it.
package func caseName(of value: Any) -> String { String("\(value)".prefix { $0 != "(" }) }

/// The words of a test's source: the names that it uses are among them.
package func words(ofTest file: String, beside test: String = #filePath) throws -> Set<String> {
  let url = URL(filePath: test).deletingLastPathComponent().appending(path: file)
  return Set(try String(contentsOf: url, encoding: .utf8).matches(of: /\w+/).map { String($0.output) })
}
