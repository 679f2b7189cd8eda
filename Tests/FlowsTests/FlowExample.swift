import LabAutodiff
import LabDistributions
import LabFlows
import LabNeuralNetworks
import LabTensors
import Testing

/// A flow of the library, for the contracts that hold for every flow.
struct FlowExample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let size: Int
  let contextSize: Int
  /// Whether it is smooth: a spline has jumps in its second derivative at its knots.
  let isSmooth: Bool
  /// Whether it begins as the identity: a sequence that puts numbers into another order does not.
  let beginsAsIdentity: Bool
  private let make: @Sendable (Random) throws -> any Flow

  init(
    _ name: String, size: Int = 2, contextSize: Int = 0, isSmooth: Bool = true, beginsAsIdentity: Bool = true,
    _ make: @escaping @Sendable (Random) throws -> any Flow
  ) {
    (testDescription, self.size, self.contextSize) = (name, size, contextSize)
    (self.isSmooth, self.beginsAsIdentity, self.make) = (isSmooth, beginsAsIdentity, make)
  }

  /// The flow as it begins.
  func fresh() throws -> any Flow { try make(Random(seed: 1)["flow"]) }

  /// The flow with all parameters moved by normal numbers, as training might.
  func trained(by deviation: Float = 0.4) throws -> any Flow {
    let flow = try fresh()
    for (index, parameter) in flow.parameters.enumerated() {
      parameter.value =
        parameter.value + Tensor.normal(parameter.value.shape, using: Random(seed: 2)[index]) * deviation
    }
    return flow
  }

  /// So many vectors, a normal cloud that reaches beyond the splines' bounds here and there.
  func vectors(_ count: Int, deviation: Float = 1.5) -> Tensor {
    Tensor.normal([count, size], using: Random(seed: 3)["vectors"]) * deviation
  }

  /// A context for each of so many vectors; nil where the flow has none.
  func contexts(_ count: Int) -> Tensor? {
    contextSize == 0 ? nil : Tensor.normal([count, contextSize], using: Random(seed: 4)["contexts"])
  }

  /// The trained flow's map of so many vectors, without gradients.
  func bijection(_ count: Int) throws -> any Bijection {
    let flow = try trained()
    return flow.bijection(in: .evaluation, context: contexts(count).map { Variable($0) })
  }

  static let spline = ElementMap.spline(bins: 5, bound: 3)
  static let layers: [any Layer] = [Dense(6), Activation.tanh]

  /// In the plane, and without a context.
  static let planes = [
    FlowExample("planar") { PlanarFlow("flow", size: 2, using: $0) },
    FlowExample("radial") { RadialFlow("flow", size: 2, using: $0) },
    FlowExample("elementwise, affine") { _ in ElementwiseFlow("flow", size: 2, map: .affine()) },
    FlowExample("elementwise, spline", isSmooth: false) { _ in ElementwiseFlow("flow", size: 2, map: spline) },
    FlowExample("coupling, affine") {
      try CouplingFlow("flow", mask: .everyOther(of: 2), layers: layers, using: $0)
    },
    FlowExample("coupling, spline", isSmooth: false) {
      try CouplingFlow("flow", mask: .half(of: 2), map: spline, layers: layers, using: $0)
    },
    FlowExample("inverse autoregressive, affine") {
      InverseAutoregressiveFlow("flow", size: 2, hidden: [6], activation: .tanh, using: $0)
    },
    FlowExample("inverse autoregressive, spline", isSmooth: false) {
      InverseAutoregressiveFlow("flow", size: 2, map: spline, hidden: [6], activation: .tanh, using: $0)
    },
    FlowExample("masked autoregressive, affine") {
      MaskedAutoregressiveFlow("flow", size: 2, hidden: [6], activation: .tanh, using: $0)
    },
    FlowExample("masked autoregressive, spline", isSmooth: false) {
      MaskedAutoregressiveFlow("flow", size: 2, map: spline, hidden: [6], activation: .tanh, using: $0)
    },
    FlowExample("a permutation", beginsAsIdentity: false) { _ in FixedFlow(PermutationBijection.reversal(of: 2)) },
    FlowExample("three planar maps") { FlowSequence.planar("flow", size: 2, count: 3, using: $0) },
    FlowExample("couplings") {
      try FlowSequence.couplings("flow", size: 2, count: 2, layers: layers, using: $0)
    },
  ]

  /// Of longer vectors, or with a context.
  static let others = [
    FlowExample("planar, amortised", size: 3, contextSize: 2) {
      PlanarFlow("flow", size: 3, contextSize: 2, using: $0)
    },
    FlowExample("radial, amortised", size: 2, contextSize: 2) {
      RadialFlow("flow", size: 2, contextSize: 2, using: $0)
    },
    FlowExample("elementwise, amortised", size: 3, contextSize: 2) { _ in
      ElementwiseFlow("flow", size: 3, map: .affine(), contextSize: 2)
    },
    FlowExample("four couplings with a context", size: 5, contextSize: 2, beginsAsIdentity: false) {
      try FlowSequence.couplings("flow", size: 5, count: 4, layers: layers, contextSize: 2, using: $0)
    },
    FlowExample("inverse autoregressive with a context", size: 4, contextSize: 3, beginsAsIdentity: false) {
      FlowSequence.inverseAutoregressive(
        "flow", size: 4, count: 2, hidden: [7, 7], activation: .tanh, contextSize: 3, using: $0)
    },
    FlowExample("masked autoregressive with a context", size: 4, contextSize: 3, beginsAsIdentity: false) {
      FlowSequence.maskedAutoregressive(
        "flow", size: 4, count: 2, hidden: [7, 7], activation: .tanh, contextSize: 3, using: $0)
    },
    FlowExample("planar and autoregressive", size: 3) {
      FlowSequence([
        PlanarFlow("flow/1", size: 3, using: $0["planar"]),
        InverseAutoregressiveFlow("flow/2", size: 3, hidden: [6], activation: .tanh, using: $0["autoregressive"]),
      ])
    },
    FlowExample("one number", size: 1, isSmooth: false) {
      InverseAutoregressiveFlow("flow", size: 1, map: spline, hidden: [4], using: $0)
    },
    FlowExample("one number by a context", size: 1, contextSize: 2) {
      MaskedAutoregressiveFlow("flow", size: 1, hidden: [4], activation: .tanh, contextSize: 2, using: $0)
    },
  ]

  static let all = planes + others
}
