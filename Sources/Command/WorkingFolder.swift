import Foundation
import LabNotebooks
import LabRequirements

/// Where the user is, and which folders that makes the commands use.
struct WorkingFolder {
  /// The folder in which the command was typed.
  let directory: String
  /// The root of the package around it, if there is one.
  let package: String?

  /// The place of this process.
  ///
  /// - Throws: `FileError` where the folder in which the command was typed has been removed.
  static var current: WorkingFolder {
    get throws {
      let directory = FileManager.default.currentDirectoryPath
      guard directory.hasPrefix("/"), FileManager.default.fileExists(atPath: directory) else {
        throw FileError(
          path: "the working folder", problem: "is not there any more", remedy: "Go to a folder that is, and try again."
        )
      }
      return WorkingFolder(directory: directory)
    }
  }

  init(directory: String) {
    self.directory = directory
    var folder = URL(fileURLWithPath: directory).standardizedFileURL.path
    while folder != "/", !FileManager.default.fileExists(atPath: folder + "/Package.swift") {
      folder = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    }
    package = FileManager.default.fileExists(atPath: folder + "/Package.swift") ? folder : nil
  }

  /// The folder of all reports: the one that `--output` names, else `Reports` of the package. What a crash left there is mended.
  ///
  /// - Throws: `FileError` where there is neither.
  func reports(output: String?) throws -> String {
    guard let folder = output.map(absolute) ?? package.map({ $0 + "/Reports" }) else {
      throw FileError(
        path: directory, problem: "is in no Swift package, so there is no Reports folder",
        remedy: "Go to the package, or name a folder with --output.")
    }
    restoreReports(in: folder)
    return folder
  }

  /// Gives reports that a crash left under another name their own again, and tells the user of one that cannot have it.
  func restoreReports(in folder: String) {
    for lost in ReportFolder.restoreAll(in: folder) { StandardStream.error.tell("Warning: \(lost)\n") }
  }

  /// The folder of logs and failed runs: the package's, else one beside the reports.
  func stateFolder(reports: String) -> String {
    (package ?? URL(fileURLWithPath: reports).deletingLastPathComponent().path) + "/.experiments"
  }

  /// A path as the user would type it here.
  func shown(_ path: String) -> String {
    path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.count + 1)) : path
  }

  /// A path that the user typed here, from the root.
  func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: directory, isDirectory: true)).standardizedFileURL.path
  }
}
