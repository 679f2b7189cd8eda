import Foundation
import LabTensors
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
  let cases = try fixtures(file)
  return try #require(cases.first { $0.name == name })
}

/// The names of a file's cases.
func fixtureNames(_ file: String) throws -> [String] { try fixtures(file).map(\.name) }

private func fixtures(_ file: String) throws -> [FixtureCase] {
  struct File: Decodable { let cases: [FixtureCase] }
  let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(file).json")
  return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
}

/// The largest error of an element as a multiple of what is allowed for it: at most 1 where all are good.
func excess(_ actual: Tensor, _ expected: [Double], allowing tolerance: [Double]) -> Double {
  precondition(actual.count == expected.count && actual.count == tolerance.count)
  return zip(actual.elements, zip(expected, tolerance)).map { actual, reference in
    actual.isFinite ? abs(Double(actual) - reference.0) / reference.1 : .infinity
  }.max() ?? 0
}

/// The same tolerance for every element.
func excess(_ actual: Tensor, _ expected: [Double], allowing tolerance: Double) -> Double {
  excess(actual, expected, allowing: expected.map { _ in tolerance })
}
