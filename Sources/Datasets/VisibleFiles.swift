import Foundation
import LabChecksums

/// The files of a folder and of those below it, but for hidden ones, in the order of their names' bytes, folder by folder.
struct VisibleFiles {
  /// Their paths from the folder.
  private(set) var names: [String] = []
  private let folder: DataPath

  /// A link that leads round in a circle is found so.
  private static let greatestDepth = 32

  init(in folder: DataPath) throws(DataError) {
    self.folder = folder
    try add(below: "", depth: 0)
  }

  private mutating func add(below prefix: String, depth: Int) throws(DataError) {
    let path = prefix.isEmpty ? folder.absolute : "\(folder.absolute)/\(prefix)"
    let shown = prefix.isEmpty ? folder.name : "\(folder.name)/\(prefix)"
    guard depth <= Self.greatestDepth else {
      throw DataError(
        shown, "", "lies more than \(Self.greatestDepth) folders deep", remedy: "Is there a link in a circle?")
    }
    let found: [String]
    do {
      found = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw DataError(
        shown, "", isThere ? "is no folder that can be read" : "is not here (\(path))",
        remedy: "Check the path: it begins at the root of the package.")
    }
    for name in found.sorted(by: { $0.bytes < $1.bytes }) where !name.hasPrefix(".") {
      let inner = prefix.isEmpty ? name : "\(prefix)/\(name)"
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(folder.absolute)/\(inner)", isDirectory: &isFolder)
      if isFolder.boolValue { try add(below: inner, depth: depth + 1) } else { names.append(inner) }
    }
  }
}

/// The SHA-256 of a folder: of each file's path from it and the SHA-256 of its bytes.
struct FolderDigest {
  private var hash = SHA256()

  mutating func add(_ name: String, _ checksum: String) {
    hash.update(Array("\(name.utf8.count) \(name) \(checksum)\n".utf8))
  }

  var sha256: String { hash.hexadecimal }
}
