import Foundation

/// Reads reference values made by Fixtures/make-fixtures.py.
func fixture<Content: Decodable>(_ name: String, as type: Content.Type = Content.self) throws -> Content {
  let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
  return try JSONDecoder().decode(Content.self, from: Data(contentsOf: url))
}

/// The difference of `value` from `expected` as a fraction of it; plain where that is zero.
func relativeError(_ value: Double, _ expected: Double) -> Double {
  if value == expected { return 0 }
  return abs(value - expected) / (expected == 0 ? 1 : abs(expected))
}
