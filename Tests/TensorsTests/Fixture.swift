import Foundation

/// Known values of a function, from a file in Fixtures: see the script beside it.
struct FunctionCase: Decodable, Sendable, CustomStringConvertible {
  struct Array: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
  }

  let name: String
  let inputs, outputs: [String: Array]

  var x: [Double] { inputs["x"]!.values }
  var y: [Double] { outputs["y"]!.values }
  var description: String { name }
}

/// A known answer of Philox 4x32-10, from Fixtures/philox.json: see Fixtures/philox.py.
struct PhiloxCase: Decodable, Sendable, CustomStringConvertible {
  let name: String
  let inputs, outputs: [String: [String]]

  var counter: [UInt32] { words(inputs["counter"]!) }
  var key: [UInt32] { words(inputs["key"]!) }
  var result: [UInt32] { words(outputs["result"]!) }
  var description: String { name }

  private func words(_ hexadecimal: [String]) -> [UInt32] { hexadecimal.map { UInt32($0, radix: 16)! } }
}

/// The cases of a file in Fixtures.
func fixtures<Case: Decodable>(_ file: String, of _: Case.Type = Case.self) throws -> [Case] {
  let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(file).json")
  return try JSONDecoder().decode([String: [Case]].self, from: Data(contentsOf: url))["cases"]!
}
