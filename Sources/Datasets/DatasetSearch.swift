import Foundation
import LabRequirements

/// A folder that holds at least one file of a data set.
struct FoundDataset: Sendable {
  /// What the place is, such as `$EXPERIMENTS_DATA`.
  let place: String
  let folder: String
  /// The embedded subset, where the folder is that.
  let subset: EmbeddedSubset?

  /// Where `file` stands: compressed if there is such a file, else plain if there is such a file.
  func path(of file: ImageFile) -> String { Self.path(of: file, in: folder) ?? "\(folder)/\(file.rawValue).gz" }

  static func path(of file: ImageFile, in folder: String) -> String? {
    file.names.flatMap { ["\(folder)/\($0).gz", "\(folder)/\($0)"] }.first(where: exists)
  }

  /// Whether a directory entry is there, be it a link that leads nowhere: that is for the reader to report.
  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }
}

extension KnownDataset {
  /// The first folder that holds any of the files, the embedded subset's if no place has one and none was demanded.
  func locate(in locations: DataLocations) -> FoundDataset? {
    for place in locations.places(for: folderNames) {
      for folder in place.folders
      where ImageFile.allCases.contains(where: { FoundDataset.path(of: $0, in: folder) != nil }) {
        return FoundDataset(place: place.title, folder: folder, subset: nil)
      }
    }
    guard locations.explicitFolder == nil, let subset = embeddedSubset else { return nil }
    return FoundDataset(place: "the subset that comes with this program", folder: subset.folder, subset: subset)
  }

  func notFound(in locations: DataLocations) -> DatasetError {
    .notFound(
      dataset: title, searched: locations.places(for: folderNames), remedy: instructions(for: locations))
  }

  /// How to get the data set on this machine: one or more lines for a reader.
  public func instructions(for locations: DataLocations) -> String {
    if let debianPackage {
      return """
        To get \(title), install its Debian package:
          sudo apt-get install \(debianPackage)
        """
    }
    let files = ImageFile.allCases.map { "  \($0.rawValue).gz\n" }.joined()
    let folder = locations.cacheFolder.map { "\($0)/\(name)" } ?? "a folder that you name with --data"
    return """
      No Debian package holds \(title). Put these four files, as its authors published them, into \(folder):
      \(files)Then `\(Program.name) data verify` compares them with the published checksums.
      """ + (embeddedSubset.map { "\n\($0.title) stands in for it until then, where no --data is given." } ?? "")
  }
}
