import LabNeuralNetworks
import LabTestSupport
import Testing

/// The lists of these tests name all that the library has.
@Suite struct CompletenessTests {
  private let library: LibraryModule

  init() throws { library = try LibraryModule("NeuralNetworks") }

  @Test func everyLayerIsTried() {
    let list = LayerExample.all.map { typeName(of: $0.layer) }
    #expect(
      omissions(of: library.types(conformingTo: "Layer"), in: list, of: "layers", file: "LayerExample.swift") == [])
  }

  @Test func everyActivationIsTried() {
    let list = LayerExample.activations.map(\.key)
    #expect(
      omissions(of: library.constants(of: "Activation"), in: list, of: "activations", file: "LayerExample.swift") == [])
  }

  @Test func everyInitializerIsTried() {
    let list = InitializerTests.examples.map { caseName(of: $0.initializer) }
    #expect(
      omissions(of: library.cases(of: "Initializer"), in: list, of: "initialisers", file: "InitializerTests.swift")
        == [])
  }

  @Test func everyOptimizerIsTried() {
    let list = OptimizerTests.Kind.all.map { typeName(of: $0.make(0.1)) }
    #expect(
      omissions(of: library.types(conformingTo: "Optimizer"), in: list, of: "optimisers", file: "OptimizerTests.swift")
        == [])
  }

  @Test func everyOptimizerHasATrajectory() throws {
    let list = try fixtureCases("optimizers").compactMap { OptimizerTests.makeOptimizer(of: $0) }
    #expect(
      omissions(
        of: library.types(conformingTo: "Optimizer"), in: list.map { typeName(of: $0) }, of: "published trajectories",
        file: "Fixtures/optimizers.py") == [])
  }

  @Test func everyLearningRateIsTried() {
    let list = LearningRateTests.examples.map { caseName(of: $0.rate) }
    #expect(
      omissions(of: library.cases(of: "LearningRate"), in: list, of: "learning rates", file: "LearningRateTests.swift")
        == [])
  }
}
