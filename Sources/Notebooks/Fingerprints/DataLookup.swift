/// Finds data by the names that records give them: today for a run, and later for whoever asks whether its report is current.
public struct DataLookup: Sendable {
  /// Where relative paths begin: the root of the package with the experiments.
  public let root: String
  /// The SHA-256 now of what has this name; nil where nothing has, or it cannot be read.
  public let sha256: @Sendable (_ name: String) -> String?
  /// The names of the data sets whose files have names such as `mnist/train-images-idx3-ubyte`.
  public let datasets: Set<String>

  /// A lookup by a closure.
  public init(
    root: String, datasets: Set<String> = [], sha256: @escaping @Sendable (_ name: String) -> String?
  ) {
    self.root = root
    self.datasets = datasets
    self.sha256 = sha256
  }

  /// A file by its path, from the root of the file system or from this one.
  public static func files(in root: String) -> DataLookup {
    DataLookup(root: root) { name in
      FileSystem.read(path(name, in: root)).map { Digest.sha256(of: $0) }
    }
  }

  /// The path from the root of the file system.
  package func path(_ name: String) -> String { Self.path(name, in: root) }

  private static func path(_ name: String, in root: String) -> String {
    name.hasPrefix("/") ? name : "\(root)/\(name)"
  }
}
