import Foundation

/// A part of a data set that comes with this library.
struct EmbeddedSubset: Sendable {
  /// What it is, in words that make clear that it is a part.
  let title: String
  /// The folder of its four files, among this library's resources.
  let folderName: String
  /// SHA-256 of each file's uncompressed content.
  let checksums: [ImageFile: String]

  /// Where its files are: in the resources beside the program, else in the sources that it was built from. A program moved
  /// away from both has no subset, which `Bundle.module` would end it for.
  var folder: String {
    let resources = Bundle.main.bundlePath + "/experiments_LabDatasets.resources/" + folderName
    let sources = #filePath.dropLast("EmbeddedSubset.swift".count) + "Resources/" + folderName
    return FileManager.default.fileExists(atPath: resources) ? resources : sources
  }
}
