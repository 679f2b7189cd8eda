import LabAutodiff
import LabDistributions
import LabFlows
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// Gradients through stacked splines against PyTorch's in double precision, at points that no layer brings near a knot.
///
/// The differences of `GradientCheck` cannot tell here: a step of 1/32 in the parameters of a layer may move what the next one
/// maps across a knot, where the gradient of a volume change jumps. They are then wrong by up to tens of per cent, in double
/// precision too; with steps of 1e-6 in double precision they are PyTorch's gradients.
@Suite struct SplineGradientTests {
  private static let map = ElementMap.spline(bins: 4, bound: 3)
  private static let layers: [any Layer] = [Dense(4), Activation.tanh]

  private func stack(_ name: String) throws -> FlowSequence {
    let random = Random(seed: 1), map = Self.map
    func coupling(_ name: String, _ mask: CouplingMask) throws -> CouplingFlow {
      try CouplingFlow(name, mask: mask, map: map, layers: Self.layers, using: random)
    }
    return switch name {
    case "three couplings of two numbers":
      try FlowSequence.couplings("flow", size: 2, count: 3, map: map, layers: Self.layers, using: random)
    case "three couplings of three numbers":
      FlowSequence([
        try coupling("1", .half(of: 3)), try coupling("2", .half(of: 3, second: true)),
        FixedFlow(PermutationBijection([2, 0, 1])), try coupling("3", .half(of: 3)),
      ])
    case "two masked autoregressive":
      FlowSequence.maskedAutoregressive(
        "flow", size: 3, count: 2, map: map, hidden: [4], activation: .tanh, using: random)
    default:
      FlowSequence.inverseAutoregressive(
        "flow", size: 3, count: 2, map: map, hidden: [4], activation: .tanh, using: random)
    }
  }

  @Test(arguments: try fixtureCases("spline-gradients"))
  func imagesAndVolumeChangesHaveTheGradientsOfDoublePrecision(_ fixture: FixtureCase) throws {
    try check(fixture, "image", at: "x") { map, x in
      let (image, change) = map.imageWithLogDeterminant(of: x)
      return [("image", image), ("change", change)]
    }
  }

  @Test(arguments: try fixtureCases("spline-gradients"))
  func densitiesHaveTheGradientsOfDoublePrecision(_ fixture: FixtureCase) throws {
    try check(fixture, "density", at: "y") { map, y in
      [("density", Transformed(Normal.standard([y.shape[-1]]).toEvent(1), map).logDensity(y))]
    }
  }

  /// The library's formulas in PyTorch's single precision are off by 2.4e-6 in values and, in gradients, by 1e-5 of the
  /// largest element: the roundings of three layers, each multiplied by the bends of the next. One path left out, such as a
  /// volume change that does not see where it is taken, or a slope at a knot, would show as 6e-2 or more.
  private func check(
    _ fixture: FixtureCase, _ quantity: String, at argument: String,
    of results: (ComposedBijection, Variable) -> [(String, Variable)]
  ) throws {
    let flow = try stack(fixture.name), parameters = flow.parameters
    for (index, parameter) in parameters.enumerated() {
      let value = try fixture.input("parameter \(index)")
      try #require(parameter.value.shape == value.shape, "\(parameter.name)")
      parameter.value = value
    }
    let tape = Tape(), x = tape.variable(try fixture.input(argument))
    var sum = Variable(0)
    for (name, result) in results(flow(Pass(.evaluation, on: tape)), x) {
      let expected = try fixture.output(name), cotangent = try fixture.input("\(name) cotangent")
      #expect(errorRelativeToLargest(result.value, expected, terms: 1) <= 1e-5, "\(name)")
      sum = sum + (result * Variable(cotangent)).sum()
    }
    let gradients = tape.gradients(of: sum)
    var found: [(name: String, gradient: Tensor?)] = [(name: argument, gradient: gradients[x])]
    for (index, parameter) in parameters.enumerated() {
      found.append((name: "parameter \(index)", gradient: gradients[parameter]))
    }
    for (name, gradient) in found {
      let actual = try #require(gradient, "\(name)"), expected = try fixture.gradient("\(quantity): \(name)")
      #expect(errorRelativeToLargest(actual, expected) <= 1e-4, "\(name)")
    }
  }
}
