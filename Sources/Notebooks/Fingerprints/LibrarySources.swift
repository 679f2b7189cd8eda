/// The sources that the results of every experiment may depend on.
public struct LibrarySources: Sendable {
  private let package: String
  /// The files that have fingerprints of their own.
  private let experiments: Set<String>

  /// The sources of a package. Each of the experiments answers for its own file.
  public init(package: String, experiments: [Experiment]) {
    self.package = package
    self.experiments = Set(experiments.map(\.source))
  }

  /// The SHA-256 of each module by name: of its files without comments, and with no more white space than matters.
  /// `Models` is what the experiments share, `Package` the manifest with its compiler's flags. Empty where the sources
  /// are not all here.
  public var digests: [String: String] {
    guard let manifest = FileSystem.read(package + "/Package.swift"), FileSystem.isFolder(package + "/Sources") else {
      return [:]
    }
    var files = ["Package": ["Package.swift": manifest]]
    for (module, path) in paths {
      guard let bytes = FileSystem.read("\(package)/\(path)") else { return [:] }
      files[module, default: [:]][path] = bytes
    }
    return files.mapValues(Self.digest)
  }

  /// The modules that start, show and compare what the others compute.
  private static let programs: Set = ["Command", "Comparison", "Programs", "experiments"]

  private var paths: [(module: String, path: String)] {
    let sources = FileSystem.files(in: package + "/Sources").compactMap { path -> (String, String)? in
      guard let slash = path.firstIndex(of: "/"), !Self.programs.contains(String(path[..<slash])) else { return nil }
      return (String(path[..<slash]), "Sources/" + path)
    }
    // The catalogue is a list, and no result depends on it.
    let shared = FileSystem.files(in: package + "/Experiments").map { "Experiments/" + $0 }
      .filter { $0 != "Experiments/Catalogue.swift" && !experiments.contains("\(package)/\($0)") }
    return (sources + shared.map { ("Models", $0) }).filter { Self.isBuilt($0.1) }
  }

  /// Whether a file may be part of the program: all but what editors and Python leave, scripts and pages.
  private static func isBuilt(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return !parts.contains { $0.hasPrefix(".") || $0 == "__pycache__" }
      && ![".py", ".md", "~"].contains { path.hasSuffix($0) }
  }

  /// Of each file's path, and the length and bytes of its text, in alphabetical order.
  private static func digest(of files: [String: [UInt8]]) -> String {
    var bytes: [UInt8] = []
    for path in files.keys.sorted() {
      let text = CodeText.text(of: files[path, default: []], named: path)
      bytes += Array("\(path)\n\(text.count)\n".utf8) + text
    }
    return Digest.sha256(of: bytes)
  }
}
