import LabNotebooks
import LabRequirements

/// The package that `init` writes: a program with one experiment, what sets a machine up, and a workflow.
struct LaboratoryTemplate {
  let name: String
  let source: LibrarySource
  /// The root of the library that this program was built from.
  let library: String

  /// The first experiment, which trains something.
  private let experiment = ExperimentTemplate("first-steps", .training)

  /// The files by their paths.
  ///
  /// - Throws: `FileError` where the library lacks one that is taken from it.
  func files() throws -> [(path: String, text: String, isExecutable: Bool)] {
    [
      ("Package.swift", manifest, false), ("Experiments/main.swift", main, false),
      ("Experiments/Catalogue.swift", catalogue, false), ("Experiments/\(experiment.fileName)", experiment.text, false),
      ("Experiments/Bibliography.swift", bibliography, false),
      ("README.md", readme, false), (".gitignore", ".build/\n.experiments/\n/Reports/.*\n", false),
      ("bootstrap", try ofLibrary("bootstrap"), true),
      (".github/workflows/reports.yml", try ofLibrary(".github/workflows/reports.yml"), false),
    ]
  }

  private var manifest: String {
    """
    // swift-tools-version: 6.2
    import PackageDescription

    let package = Package(
      name: "\(name)",
      dependencies: [
        \(source.dependency)
      ],
      targets: [
        .executableTarget(
          name: "\(name)", dependencies: [.product(name: "Laboratory", package: "\(source.identity)")],
          path: "Experiments",
          // Also what is built for debugging computes as fast as it can.
          swiftSettings: [.unsafeFlags(["-O"])])
      ]
    )

    """
  }

  private var main: String {
    """
    import Laboratory

    Laboratory.main(catalogue, bibliography: bibliography)

    """
  }

  private var bibliography: String {
    """
    import Laboratory

    /// What the essays cite: prose says [@burda2016], and the report ends with the reference.
    ///
    ///     Reference(
    ///       "burda2016", authors: ["Burda, Yuri", "Grosse, Roger", "Salakhutdinov, Ruslan"], year: 2016,
    ///       title: "Importance Weighted Autoencoders", publication: "ICLR", at: .arXiv("1509.00519"))
    let bibliography = Bibliography([])

    """
  }

  private var catalogue: String {
    """
    import Laboratory

    /// The experiments, in the order in which they are listed.
    let catalogue: [Experiment] = [
      \(experiment.identifier)
    ]

    """
  }

  private var readme: String {
    """
    # \(name)

    Literate experiments: each file of `Experiments` is an essay that runs and becomes a report in `Reports`.

    ```
    ./bootstrap                          # what the machine lacks
    swift run \(name) run first-steps    # the first build takes some minutes
    swift run \(name) new my-idea --kind training
    swift run \(name) --help
    ```

    Commit the reports with what they come from: `swift run \(name) diff` then says what a change changes.

    """
  }

  /// A file of the library, about this program.
  private func ofLibrary(_ path: String) throws -> String {
    guard let bytes = FileSystem.read(library + "/" + path) else {
      throw FileError(
        path: library + "/" + path, problem: "is not there, and a laboratory begins with a copy of it",
        remedy: "Get the library whole: git -C \(library) checkout -- \(path)")
    }
    // What tests the library, a laboratory has nothing to do with.
    let text = String(decoding: bytes, as: UTF8.self).replacing(/(?s)  laboratory:\n.*?(?=  diff:\n)/, with: "")
    return [
      ("swift run experiments", "swift run \(name)"), ("--product experiments", "--product \(name)"),
      ("/experiments\"", "/\(name)\""), ("Set up, lint, build, test, run", "Set up"), (".ci/run", "./bootstrap"),
    ].reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}
