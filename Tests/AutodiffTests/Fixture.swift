import Foundation
import LabTensors
import Testing

/// One case of a fixture file. The script beside the file says what its names mean.
struct FixtureCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let attributes: Attributes
  let inputs, outputs, gradients: [String: FixtureArray]

  struct Attributes: Decodable, Sendable {
    let operation: String?
    let axis: Int?
    let axes, kernel, strides, outputPadding, factors: [Int]?
    let padding: [[Int]]?
    let transposeLeft, transposeRight, training: Bool?
    let epsilon: Float?
  }

  var testDescription: String { name }

  /// The window of a convolution or pooling over the given images.
  func window(over images: Shape) throws -> Window {
    let kernel = try #require(attributes.kernel), strides = try #require(attributes.strides)
    let padding = try #require(attributes.padding)
    return Window(
      kernel[0], kernel[1], strides: (strides[0], strides[1]),
      padding: .explicit(top: padding[0][0], bottom: padding[0][1], left: padding[1][0], right: padding[1][1]),
      over: (height: images[1], width: images[2]))
  }
}

/// An array as a fixture holds it: inputs are exact in single precision, results have more digits than that.
struct FixtureArray: Decodable, Sendable {
  let shape: [Int]
  let values: [Double]

  var tensor: Tensor { Tensor(values.map(Float.init), shape: Shape(shape)) }
}

/// The cases of a file in Fixtures.
func fixtures(_ file: String) throws -> [FixtureCase] {
  let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(file).json")
  return try JSONDecoder().decode([String: [FixtureCase]].self, from: Data(contentsOf: url))["cases"]!
}

/// Expects agreement to 1e-5 of the reference's largest magnitude: rounding errors of a sum are in proportion to its
/// terms, of which the largest result is a measure, and not to a result that happens to be near 0. Where every result
/// is what a cancellation leaves, `terms` is the magnitude of what cancelled.
func expectClose(
  _ tensor: Tensor?, _ reference: FixtureArray?, terms: Double = 0, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let tensor = try #require(tensor, "no \(name)", sourceLocation: sourceLocation)
  let reference = try #require(reference, sourceLocation: sourceLocation)
  #expect(tensor.shape.dimensions == reference.shape, "\(name)", sourceLocation: sourceLocation)
  let largest = reference.values.map(abs).max() ?? 0
  let worst = zip(tensor.elements, reference.values).map { abs(Double($0) - $1) }.max() ?? 0
  #expect(worst <= 1e-5 * max(largest, terms), "\(name)", sourceLocation: sourceLocation)
}
