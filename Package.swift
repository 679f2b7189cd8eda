// swift-tools-version: 6.2
import PackageDescription

// `swift run` and `swift test` build for debugging. What computes and draws is optimised there too: a debug build as typed must
// train as fast as a release build. What keeps, tells and compares results is not: nobody would notice, and it would be a
// fifth of a first build.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"])]
let asTyped: [SwiftSetting] = []
// No loop with a square root is vectorised while it might have to set errno.
let optimizedC: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno"])]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// The name of the module in a folder.
///
/// Names of targets have to be unique among all the packages of a build, and a laboratory of one's own may well have a
/// `Statistics` or a `Figures`.
func module(_ folder: String) -> String { "Lab" + folder }

func modules(_ folders: [String]) -> [Target.Dependency] { folders.map { .target(name: module($0)) } }

/// A module of the library: a folder of `Sources`, unless another is named, and the modules that it imports.
func library(
  _ folder: String, imports: [String], _ others: [Target.Dependency] = [], in path: String? = nil,
  exclude: [String] = [], resources: [Resource] = [], swiftSettings: [SwiftSetting] = optimized
) -> Target {
  .target(
    name: module(folder), dependencies: modules(imports) + others, path: path ?? "Sources/" + folder, exclude: exclude,
    resources: resources, swiftSettings: swiftSettings)
}

func program(_ name: String, imports: [String], _ others: [Target.Dependency] = [], in path: String) -> Target {
  .executableTarget(name: module(name), dependencies: modules(imports) + others, path: path)
}

func native(_ folder: String, from package: String) -> Target {
  .systemLibrary(name: module(folder), path: "Sources/" + folder, providers: [.apt([package])])
}

/// The tests of a module. They read their `Fixtures` where these lie among the sources.
func tests(
  of folder: String, imports: [String], _ others: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: folder + "Tests", dependencies: modules([folder] + imports) + others, exclude: exclude)
}

let fixtures = ["Fixtures"]

let package = Package(
  name: "experiments",
  products: [
    .library(name: "Laboratory", targets: ["Laboratory"]),
    .executable(name: "experiments", targets: [module("Program")]),
    .executable(name: "benchmarks", targets: [module("Benchmarks")]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Native libraries.
    native("CCairo", from: "libcairo2-dev"),
    native("CPNG", from: "libpng-dev"),
    native("CZlib", from: "zlib1g-dev"),
    native("CNettle", from: "nettle-dev"),
    .target(
      name: module("CKernels"), path: "Sources/CKernels", exclude: ["coefficients.py"], cSettings: optimizedC,
      linkerSettings: [.linkedLibrary("m"), .linkedLibrary("pthread")]),

    .target(
      name: module("CMessagePassing"), path: "Sources/CMessagePassing", cSettings: optimizedC,
      linkerSettings: [.linkedLibrary("pthread"), .linkedLibrary("dl")]),

    // The library: a module imports those above it alone.
    library("Requirements", imports: []),
    library("MessagePassing", imports: ["CMessagePassing", "Requirements"]),
    library("Tensors", imports: ["CKernels", "Requirements"]),
    library("Autodiff", imports: ["Tensors", "Requirements"]),
    library("NeuralNetworks", imports: ["Autodiff", "Tensors", "MessagePassing", "Requirements"]),
    library("Distributions", imports: ["Autodiff", "Tensors", "CKernels", "Requirements"]),
    library("Statistics", imports: ["Requirements"]),
    library(
      "Inference",
      imports: [
        "Distributions", "NeuralNetworks", "Autodiff", "Statistics", "Tensors", "MessagePassing", "Requirements",
      ]),
    library(
      "Flows", imports: ["Inference", "Distributions", "NeuralNetworks", "Autodiff", "Tensors", "Requirements"]),
    library("Checksums", imports: ["CNettle"]),
    library("PNG", imports: ["CPNG", "Requirements"]),
    library(
      "Datasets", imports: ["Checksums", "Tensors", "CKernels", "PNG", "CZlib", "Requirements"],
      exclude: ["Resources/make-mnist-subset.py"], resources: [.copy("Resources/mnist-subset")]),
    library("Figures", imports: ["CCairo", "PNG", "Requirements"]),
    library(
      "Notebooks", imports: ["Checksums", "Figures", "Statistics", "MessagePassing", "Requirements"],
      swiftSettings: asTyped),
    library("Comparison", imports: ["Notebooks", "Figures", "Statistics", "Requirements"], swiftSettings: asTyped),
    library("Processes", imports: ["Notebooks"], swiftSettings: asTyped),
    library(
      "Sweeps", imports: ["Processes", "Notebooks", "Figures", "Statistics", "Requirements"], swiftSettings: asTyped),
    library("Programs", imports: ["Tensors", "Requirements"], [argumentParser]),
    library(
      "Command",
      imports: [
        "Programs", "Sweeps", "Processes", "Comparison", "Notebooks", "Datasets", "Figures", "Tensors",
        "MessagePassing", "Requirements",
      ], [argumentParser], swiftSettings: asTyped),
    .target(
      name: "Laboratory",
      dependencies: modules([
        "Command", "Tensors", "Autodiff", "NeuralNetworks", "Distributions", "Inference", "Flows", "Datasets",
        "Statistics",
        "Figures", "Notebooks", "MessagePassing", "Requirements",
      ]), swiftSettings: optimized),

    // The experiments, and the program that runs them. An essay is text about what the library does: optimised it would not
    // train faster, and an edited line would take twice as long to build.
    library("Catalogue", imports: [], ["Laboratory"], in: "Experiments", swiftSettings: asTyped),
    program("Program", imports: ["Catalogue"], ["Laboratory"], in: "Sources/experiments"),

    // What a training step costs.
    library(
      "Workloads",
      imports: ["Inference", "Distributions", "NeuralNetworks", "Autodiff", "Tensors", "MessagePassing"],
      in: "Benchmarks/Workloads"),
    program(
      "Benchmarks",
      imports: ["Programs", "Workloads", "Datasets", "Tensors", "MessagePassing", "Requirements"], [argumentParser],
      in: "Benchmarks/Program"),

    // Tests, a folder a module, and what they share.
    library(
      "TestSupport", imports: ["Autodiff", "Tensors", "MessagePassing"], in: "Tests/TestSupport", swiftSettings: asTyped
    ),
    tests(of: "Tensors", imports: ["TestSupport"], exclude: fixtures),
    tests(of: "Autodiff", imports: ["TestSupport", "Tensors"], exclude: fixtures),
    tests(of: "NeuralNetworks", imports: ["TestSupport", "MessagePassing", "Autodiff", "Tensors"], exclude: fixtures),
    tests(of: "Distributions", imports: ["TestSupport", "Autodiff", "Tensors"], exclude: fixtures),
    tests(
      of: "Inference",
      imports: [
        "TestSupport", "Datasets", "Distributions", "NeuralNetworks", "Autodiff", "Statistics", "Tensors",
        "MessagePassing",
      ], exclude: fixtures),
    tests(
      of: "Flows",
      imports: ["TestSupport", "Inference", "Distributions", "NeuralNetworks", "Autodiff", "Tensors"], exclude: fixtures
    ),
    tests(of: "MessagePassing", imports: ["TestSupport"]),
    tests(of: "Checksums", imports: []),
    tests(of: "Datasets", imports: ["TestSupport", "Tensors", "PNG", "CZlib"], exclude: fixtures),
    tests(of: "Statistics", imports: ["TestSupport"], exclude: fixtures),
    tests(of: "Figures", imports: ["TestSupport", "CPNG"]),
    tests(of: "Notebooks", imports: ["TestSupport", "Figures", "Statistics", "MessagePassing"], exclude: fixtures),
    tests(
      of: "Catalogue",
      imports: ["Inference", "Distributions", "NeuralNetworks", "Autodiff", "Notebooks", "Tensors"], ["Laboratory"]),
    tests(
      of: "Comparison", imports: ["TestSupport", "Notebooks", "Figures", "Statistics", "Tensors", "CPNG"],
      exclude: fixtures),
    tests(of: "Sweeps", imports: ["TestSupport", "Notebooks"]),
    tests(of: "Command", imports: ["TestSupport", "Notebooks", "FixtureExperiments", "Program"]),
    tests(
      of: "Benchmarks", imports: ["TestSupport", "Workloads", "NeuralNetworks", "Autodiff", "Tensors"],
      exclude: fixtures),
    program(
      "FixtureExperiments", imports: ["Command", "Notebooks", "Figures"], ["Laboratory"],
      in: "Tests/FixtureExperiments"),
  ]
)

// libFuzzer brings a main function of its own, so that only `.ci/fuzz` builds what it feeds.
if Context.environment["FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: modules(["Comparison", "Datasets", "Figures", "Notebooks", "PNG", "Requirements", "Sweeps"]),
      path: "Tests/Fuzzing", exclude: ["Corpora"], swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
