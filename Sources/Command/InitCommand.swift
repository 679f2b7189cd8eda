import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks
import LabRequirements
import LabSweeps

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Begin a laboratory of your own: a package with a first experiment.",
    discussion: """
      The folder's name becomes that of the package and of its program. The library is taken from where this program's own \
      comes from, unless --library says otherwise.
      """)

  @Argument(help: "The folder to make, or an empty one.")
  var folder: String

  @Option(help: ArgumentHelp("Take the library from this git URL or folder.", valueName: "location"))
  var library: String?

  @Option(help: ArgumentHelp("Take this version of the library, or a newer one that fits.", valueName: "version"))
  var version: String?

  func validate() throws {
    let name = Self.name(of: folder)
    guard name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) != nil else {
      throw ValidationError("“\(name)” cannot be a program's name: use letters, digits, dashes and underscores.")
    }
    let isOfLibrary = name.hasPrefix("Lab") && name.dropFirst(3).first?.isUppercase == true
    guard !isOfLibrary, !Self.taken.contains(name.lowercased()) else {
      throw ValidationError("“\(name)” is the name of something that a laboratory is built with; choose another one.")
    }
    if let version, version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) == nil {
      throw ValidationError("--version \(version): write three numbers, such as 1.2.0.")
    }
  }

  /// Modules that no target can have the name of, and this package.
  private static let taken: Set = ["laboratory", "experiments", "swift", "foundation", "testing", "xctest", "crypto"]

  func run() throws {
    let workingFolder = try WorkingFolder.current, path = workingFolder.absolute(folder)
    guard let sources = Laboratory.current.library else {
      throw FileError(
        path: "the library", problem: "is not where this program was built", remedy: "Build the program again.")
    }
    let source = try LibrarySource(location: library.map(workingFolder.place), version: version, library: sources)
    let template = LaboratoryTemplate(name: Self.name(of: folder), source: source, library: sources)
    guard template.name.lowercased() != source.identity.lowercased() else {
      throw ValidationError(
        "“\(template.name)” is what the library's folder or repository is called, and no package can use another of its name;"
          + " choose another one.")
    }
    try write(try template.files(), to: path, shownAs: workingFolder.shown(path))
    let change = path == workingFolder.directory ? "" : "  cd \(workingFolder.shown(path).shellWord)\n"
    StandardStream.output.tell(
      """
      Wrote the laboratory \(workingFolder.shown(path)): a program with one experiment. Next:
      \(change)  ./bootstrap
        swift run \(template.name) run first-steps

      """)
  }

  /// Makes a repository of a folder that has no files, and writes them: all of them or none.
  private func write(
    _ files: [(path: String, text: String, isExecutable: Bool)], to folder: String, shownAs shown: String
  ) throws {
    let isThere = FileSystem.isTaken(folder)
    let standing = isThere ? try? FileManager.default.contentsOfDirectory(atPath: folder) : []
    guard let standing, standing.allSatisfy({ $0 == ".git" }) else {
      throw FileError(
        path: shown, problem: standing == nil ? "is no folder that can be read" : "is there already, and not empty",
        remedy: "Choose another name.")
    }
    do {
      for file in files {
        let path = "\(folder)/\(file.path)"
        try FileSystem.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        try FileSystem.replace(path, with: Array(file.text.utf8))
        if file.isExecutable, chmod(path, 0o755) != 0 {
          throw FileError(path: path, problem: "cannot be made executable (\(String(cString: strerror(errno))))")
        }
      }
      try Git.make(in: folder)
    } catch {
      for file in files { try? FileManager.default.removeItem(atPath: "\(folder)/\(file.path.prefix { $0 != "/" })") }
      if !isThere { try? FileManager.default.removeItem(atPath: folder) }
      throw error
    }
  }

  /// The last part of a path, also of `.`.
  private static func name(of folder: String) -> String {
    let directory = FileManager.default.currentDirectoryPath
    return URL(fileURLWithPath: folder, relativeTo: URL(fileURLWithPath: directory, isDirectory: true))
      .standardizedFileURL.lastPathComponent
  }
}

extension WorkingFolder {
  /// A folder that the user typed, from the root; a URL as it is.
  fileprivate func place(_ location: String) -> String {
    location.contains("://") || location.wholeMatch(of: /[^\/]+@[^\/]+:.*/) != nil ? location : absolute(location)
  }
}
