import Foundation
import Testing

/// What NumPy, pandas and Pillow read from the files in `Fixtures`, which `make-fixtures.py` made with them.
struct Expected: Decodable {
  struct Array: Decodable {
    let shape: [Int]
    let type: String
    let values: [String]
  }

  struct Column: Decodable {
    let name: String
    let isNumeric: Bool
    let values: [String?]
  }

  struct Pictures: Decodable {
    let files: [String]
    let values: [UInt8]
  }

  struct Pair: Decodable {
    let pixels: [UInt8]
    let labels: [UInt8]
  }

  let arrays: [String: Array]
  let tables: [String: [Column]]
  let pictures: [String: Pictures]
  let idx: Pair

  static let folder = (Bundle.module.resourcePath ?? "") + "/Fixtures"

  static let all: Expected = {
    guard let data = FileManager.default.contents(atPath: folder + "/expected.json"),
      let expected = try? JSONDecoder().decode(Expected.self, from: data)
    else { return Expected(arrays: [:], tables: [:], pictures: [:], idx: Pair(pixels: [], labels: [])) }
    return expected
  }()

  /// The bytes of a fixture.
  static func bytes(_ file: String) throws -> [UInt8] {
    Swift.Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(file)"), "no fixture \(file)"))
  }
}
