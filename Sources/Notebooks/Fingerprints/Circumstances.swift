/// What a run here and now would depend on, besides its experiment and what is asked of it.
public struct Circumstances: Sendable {
  /// The SHA-256 of each of the library's modules by name; empty where the sources are not here.
  public var library: [String: String]
  /// The version of the toolchain and of each library by name.
  public var environment: [String: String]
  /// What the machine's arithmetic may depend on.
  public var machine: [String: String]
  /// Finds the data that a record names.
  public var data: DataLookup
  /// The names of the known data sets.
  public var datasets: Set<String>

  /// Circumstances of these parts.
  public init(
    library: [String: String], environment: [String: String], machine: [String: String],
    data: DataLookup, datasets: Set<String>
  ) {
    self.library = library
    self.environment = environment
    self.machine = machine
    self.data = data
    self.datasets = datasets
  }
}
