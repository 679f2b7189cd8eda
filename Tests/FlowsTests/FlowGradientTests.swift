import LabAutodiff
import LabDistributions
import LabFlows
import LabTensors
import Testing

/// Gradients of values and volume changes, both ways, with respect to all that they depend on.
@Suite struct FlowGradientTests {
  enum Quantity: CaseIterable { case image, logDeterminant, inverse, inverseLogDeterminant }

  private func evaluate(_ quantity: Quantity, _ map: any Bijection, _ x: Variable) -> Variable {
    switch quantity {
    case .image: map(x)
    case .logDeterminant: map.logDeterminant(x)
    case .inverse: map.inverse(x)
    case .inverseLogDeterminant: map.inverseWithLogDeterminant(of: x).logDeterminant
    }
  }

  private static let count = 3

  /// A spline is checked where no step of the differences crosses a knot; its volume change has a kink there.
  @Test(arguments: FlowExample.all, Quantity.allCases)
  func gradientsAreThoseOfDifferences(_ example: FlowExample, _ quantity: Quantity) throws {
    let flow = try example.trained(by: 0.3), x = example.vectors(Self.count, deviation: 1)
    let context = example.contexts(Self.count)
    let check = GradientCheck(at: [x] + (context.map { [$0] } ?? []), using: Random(seed: 6)) { arguments in
      let map: any Bijection = flow.bijection(in: .evaluation, context: arguments.count > 1 ? arguments[1] : nil)
      // What depends on none of the arguments has a gradient of zero.
      return evaluate(quantity, map, arguments[0]) + arguments.reduce(Variable(0)) { $0 + $1.sum() } * 0
    }
    #expect(check.disagreements == [])
    for (index, parameter) in flow.parameters.enumerated() {
      let check = ParameterCheck(of: parameter, using: Random(seed: 7)[index]) { pass in
        evaluate(quantity, flow.bijection(in: pass, context: context.map { Variable($0) }), Variable(x))
      }
      #expect(check.disagreement == nil, "\(parameter.name)")
    }
  }

  /// No parameter is left out, and with constant parameters none has a gradient.
  @Test(arguments: FlowExample.all) func everyParameterHasAGradient(_ example: FlowExample) throws {
    let flow = try example.fresh(), context = example.contexts(Self.count).map { Variable($0) }
    let x = Variable(example.vectors(Self.count))
    let names = flow.parameters.map(\.name)
    #expect(Set(names).count == names.count)
    func gradients(_ pass: Pass, _ tape: Tape) throws -> [Tensor?] {
      let map: any Bijection = flow.bijection(in: pass, context: context)
      let (image, change) = map.imageWithLogDeterminant(of: x)
      let found = tape.gradients(of: tape.variable(Tensor(0)) + image.sum() + change.sum())
      return flow.parameters.map { found[$0] }
    }
    let tape = Tape(), pass = Pass(.training, on: tape)
    #expect(try gradients(pass, tape).allSatisfy { $0 != nil })
    let other = Tape()
    #expect(try gradients(Pass(.training, on: other).withConstantParameters, other).allSatisfy { $0 == nil })
  }
}

/// `GradientCheck` of a parameter, which a pass gives.
struct ParameterCheck {
  let disagreement: String?

  init(of parameter: Parameter, using random: Random, _ function: (Pass) -> Variable) {
    var random = random
    let start = parameter.value, tape = Tape(), result = function(Pass(.evaluation, on: tape))
    let cotangent = random.normal(result.shape)
    let slopes = tape.gradients(of: (result * Variable(cotangent)).sum())[parameter]?.elements
    let direction = Tensor(
      random.integers(in: -4..<5, count: start.count).map { Float($0) / 4 }, shape: start.shape)
    func loss(_ step: Float) -> Double {
      parameter.value = start + direction * step
      defer { parameter.value = start }
      return zip(function(.evaluation).value.elements, cotangent.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    func difference(_ step: Float) -> Double { (loss(step) - loss(-step)) / (2 * Double(step)) }
    let terms = zip(slopes ?? Array(repeating: 0, count: start.count), direction.elements)
      .map { Double($0) * Double($1) }
    let byTape = terms.reduce(0, +), byDifferences = (4 * difference(0x1p-6) - difference(0x1p-5)) / 3
    let tolerance = 1e-4 * (terms.map(abs).reduce(0, +) + 0.1)
    disagreement =
      abs(byTape - byDifferences) <= tolerance ? nil : "\(byTape) by the tape, \(byDifferences) by differences"
  }
}
