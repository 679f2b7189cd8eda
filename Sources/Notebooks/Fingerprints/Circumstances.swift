/// What the results of all experiments depend on: the library, what it was built with, and the machine.
public struct Circumstances: Codable, Equatable, Sendable {
  /// The SHA-256 of each of the library's modules by name, comments and white space left out; empty where the sources are
  /// not here.
  public var library: [String: String]
  /// The version of the toolchain and of each native library by name.
  public var versions: [String: String]
  /// What the machine's arithmetic may depend on: the instructions of its processor.
  public var machine: [String: String]

  /// Circumstances of these parts.
  public init(library: [String: String] = [:], versions: [String: String] = [:], machine: [String: String] = [:]) {
    (self.library, self.versions, self.machine) = (library, versions, machine)
  }

  private enum CodingKeys: String, CodingKey { case library, versions = "environment", machine }
}
