import Foundation
import LabTensors
import Testing

/// One case of a fixture file. The script beside the file says what its names mean.
struct FixtureCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let inputs, outputs, gradients: [String: FixtureArray]
  let attributes: [String: FixtureAttribute]

  var testDescription: String { name }
}

/// An array as a fixture holds it: inputs are exact in single precision, results have more digits than that.
struct FixtureArray: Decodable, Sendable {
  let shape: [Int]
  let values: [Double]

  var tensor: Tensor { Tensor(values.map(Float.init), shape: Shape(shape)) }
}

/// A setting of a case.
enum FixtureAttribute: Decodable, Sendable {
  case flag(Bool)
  case number(Float)
  case numbers([Float])
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Float.self) {
      self = .number(number)
    } else if let numbers = try? container.decode([Float].self) {
      self = .numbers(numbers)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}

/// A case lacks a setting that its test reads.
struct MissingAttribute: Error {}

/// The cases of a file that a test target keeps: this one's from its bundle, another's from beside this file.
func fixture(_ name: String, of target: String? = nil) throws -> [FixtureCase] {
  struct File: Decodable { let cases: [FixtureCase] }
  let folder =
    target.map { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../\($0)") }
    ?? Bundle.module.bundleURL
  let data = try Data(contentsOf: folder.appending(path: "Fixtures/\(name).json"))
  return try JSONDecoder().decode(File.self, from: data).cases
}

/// The largest difference of an element from its reference, as a fraction of the reference.
func elementwiseError(_ actual: Tensor, _ expected: FixtureArray) -> Double {
  precondition(actual.shape.dimensions == expected.shape)
  return zip(actual.elements, expected.values).map { actual, expected in
    actual.isNaN ? .infinity : Double(actual) == expected ? 0 : abs(Double(actual) - expected) / abs(expected)
  }.max() ?? 0
}

/// The largest difference of an element from its reference, as a fraction of the largest reference: for sums of terms
/// of either sign, where one that happens to cancel says nothing about the accuracy. A larger scale stands for terms
/// that cancel everywhere.
func error(_ actual: Tensor, _ expected: [Double], scale: Double = 0) -> Double {
  precondition(actual.count == expected.count)
  let scale = max(scale, expected.map(abs).max() ?? 1)
  return zip(actual.elements, expected).map { $0.isNaN ? .infinity : abs(Double($0) - $1) / scale }.max() ?? 0
}
