/// The sources that the results of every experiment may depend on.
public struct LibrarySources: Sendable {
  private let library: String?
  private let package: String?
  /// The files that have fingerprints of their own.
  private let experiments: Set<String>
  /// The files that declare what is cited.
  private let bibliographies: Set<String>
  /// The folders of other packages by name.
  private let dependencies: [String: String]

  /// The sources of a library, and of the package with the experiments, which may be the same one. Each of the experiments
  /// answers for its own file.
  ///
  /// - Parameters:
  ///   - library: the root of the library's package; nil where it is not here.
  ///   - package: the root of the package with the experiments.
  ///   - experiments: those of the package.
  ///   - dependencies: the folders of other packages that the experiments use, by name.
  public init(library: String?, package: String?, experiments: [Experiment], dependencies: [String: String] = [:]) {
    self.library = library
    self.package = package
    self.dependencies = dependencies
    self.experiments = Set(experiments.map(\.source))
    bibliographies = Set(experiments.map(\.bibliography.source))
  }

  /// The SHA-256 of each module by name: of its files without comments, and with no more white space than matters.
  /// `Models` is what the experiments share, `Package` the manifests with their compiler's flags; other packages are called
  /// by their names. Empty where the sources are not all here.
  public var digests: [String: String] {
    guard let library, let package, FileSystem.isFolder(library + "/Sources") else { return [:] }
    let packages = library == package ? [library] : [library, package]
    let manifests = packages.map { ("Package", $0, "Package.swift") }
    let modules = files(of: library, in: "Sources").compactMap { path in
      module(of: path).map { ($0, library, path) }
    }
    let own = folders(of: package).flatMap { files(of: package, in: $0) }
    // The list of experiments, what they cite, and what starts the program decide no result; an experiment's file has its own
    // fingerprint.
    let shared = own.filter { path in
      path != "Experiments/Catalogue.swift" && !path.hasSuffix("/main.swift")
        && !experiments.union(bibliographies).contains("\(package)/\(path)")
    }
    let others = dependencies.flatMap { name, folder in files(ofDependency: folder).map { (name, folder, $0) } }
    var contents: [String: [(path: String, bytes: [UInt8])]] = [:]
    for (module, root, path) in manifests + modules + shared.map({ ("Models", package, $0) }) + others
    where !Self.programs.contains(module) {
      guard let bytes = FileSystem.read("\(root)/\(path)") else { return [:] }
      contents[module, default: []].append((path, bytes))
    }
    return contents.mapValues(Self.digest)
  }

  /// The modules that start, show and compare what the others compute.
  static let programs: Set = ["Command", "Comparison", "Processes", "Programs", "Sweeps", "experiments"]

  /// The folder of `Sources` that a file is in; nil where it is in none.
  private func module(of path: String) -> String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : nil
  }

  /// Where what the experiments share may be: the folders in which a package has its sources, and those of the experiments.
  private func folders(of package: String) -> [String] {
    let places = experiments.filter { $0.hasPrefix(package + "/") }
      .map { $0.dropFirst(package.count + 1).split(separator: "/") }
    let own = places.filter { $0.count > 1 }.map { String($0[0]) }
    return Set(["Sources", "Experiments"] + own).filter { $0 != "Sources" || library != package }.sorted()
  }

  /// The files in a folder of a package that may be part of its program, by their paths in the package.
  private func files(of package: String, in folder: String) -> [String] {
    FileSystem.files(in: "\(package)/\(folder)").map { "\(folder)/\($0)" }.filter(Self.isBuilt)
  }

  /// The files of another package, which may keep its sources in any folder but those of tests.
  private func files(ofDependency root: String) -> [String] {
    ["Package.swift"]
      + FileSystem.names(in: root).filter {
        !$0.hasPrefix(".") && $0 != "Tests" && FileSystem.isFolder("\(root)/\($0)")
      }
      .flatMap { files(of: root, in: $0) }
  }

  /// Whether a file may be part of the program: all but what editors and Python leave, scripts and pages.
  private static func isBuilt(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return !parts.contains { $0.hasPrefix(".") || $0 == "__pycache__" }
      && ![".py", ".md", "~"].contains { path.hasSuffix($0) }
  }

  /// Of each file's path, and the length and bytes of its text, in alphabetical order; of two packages, the library's first.
  private static func digest(of files: [(path: String, bytes: [UInt8])]) -> String {
    var bytes: [UInt8] = []
    for index in files.indices.sorted(by: { (files[$0].path, $0) < (files[$1].path, $1) }) {
      let text = CodeText.text(of: files[index].bytes, named: files[index].path)
      bytes += Array("\(files[index].path)\n\(text.count)\n".utf8) + text
    }
    return Digest.sha256(of: bytes)
  }
}
