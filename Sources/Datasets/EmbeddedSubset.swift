import Foundation

/// A part of a data set that comes with this library.
struct EmbeddedSubset: Sendable {
  /// What it is, in words that make clear that it is a part.
  let title: String
  /// The folder of its four files, among this library's resources.
  let folderName: String
  /// SHA-256 of each file's uncompressed content.
  let checksums: [ImageFile: String]

  /// Where the resources are in this build, looked up only when the subset is in use.
  var folder: String { Bundle.module.bundlePath + "/" + folderName }
}
