import Foundation
import LabTestSupport
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

  static let folder = fixtureFolder().path

  /// Where it cannot be read, nothing: the tests count what there is.
  static let all: Expected =
    (try? fixture("expected"))
    ?? Expected(arrays: [:], tables: [:], pictures: [:], idx: Pair(pixels: [], labels: []))

  /// The bytes of a fixture.
  static func bytes(_ file: String) throws -> [UInt8] {
    Swift.Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(file)"), "no fixture \(file)"))
  }
}
