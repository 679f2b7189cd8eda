import Foundation

/// What a fixture lacks.
package struct FixtureError: Error, CustomStringConvertible {
  package let description: String
}

/// The folder `Fixtures` beside a test: the calling one, or those of another target.
package func fixtureFolder(of target: String? = nil, beside test: String = #filePath) -> URL {
  let folder = URL(filePath: test).deletingLastPathComponent()
  return (target.map { folder.deletingLastPathComponent().appending(path: $0) } ?? folder).appending(path: "Fixtures")
}

/// What `Fixtures/FILE.json` holds, in a layout of its own.
package func fixture<Content: Decodable>(
  _ file: String, as type: Content.Type = Content.self, of target: String? = nil, beside test: String = #filePath
) throws -> Content {
  let data = try Data(contentsOf: fixtureFolder(of: target, beside: test).appending(path: file + ".json"))
  return try JSONDecoder().decode(Content.self, from: data)
}

/// The cases that `Fixtures/FILE.json` holds.
package func fixtureCases(
  _ file: String, of target: String? = nil, beside test: String = #filePath
) throws -> [FixtureCase] {
  struct File: Decodable { let cases: [FixtureCase] }
  return try fixture(file, as: File.self, of: target, beside: test).cases
}

/// One of the cases that `Fixtures/FILE.json` holds.
package func fixtureCase(_ file: String, _ name: String, beside test: String = #filePath) throws -> FixtureCase {
  guard let found = try fixtureCases(file, beside: test).first(where: { $0.name == name }) else {
    throw FixtureError(description: "\(file).json has no case “\(name)”")
  }
  return found
}
