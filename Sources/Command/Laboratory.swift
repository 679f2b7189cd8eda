import ArgumentParser
import Foundation
import LabDatasets
import LabFigures
import LabNotebooks
import LabRequirements
import LabTensors

/// Experiments, and what the program that runs them works with.
///
/// ```swift
/// Laboratory.main(catalogue, bibliography: bibliography)
/// ```
/// is the whole of such a program.
public struct Laboratory: Sendable {
  /// The experiments, in the order in which they are listed.
  public var experiments: [Experiment]
  /// The data sets that it knows by name.
  public var data: DataCatalogue
  /// The version of the toolchain and of each library by name, for the fingerprint of a run.
  public var versions: [String: String]
  /// What the machine's arithmetic depends on; nil for what that is when it is asked for.
  public var machine: [String: String]?
  /// The root of the package whose experiments these are; nil for that around the working folder.
  public var package: String?
  /// The root of the package with the library's sources; nil where they are not here.
  public var library: String?

  /// A laboratory, which knows the library's data sets and its own, and whose essays may cite what its bibliography has. Two
  /// experiments or two data sets of one name are a programming error.
  public init(
    _ experiments: [Experiment], datasets: [KnownDataset] = [], bibliography: Bibliography = Bibliography(),
    versions: [String: String] = Self.versionsHere, machine: [String: String]? = nil, package: String? = nil,
    library: String? = Self.librarySources
  ) {
    require(
      Set(experiments.map(\.name)).count == experiments.count, "Two experiments of the catalogue have the same name.")
    self.experiments = experiments.map { $0.citing(bibliography) }
    data = DataCatalogue(adding: datasets)
    self.versions = versions
    self.machine = machine
    self.package = package
    self.library = library
  }

  /// The laboratory that the commands of this task work on: the argument parser makes the commands by itself, so it
  /// cannot be handed to them.
  @TaskLocal static var current = Laboratory([])

  /// The experiments of these names, each once, in this order.
  ///
  /// - Throws: `ValidationError` for a name that no experiment has.
  func experiments(named names: [String]) throws -> [Experiment] {
    var chosen: [Experiment] = []
    for name in names where !chosen.contains(where: { $0.name == name }) {
      guard let experiment = experiments.first(where: { $0.name == name }) else {
        let suggestion = Suggestion.question(for: name, among: experiments.map(\.name))
        let advice = suggestion.isEmpty ? " `\(Program.name) list` shows all." : suggestion
        throw ValidationError("There is no experiment “\(name)”.\(advice)")
      }
      chosen.append(experiment)
    }
    return chosen
  }
}

extension Laboratory {
  /// Runs the command that the process's arguments name, on a laboratory of these experiments, and ends the process.
  ///
  /// - Parameters:
  ///   - experiments: the experiments, in the order in which they are listed.
  ///   - datasets: data sets of its own, beside the library's.
  ///   - bibliography: what the essays may cite, and do.
  ///   - file: A source file of the package, by which its root is found.
  public static func main(
    _ experiments: [Experiment], datasets: [KnownDataset] = [], bibliography: Bibliography = Bibliography(),
    file: String = #filePath
  ) -> Never {
    Laboratory(
      experiments, datasets: datasets, bibliography: bibliography,
      package: WorkingFolder(directory: file.parentFolder).package
    ).run()
  }

  /// Runs the command that the process's arguments name on this laboratory, and ends the process.
  ///
  /// - Parameter program: What its users type; the name of the process where left out.
  public func run(as program: String? = nil) -> Never {
    Program.$name.withValue(program ?? CommandLine.arguments.first?.fileName ?? Program.name) {
      Laboratory.$current.withValue(self) { ExperimentsCommand.start() }
    }
  }

  /// The versions of the toolchain and of the libraries, that of C among them, with which this program was built and runs.
  public static var versionsHere: [String: String] {
    DrawingLibraries.versions.merging(CLibrary.versions) { $1 }.merging(["Swift": Toolchain.version]) { $1 }
  }

  /// What the results of this machine's arithmetic depend on: whether a product and a sum are rounded once or twice. By the
  /// length of vectors, the model of the processor and the number of threads no result differs.
  public static var machineHere: [String: String] {
    ["multiply-adds": Machine.instructions.fusesMultiplyAdds ? "rounded once" : "rounded twice"]
  }

  /// The root of the package that this file is of, where it still is where it was built.
  public static var librarySources: String? {
    let root = String(#filePath.dropLast("/Sources/Command/Laboratory.swift".count))
    return FileManager.default.fileExists(atPath: root + "/Package.swift") ? root : nil
  }

  /// What a run at a place would depend on now.
  func circumstances(at workingFolder: WorkingFolder) -> Circumstances {
    let package = package ?? workingFolder.package, dependencies = dependencies(of: package)
    let sources = LibrarySources(
      library: library, package: package, experiments: experiments, dependencies: dependencies.folders)
    return Circumstances(
      library: sources.digests, versions: versions.merging(dependencies.versions) { $1 },
      machine: machine ?? Self.machineHere)
  }

  /// The other packages that a laboratory's package is built with.
  func dependencies(of package: String?) -> PackageDependencies {
    package == library
      ? PackageDependencies() : PackageDependencies(ofProgram: Bundle.main.executablePath ?? "", besides: library)
  }

  /// Finds what records name: a file of a known data set, or a file or folder by its path from the root of the package.
  func lookup(at workingFolder: WorkingFolder, dataDirectory: String?) -> DataLookup {
    let root = package ?? workingFolder.package ?? workingFolder.directory
    let locations = DataLocations(
      explicitFolder: dataDirectory, environment: ProcessInfo.processInfo.environment, packageFolder: root)
    let checksums = DataChecksums { data.sha256(of: $0, in: locations, root: root) }
    return DataLookup(root: root, datasets: Set(data.datasets.map(\.name))) { checksums[$0] }
  }
}

extension String {
  fileprivate var fileName: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }
  fileprivate var parentFolder: String { String(self[..<(lastIndex(of: "/") ?? startIndex)]) }
}
