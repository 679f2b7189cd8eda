import LabAutodiff
import LabDistributions
import LabFlows
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// Values and volume changes against flows that were written in NumPy from their papers, whose Jacobians are by complex steps.
@Suite struct FixtureTests {
  private static let spline = ElementMap.spline(bins: 4, bound: 3)
  private static let layers: [any Layer] = [Dense(5), Activation.tanh]

  private func flow(_ family: String) throws -> any Flow {
    let random = Random(seed: 1), map = family.hasSuffix("spline") ? Self.spline : .affine()
    return switch family {
    case "planar": PlanarFlow("flow", size: 3, using: random)
    case "radial": RadialFlow("flow", size: 3, using: random)
    case _ where family.hasPrefix("elementwise"): ElementwiseFlow("flow", size: 3, map: map)
    case _ where family.hasPrefix("coupling"):
      try CouplingFlow("flow", mask: .half(of: 3), map: map, layers: Self.layers, using: random)
    case _ where family.hasPrefix("inverse"):
      InverseAutoregressiveFlow("flow", size: 3, map: map, hidden: [5], activation: .tanh, using: random)
    default: MaskedAutoregressiveFlow("flow", size: 3, map: map, hidden: [5], activation: .tanh, using: random)
    }
  }

  /// Networks of five units of order 1 leave some roundings; scales of up to e³ multiply them.
  @Test(arguments: try fixtureCases("flows")) func mapsAreThoseOfThePapers(_ fixture: FixtureCase) throws {
    let flow = try flow(try #require(fixture.attributes["family"]?.text))
    for (index, parameter) in flow.parameters.enumerated() {
      let value = try fixture.input("parameter \(index)")
      try #require(parameter.value.shape == value.shape, "\(parameter.name)")
      parameter.value = value
    }
    let x = try fixture.input("x"), map: any Bijection = flow.bijection(in: .evaluation, context: nil)
    let (y, change) = map.imageWithLogDeterminant(of: Variable(x))
    let total = map.eventRank == 0 ? change.value.sum(along: [-1]) : change.value
    #expect(errorRelativeToLargest(y.value, try fixture.output("y")) <= 1e-5)
    #expect(errorRelativeToLargest(total, try fixture.output("logDeterminant"), terms: 1) <= 1e-5)
    // Where a spline is almost level, many numbers have an image that rounds to one: the way back is checked there and back again.
    let images = Tensor(try fixture.output("y").map(Float.init), shape: x.shape)
    #expect(errorRelativeToLargest(map(map.inverse(Variable(images))).value, images) <= 1e-5)
  }
}
