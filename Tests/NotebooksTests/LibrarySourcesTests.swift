import Foundation
import Testing

@testable import LabNotebooks

@Suite struct LibrarySourcesTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    for file in [
      "Package.swift", "Sources/Tensors/Tensor.swift", "Sources/Tensors/Shapes/Convolution.swift",
      "Sources/CKernels/adam.c",
      "Sources/CZlib/module.modulemap", "Sources/Command/Run.swift", "Sources/experiments/main.swift",
      "Experiments/Essay.swift", "Experiments/Catalogue.swift", "Experiments/Shared.swift", "Experiments/Papers.swift",
      "Experiments/Models/Network.swift",
    ] {
      try sandbox.write("// first\nlet a = 1\n", to: file)
    }
  }

  private var digests: [String: String] {
    let experiment = Experiment("essay", title: "", summary: "", source: sandbox.path + "/Experiments/Essay.swift") {
      _ in
    }.citing(Bibliography([], source: sandbox.path + "/Experiments/Papers.swift"))
    return LibrarySources(library: sandbox.path, package: sandbox.path, experiments: [experiment]).digests
  }

  /// The modules whose digests an edit changes.
  private func changed(_ edit: () throws -> Void) rethrows -> [String] {
    let before = digests
    try edit()
    let after = digests
    return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
  }

  @Test func eachModuleHasADigest() {
    #expect(digests.keys.sorted() == ["CKernels", "CZlib", "Models", "Package", "Tensors"])
    #expect(digests.values.allSatisfy { $0.count == 64 })
  }

  @Test(arguments: [
    ("Package.swift", "Package"), ("Sources/Tensors/Tensor.swift", "Tensors"),
    ("Sources/Tensors/Shapes/Convolution.swift", "Tensors"), ("Sources/CKernels/adam.c", "CKernels"),
    ("Sources/CZlib/module.modulemap", "CZlib"), ("Experiments/Shared.swift", "Models"),
    ("Experiments/Models/Network.swift", "Models"),
  ])
  func aConstantCountsInItsModule(_ file: String, _ module: String) throws {
    #expect(try changed { try sandbox.write("// first\nlet a = 2\n", to: file) } == [module])
  }

  @Test func aCommentCountsNowhereInSwiftAndC() throws {
    for file in [
      "Package.swift", "Sources/Tensors/Tensor.swift", "Sources/CKernels/adam.c", "Experiments/Models/Network.swift",
    ] {
      #expect(try changed { try sandbox.write("// second\n\nlet a = 1  // one\n", to: file) } == [])
    }
    // Of other files nobody knows what a comment is.
    #expect(
      try changed { try sandbox.write("// second\nlet a = 1\n", to: "Sources/CZlib/module.modulemap") } == ["CZlib"])
  }

  @Test func whatNoResultDependsOnCountsNowhere() throws {
    for file in [
      "Sources/Command/Run.swift", "Sources/experiments/main.swift", "Experiments/Essay.swift",
      "Experiments/Catalogue.swift", "Experiments/Papers.swift", "Sources/CKernels/coefficients.py",
      "Sources/Tensors/Notes.md",
      "Sources/Tensors/LabTensors.docc/LabTensors.md",
      "Sources/Tensors/.hidden", "Sources/Tensors/Tensor.swift~", "Sources/CKernels/__pycache__/coefficients.pyc",
      "Sources/README", "Tests/TensorsTests/Tests.swift",
    ] {
      #expect(try changed { try sandbox.write("let a = 3\n", to: file) } == [], "\(file)")
    }
  }

  @Test func aFileMoreOrUnderAnotherNameCounts() throws {
    #expect(try changed { try sandbox.write("", to: "Sources/Tensors/Empty.swift") } == ["Tensors"])
    #expect(try changed { try sandbox.write("", to: "Sources/Autodiff/Tape.swift") } == ["Autodiff"])
    #expect(
      try changed {
        try FileManager.default.moveItem(
          atPath: sandbox.path + "/Experiments/Shared.swift", toPath: sandbox.path + "/Experiments/Renamed.swift")
      } == ["Models"])
  }

  @Test func aLineMovedToTheNextFileCounts() throws {
    try sandbox.write("let a = 1\nlet b = 1\n", to: "Sources/Tensors/A.swift")
    try sandbox.write("let c = 1\n", to: "Sources/Tensors/B.swift")
    #expect(
      try changed {
        try sandbox.write("let a = 1\n", to: "Sources/Tensors/A.swift")
        try sandbox.write("let b = 1\nlet c = 1\n", to: "Sources/Tensors/B.swift")
      } == ["Tensors"])
  }

  @Test func withoutSourcesThereAreNone() throws {
    #expect(LibrarySources(library: sandbox.path + "/nowhere", package: sandbox.path, experiments: []).digests == [:])
    try FileManager.default.removeItem(atPath: sandbox.path + "/Sources")
    #expect(digests == [:])
  }

  /// Of a laboratory of one's own all sources are what its experiments share, wherever it keeps them; the library answers for
  /// itself, and what starts the program counts nowhere.
  @Test(arguments: [
    ("lab/Sources/Shared.swift", ["Models"]), ("lab/Sources/Lab/Deep/Shared.swift", ["Models"]),
    ("lab/Experiments/Shared.swift", ["Models"]), ("lab/Essays/Models/Shared.swift", ["Models"]),
    ("lab/Package.swift", ["Package"]), ("Package.swift", ["Package"]), ("Sources/Tensors/Tensor.swift", ["Tensors"]),
    ("lab/Essays/Essay.swift", []), ("lab/Essays/main.swift", []), ("lab/Experiments/Catalogue.swift", []),
    ("lab/Tests/LabTests/Tests.swift", []), ("Experiments/Shared.swift", []), ("Sources/Command/Run.swift", []),
  ])
  func aLaboratoryAndItsLibraryCount(_ file: String, _ modules: [String]) throws {
    for path in ["Package.swift", "Essays/Essay.swift"] { try sandbox.write("let a = 1\n", to: "lab/" + path) }
    let lab = sandbox.path + "/lab"
    let essay = Experiment("essay", title: "", summary: "", source: lab + "/Essays/Essay.swift") { _ in }
    func digests() -> [String: String] {
      LibrarySources(library: sandbox.path, package: lab, experiments: [essay]).digests
    }
    let before = digests()
    try sandbox.write("let a = 2\n", to: file)
    let after = digests()
    #expect(Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted() == modules)
  }

  /// A package beside the laboratory counts by its name, whichever folder its sources are in.
  @Test(arguments: [
    ("models/Sources/Models/Flow.swift", ["my-models"]), ("models/Flows/Flow.swift", ["my-models"]),
    ("models/Package.swift", ["my-models"]), ("models/Tests/FlowTests/Tests.swift", []),
    ("models/.build/Flow.swift", []),
    ("models/README.md", []),
  ])
  func anotherPackageCounts(_ file: String, _ modules: [String]) throws {
    try sandbox.write("let a = 1\n", to: "models/Package.swift")
    func digests() -> [String: String] {
      LibrarySources(
        library: sandbox.path, package: sandbox.path, experiments: [],
        dependencies: ["my-models": sandbox.path + "/models"]
      ).digests
    }
    let before = digests()
    try sandbox.write("let a = 2\n", to: file)
    let after = digests()
    #expect(Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted() == modules)
  }

  /// An experiment's own file is no part of what experiments share, so nothing in it may be used by another.
  @Test func anExperimentsFileDeclaresTheExperimentAlone() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.appendingPathComponent("Experiments")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    let sources = try files.sorted().map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
    let experiments = sources.filter { $0.contains(/(?m)^(public )?let \w+ = Experiment\(/) }
    #expect(experiments.count > 0)
    let declaring: Set<Substring> = [
      "let", "var", "func", "struct", "class", "enum", "actor", "extension", "protocol", "typealias", "infix", "prefix",
      "postfix", "operator",
    ]
    for source in experiments {
      // Declarations of the file begin their lines; what is private to it is its own.
      let lines = source.split(separator: "\n").filter { line in
        let words = line.split(separator: " ").prefix(4)
        return line.first?.isWhitespace == false && words.contains(where: declaring.contains)
          && !["private", "fileprivate", "//", "/*"].contains { line.hasPrefix($0) }
      }
      #expect(lines.count == 1, "\(lines)")
    }
  }
}
