import Foundation
import LabComparison
import LabNotebooks
import LabRequirements

/// Where a laboratory of one's own gets the library from.
struct LibrarySource {
  /// A git URL, or a folder.
  let location: String
  /// Which versions or commits of a URL.
  let requirement: Requirement?

  enum Requirement {
    /// This one, or a newer one with the same interface.
    case version(String)
    case commit(String)
  }

  /// What the user names, or else what this program's own library was built from: the version of the URL that its clone
  /// comes from, the commit where there is no version yet, or the folder where it was not cloned.
  ///
  /// - Throws: `FileError`, `GitError`.
  init(location: String?, version: String?, library: String?) throws {
    let git = library.flatMap { try? Git(in: $0) }
    guard let place = try location ?? git?.origin() ?? library else {
      throw FileError(
        path: "the library", problem: "is not where this program was built, so nobody knows where to get it",
        remedy: "Name its URL or its folder with --library.")
    }
    let isFolder = place.hasPrefix("/")
    if isFolder, !FileSystem.isFolder(place) {
      throw FileError(
        path: place, problem: "is no folder to take the library from",
        remedy: "Name its URL or its folder with --library.")
    }
    if FileManager.default.fileExists(atPath: place + "/Package.swift"), version == nil {
      (self.location, requirement) = (URL(fileURLWithPath: place).standardizedFileURL.path, nil)
      return
    }
    self.location = isFolder ? "file://" + place : place
    if let version = try version ?? (location == nil ? git?.version() : nil) {
      requirement = .version(version)
    } else if location == nil, let commit = try git?.head() {
      requirement = .commit(commit)
    } else {
      throw FileError(
        path: place,
        problem: isFolder
          ? "has no Package.swift, and of a repository no version is named" : "is a URL, of which no version is named",
        remedy: "Name one with --version.")
    }
  }

  /// What other packages call it: the last part of the location.
  var identity: String {
    let name = location.split(separator: "/").last.map(String.init) ?? ""
    return name.hasSuffix(".git") ? String(name.dropLast(4)) : name
  }

  /// As a manifest has it.
  var dependency: String {
    switch requirement {
    case nil: ".package(path: \"\(location)\")"
    case .version(let version): ".package(url: \"\(location)\", from: \"\(version)\")"
    case .commit(let commit): ".package(url: \"\(location)\", revision: \"\(commit)\")"
    }
  }
}
