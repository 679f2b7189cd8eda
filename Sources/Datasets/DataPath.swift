import Foundation

/// A file or folder that an experiment names by its path, from the root of its package or from that of the file system.
public struct DataPath: Sendable {
  /// As the experiment writes it.
  public let name: String
  /// From the root of the file system.
  public let absolute: String

  /// The path called `name`; a relative one begins at `root`.
  public init(_ name: String, in root: String) {
    self.name = name
    absolute = name.hasPrefix("/") ? name : "\(root)/\(name)"
  }

  /// The SHA-256 of the file's bytes, or of the folder's visible files with their names; `nil` where it cannot be read.
  public var sha256: String? {
    if let files = try? VisibleFiles(in: self) {
      var digest = FolderDigest()
      for file in files.names {
        guard let checksum = try? Self.checksum(of: "\(absolute)/\(file)") else { return nil }
        digest.add(file, checksum)
      }
      return digest.sha256
    }
    return try? Self.checksum(of: absolute)
  }

  /// Whether anything is there.
  var isThere: Bool { FileManager.default.fileExists(atPath: absolute) }

  /// That nothing is.
  var isNotHere: DataError {
    DataError(name, "", "is not here (\(absolute))", remedy: "Check the path: it begins at the root of the package.")
  }

  private static func checksum(of path: String) throws(DatasetError) -> String {
    var content = try FileContent(path: path, inflates: false)
    return try content.checksum().sha256
  }
}
