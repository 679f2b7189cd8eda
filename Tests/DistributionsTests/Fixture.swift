import Foundation
import Tensors
import Testing

/// A case of a fixture file: the scripts beside the files say what its names mean.
struct FixtureCase: Decodable {
  let name: String
  let inputs, outputs: [String: FixtureArray]

  /// An input: exact in single precision.
  func input(_ name: String) throws -> Tensor {
    let array = try #require(inputs[name])
    return Tensor(array.values.map(Float.init), shape: Shape(array.shape))
  }

  /// A reference value, with 17 digits.
  func output(_ name: String) throws -> [Double] { try #require(outputs[name]).values }
}

/// An array as a fixture holds it.
struct FixtureArray: Decodable {
  let shape: [Int]
  let values: [Double]
}

/// One case of one file.
func fixture(_ file: String, _ name: String) throws -> FixtureCase {
  struct File: Decodable { let cases: [FixtureCase] }
  let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(file).json")
  let cases = try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  return try #require(cases.first { $0.name == name })
}
