import ArgumentParser
import Datasets
import Foundation
import Notebooks
import Requirements

/// What the commands work on: the experiments, and the machine they run on.
public struct Laboratory: Sendable {
  /// The experiments, in the order in which they are listed.
  public var experiments: [Experiment]
  /// The version of the toolchain and of each library by name, for the fingerprint of a run.
  public var versions: [String: String]
  /// What the machine's arithmetic may depend on.
  public var machine: [String: String]
  /// The root of the package whose sources this program was built from; nil for that around the working folder.
  public var package: String?
  /// The SHA-256 now of the data that a record names, where they are here; a folder of data sets may be demanded.
  public var checksum: @Sendable (_ data: String, _ folder: String?) -> String?

  /// Makes a laboratory. Two experiments of one name are a programming error.
  public init(
    experiments: [Experiment], versions: [String: String] = [:], machine: [String: String] = [:],
    package: String? = nil,
    checksum: @escaping @Sendable (_ data: String, _ folder: String?) -> String? = Self.checksumOfDataset
  ) {
    require(
      Set(experiments.map(\.name)).count == experiments.count, "Two experiments of the catalogue have the same name.")
    self.experiments = experiments
    self.versions = versions
    self.machine = machine
    self.package = package
    self.checksum = checksum
  }

  /// The laboratory that the commands of this task work on: the argument parser makes the commands by itself, so it
  /// cannot be handed to them.
  @TaskLocal static var current = Laboratory(experiments: [])

  /// The experiments of these names, each once, in this order.
  ///
  /// - Throws: `ValidationError` for a name that no experiment has.
  func experiments(named names: [String]) throws -> [Experiment] {
    var chosen: [Experiment] = []
    for name in names where !chosen.contains(where: { $0.name == name }) {
      guard let experiment = experiments.first(where: { $0.name == name }) else {
        let suggestion = Suggestion.question(for: name, among: experiments.map(\.name))
        let advice = suggestion.isEmpty ? " `experiments list` shows all." : suggestion
        throw ValidationError("There is no experiment “\(name)”.\(advice)")
      }
      chosen.append(experiment)
    }
    return chosen
  }
}

extension Laboratory {
  /// Of a file of a known data set, or of the file at a path.
  @Sendable
  public static func checksumOfDataset(_ data: String, folder: String?) -> String? {
    let locations = DataLocations(explicitFolder: folder, environment: ProcessInfo.processInfo.environment)
    return DataCatalogue.sha256(of: data, in: locations)
      ?? FileManager.default.contents(atPath: data).map { Digest.sha256(of: Array($0)) }
  }

  /// What a run at a place would depend on now.
  func circumstances(at workplace: Workplace, dataDirectory: String? = nil) -> Circumstances {
    let checksums = DataChecksums { checksum($0, dataDirectory) }
    let package = package ?? workplace.package
    return Circumstances(
      library: package.map { LibrarySources(package: $0, experiments: experiments).digests } ?? [:],
      environment: versions, machine: machine, checksum: { checksums[$0] })
  }
}
