// swift-tools-version: 6.2
import PackageDescription

// `swift run` and `swift test` build for debugging. The library is numerical, so it is optimised there too:
// a debug build as typed must train as fast as a release build.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"])]
// No loop with a square root is vectorised while it might have to set errno.
let optimizedC: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno"])]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "experiments",
  products: [
    .executable(name: "experiments", targets: ["experiments"]),
    .executable(name: "benchmarks", targets: ["benchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // Native libraries.
    .systemLibrary(name: "CLAPACK", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CKernels", exclude: ["coefficients.py"], cSettings: optimizedC,
      linkerSettings: [.linkedLibrary("m"), .linkedLibrary("pthread")]),

    // The library: arrows point up this list only.
    .target(name: "Requirements", swiftSettings: optimized),
    .target(name: "Tensors", dependencies: ["CKernels", "Requirements"], swiftSettings: optimized),
    .target(name: "Autodiff", dependencies: ["Tensors", "Requirements"], swiftSettings: optimized),
    .target(name: "NeuralNetworks", dependencies: ["Autodiff", "Tensors", "Requirements"], swiftSettings: optimized),
    .target(
      name: "Distributions", dependencies: ["Autodiff", "Tensors", "CKernels", "Requirements"], swiftSettings: optimized
    ),
    .target(
      name: "Inference",
      dependencies: ["Distributions", "NeuralNetworks", "Autodiff", "Statistics", "Tensors", "Requirements"],
      swiftSettings: optimized),
    .target(
      name: "Datasets", dependencies: ["Tensors", "CKernels", "CZlib", "Requirements", crypto],
      exclude: ["Resources/make-mnist-subset.py"],
      resources: [.copy("Resources/mnist-subset")], swiftSettings: optimized),
    .target(name: "Statistics", dependencies: ["CLAPACK", "Requirements"], swiftSettings: optimized),
    .target(name: "Figures", dependencies: ["CCairo", "CPNG", "Requirements"], swiftSettings: optimized),
    .target(
      name: "Notebooks", dependencies: ["Figures", "Statistics", "Requirements", crypto], swiftSettings: optimized),
    .target(
      name: "Laboratory",
      dependencies: [
        "Tensors", "Autodiff", "NeuralNetworks", "Distributions", "Inference", "Datasets", "Statistics", "Figures",
        "Notebooks", "Requirements",
      ], swiftSettings: optimized),
    .target(
      name: "Comparison", dependencies: ["Notebooks", "Figures", "Statistics", "Requirements"], swiftSettings: optimized
    ),

    // The experiments, and the program that runs them. An essay is text about what the library does: optimised it would not
    // train faster, and an edited line would take twice as long to build.
    .target(name: "Catalogue", dependencies: ["Laboratory"], path: "Experiments"),
    .target(name: "Programs", dependencies: ["Tensors", "Requirements", argumentParser], swiftSettings: optimized),
    .target(
      name: "Command",
      dependencies: [
        "Programs", "Comparison", "Notebooks", "Datasets", "Figures", "Tensors", "Requirements", argumentParser,
      ],
      swiftSettings: optimized),
    .executableTarget(name: "experiments", dependencies: ["Command", "Catalogue", "Tensors", "Figures", "Statistics"]),

    // What a training step costs.
    .target(
      name: "Workloads", dependencies: ["Inference", "Distributions", "NeuralNetworks", "Autodiff", "Tensors"],
      path: "Benchmarks/Workloads", swiftSettings: optimized),
    .executableTarget(
      name: "benchmarks",
      dependencies: ["Programs", "Workloads", "Datasets", "Tensors", "Requirements", argumentParser],
      path: "Benchmarks/Program", swiftSettings: optimized),

    // Tests, a folder a target, and what they share.
    .target(name: "OperationContracts", dependencies: ["Autodiff", "Tensors"], path: "Tests/OperationContracts"),
    .testTarget(
      name: "TensorsTests", dependencies: ["OperationContracts", "Tensors"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "AutodiffTests", dependencies: ["OperationContracts", "Autodiff", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "NeuralNetworksTests", dependencies: ["NeuralNetworks", "Autodiff", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DistributionsTests", dependencies: ["OperationContracts", "Distributions", "Autodiff", "Tensors"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "InferenceTests", dependencies: ["Inference", "Distributions", "NeuralNetworks", "Autodiff", "Tensors"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "Tensors", "CZlib"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], resources: [.copy("Fixtures")]),
    .testTarget(name: "FiguresTests", dependencies: ["Figures", "CPNG"]),
    .testTarget(
      name: "NotebooksTests", dependencies: ["Notebooks", "Figures", "Statistics"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "CatalogueTests",
      dependencies: ["Catalogue", "Inference", "Distributions", "NeuralNetworks", "Autodiff", "Notebooks", "Tensors"]),
    .testTarget(
      name: "ComparisonTests", dependencies: ["Comparison", "Notebooks", "Figures", "CPNG"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "CommandTests", dependencies: ["Command", "Notebooks", "FixtureExperiments", "experiments"]),
    .testTarget(
      name: "BenchmarksTests", dependencies: ["Workloads", "NeuralNetworks", "Autodiff", "Tensors", "benchmarks"],
      resources: [.copy("Fixtures")]),
    .executableTarget(
      name: "FixtureExperiments", dependencies: ["Command", "Laboratory", "Notebooks", "Figures"],
      path: "Tests/FixtureExperiments"),
  ]
)

// libFuzzer brings a main function of its own, so that only `.ci/fuzz` builds what it feeds.
if Context.environment["FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["Comparison", "Datasets", "Figures", "Notebooks", "Requirements"],
      path: "Tests/Fuzzing", exclude: ["Corpora"], swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
