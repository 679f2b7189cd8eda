import Foundation
import LabRequirements

/// A folder that holds at least one file of a data set.
struct FoundDataset: Sendable {
  /// What the place is, such as `$EXPERIMENTS_DATA`.
  let place: String
  let folder: String
  /// The embedded subset, where the folder is that.
  let subset: EmbeddedSubset?

  /// Where the file stands that has one of these names, the first that is there; if none is, where the first should be.
  func path(of names: [String]) -> String { Self.path(of: names, in: folder) ?? "\(folder)/\(names[0])" }

  static func path(of names: [String], in folder: String) -> String? {
    names.map { "\(folder)/\($0)" }.first(where: exists)
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
    for place in places(in: locations) {
      for folder in place.folders
      where files.contains(where: { FoundDataset.path(of: names(of: $0), in: folder) != nil }) {
        return FoundDataset(place: place.title, folder: folder, subset: nil)
      }
    }
    guard locations.explicitFolder == nil, let subset = embeddedSubset else { return nil }
    return FoundDataset(place: "the subset that comes with this program", folder: subset.folder, subset: subset)
  }

  private func places(in locations: DataLocations) -> [SearchedPlace] {
    locations.places(for: folderNames, debianFolder: debianFolder)
  }

  func notFound(in locations: DataLocations) -> DatasetError {
    .notFound(
      dataset: title, searched: places(in: locations), remedy: instructions(for: locations))
  }

  /// How to get the data set on this machine: one or more lines for a reader.
  public func instructions(for locations: DataLocations) -> String {
    if let debianPackage {
      return """
        To get \(title), install its Debian package:
          sudo apt-get install \(debianPackage)
        """
    }
    let folder = locations.cacheFolder.map { "\($0)/\(name)" } ?? "a folder that you name with --data"
    let list = files.map { "  \(names(of: $0)[0])\n" }.joined()
    let opening = howToGet ?? "No Debian package holds \(title)."
    let number = files.count == 4 ? "these four files" : files.count == 1 ? "this file" : "these \(files.count) files"
    return """
      \(opening) Put \(number), as \(howToGet == nil ? "its authors published them" : "published"), into \(folder):
      \(list)Then `\(Program.name) data verify` compares them with the published checksums.
      """ + (embeddedSubset.map { "\n\($0.title) stands in for it until then, where no --data is given." } ?? "")
  }
}
