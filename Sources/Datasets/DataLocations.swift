/// Where data sets are looked for, in order: an explicit folder and nowhere else; or the folder in `$EXPERIMENTS_DATA`,
/// the user's cache folder, the package with the experiments, and the folder where Debian packages put data sets.
public struct DataLocations: Equatable, Sendable {
  /// The folder given with `--data`, if any.
  public var explicitFolder: String?
  /// The folder in `$EXPERIMENTS_DATA`, if set.
  public var environmentFolder: String?
  /// The user's cache folder of this program, if there is a home.
  public var cacheFolder: String?
  /// The root of the package with the experiments, where there is one: its folder `data` is looked in, and then itself.
  public var packageFolder: String?
  /// The parent of the folders of Debian's data set packages.
  public var systemFolder: String

  /// The places for a folder given with `--data`, if any, and a process's environment (`EXPERIMENTS_DATA`,
  /// `XDG_CACHE_HOME`, `HOME`).
  public init(
    explicitFolder: String? = nil, environment: [String: String], packageFolder: String? = nil,
    systemFolder: String = "/usr/share/datasets"
  ) {
    self.explicitFolder = explicitFolder
    self.packageFolder = packageFolder
    self.systemFolder = systemFolder
    environmentFolder = environment["EXPERIMENTS_DATA"].flatMap { $0.isEmpty ? nil : $0 }
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
      // The XDG specification has relative paths ignored.
      cacheFolder = cache + "/experiments"
    } else if let home = environment["HOME"], !home.isEmpty {
      cacheFolder = home + "/.cache/experiments"
    }
  }

  /// The folders to look in for a data set that uses one of these folder names, in order; a Debian package may put it elsewhere
  /// below the parent of its data sets.
  func places(for folderNames: [String], debianFolder: String? = nil) -> [SearchedPlace] {
    func named(_ parent: String) -> [String] { folderNames.map { parent + "/" + $0 } }
    if let folder = explicitFolder {
      return [.init(title: "--data", folders: folder.isEmpty ? [] : named(folder) + [folder])]
    }
    let package = packageFolder.map { folder in
      SearchedPlace(title: "the package", folders: named(folder + "/data") + [folder + "/data"] + named(folder))
    }
    let parent = systemFolder.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let system =
      debianFolder.map { SearchedPlace(title: "Debian's package", folders: [parent + "/" + $0]) }
      ?? SearchedPlace(title: "Debian's data sets", folders: named(systemFolder))
    return [
      .init(title: "$EXPERIMENTS_DATA", folders: environmentFolder.map { named($0) + [$0] } ?? []),
      .init(title: "the cache folder", folders: cacheFolder.map(named) ?? []),
    ] + [package].compactMap(\.self) + [system]
  }
}

/// A place where a data set was looked for.
public struct SearchedPlace: Equatable, Sendable, CustomStringConvertible {
  /// What the place is, such as `$EXPERIMENTS_DATA`.
  public let title: String
  /// The folders looked at; none where the place is not set.
  public let folders: [String]

  /// The place and its folders in a line.
  public var description: String {
    "\(title): " + (folders.isEmpty ? "not set" : folders.joined(separator: ", "))
  }
}
