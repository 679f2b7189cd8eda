import Foundation

/// A folder that a test writes files into and looks for them in.
package protocol FileFolder {
  /// Where it is.
  var path: String { get }
}

/// A new empty folder, removed with all it holds when the test lets go of it.
package final class TemporaryFolder: FileFolder, Sendable {
  package let path: String

  package init() throws {
    // The folder as the system itself names it: commands print it.
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = folder.appending(path: "experiments-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension FileFolder {
  /// Writes a file, with the folders above it, and returns its path.
  @discardableResult package func write(_ bytes: [UInt8], to file: String) throws -> String {
    let url = URL(filePath: path).appending(path: file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  /// Writes a file of text.
  @discardableResult package func write(_ text: String, to file: String) throws -> String {
    try write(Array(text.utf8), to: file)
  }

  /// What a file holds, where there is one.
  package func bytes(_ file: String) -> Data? { FileManager.default.contents(atPath: path + "/" + file) }

  /// What a file of text holds, where there is one.
  package func text(_ file: String) -> String? { bytes(file).map { String(decoding: $0, as: UTF8.self) } }

  package func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + file) }

  /// Every file below a folder, by its path from it, with its bytes.
  package func files(in folder: String) -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: path + "/" + folder)?.compactMap { $0 as? String } ?? []
    return names.reduce(into: [:]) { $0[$1] = bytes(folder + "/" + $1) }
  }

  /// What a file is apart from its bytes: it changes where the file is written again.
  package func identity(_ file: String) throws -> [String] {
    let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + file)
    return [FileAttributeKey.systemFileNumber, .modificationDate].map { "\(attributes[$0].debugDescription)" }
  }
}
