import LabAutodiff
import LabDistributions
import LabFlows
import LabNeuralNetworks
import LabTensors
import Testing

/// What depends on what in flows with networks, and how planar maps are kept one to one.
@Suite struct StructureTests {
  /// Wide enough that no dependence goes missing by chance; trained far away from the identity.
  private func trained(_ flow: some Flow) -> some Flow {
    for (index, parameter) in flow.parameters.enumerated() {
      parameter.value = parameter.value + Tensor.normal(parameter.value.shape, using: Random(seed: 2)[index]) * 0.3
    }
    return flow
  }

  private let x = Tensor.normal([10, 5], using: Random(seed: 3))

  @Test(arguments: [[], [9], [8, 16], [3, 3]] as [[Int]], [0, 2])
  func autoregressiveJacobiansAreTriangular(_ hidden: [Int], _ contextSize: Int) throws {
    let context = contextSize == 0 ? nil : Variable(Tensor.normal([10, contextSize], using: Random(seed: 4)))
    let random = Random(seed: 1)
    let flows: [any Flow] = [
      trained(
        InverseAutoregressiveFlow(
          "flow", size: 5, hidden: hidden, activation: .tanh, contextSize: contextSize, using: random)),
      trained(
        MaskedAutoregressiveFlow(
          "flow", size: 5, hidden: hidden, activation: .tanh, contextSize: contextSize, using: random)),
    ]
    for flow in flows {
      let map: any Bijection = flow.bijection(in: .evaluation, context: context)
      let rows = try jacobianRows(of: { map($0) }, at: x)
      for row in 0..<5 {
        for vector in 0..<10 {
          let derivatives = rows[row][vector]
          #expect(derivatives.dropFirst(row + 1).allSatisfy { $0 == 0 })
          #expect(derivatives[row] > 0)
          // With units enough, each number depends on all before it.
          if hidden == [9] || hidden == [8, 16] { #expect(derivatives.prefix(row).allSatisfy { $0 != 0 }) }
        }
      }
    }
  }

  /// However few units there are, the last number depends on all before it, and the first on the context.
  @Test(arguments: [[1], [2], [3], [2, 2], [64, 2], [2, 64]] as [[Int]], [0, 2])
  func fewUnitsSeeAllNumbers(_ hidden: [Int], _ contextSize: Int) throws {
    guard contextSize == 0 || hidden != [1] else { return }
    let random = Random(seed: 1), size = x.shape[1]
    let flow = trained(
      InverseAutoregressiveFlow(
        "flow", size: size, hidden: hidden, activation: .tanh, contextSize: contextSize, using: random))
    func mapped(_ x: Variable, _ context: Tensor?) -> Variable {
      let bijection = flow.bijection(in: .evaluation, context: context.map(Variable.init(_:)))
      return bijection(x)
    }
    let context = contextSize == 0 ? nil : Tensor.normal([10, contextSize], using: Random(seed: 4))
    let rows = try jacobianRows(of: { x in mapped(x, context) }, at: x)
    for vector in 0..<10 { #expect(rows[size - 1][vector].allSatisfy { $0 != 0 }) }
    guard let context else { return }
    let changes = mapped(Variable(x), context + 1).value - mapped(Variable(x), context).value
    #expect(changes.slice(0..<1, along: -1).elements.allSatisfy { $0 != 0 })
  }

  /// With two stacked and the order reversed between them, the first number depends on the last.
  @Test func aReversalLetsAllDependOnAll() throws {
    let flow = trained(
      FlowSequence.inverseAutoregressive("flow", size: 5, count: 2, activation: .tanh, using: Random(seed: 1)))
    let map: any Bijection = flow.bijection(in: .evaluation, context: nil)
    let rows = try jacobianRows(of: { map($0) }, at: x)
    #expect((0..<5).allSatisfy { rows[$0].allSatisfy { $0.allSatisfy { $0 != 0 } } })
  }

  @Test(arguments: [
    CouplingMask.everyOther(of: 5), .everyOther(of: 5, odd: true), .half(of: 5), .half(of: 5, second: true),
  ])
  func aCouplingLeavesWhatStays(_ mask: CouplingMask) throws {
    let flow = trained(try CouplingFlow("flow", mask: mask, using: Random(seed: 1)))
    let map: any Bijection = flow.bijection(in: .evaluation, context: nil)
    let there = map(Variable(x)).value.elements, back = map.inverse(Variable(x)).value.elements
    for (index, x) in x.elements.enumerated() {
      #expect((there[index] == x) == mask.stays[index % 5])
      #expect((back[index] == x) == mask.stays[index % 5])
    }
  }

  @Test func halvesCoverAll() {
    #expect(CouplingMask.half(of: 3).stays == [true, false, false])
    #expect(CouplingMask.half(of: 3, second: true).stays == [false, true, true])
    #expect(CouplingMask.everyOther(of: 3).stays == [true, false, true])
  }

  /// However the numbers are chosen, a line along w is mapped in its order; where w · u is −∞, almost to one point.
  @Test(arguments: [-30, -5, -1, 0, 1, 5, 30] as [Float]) func planarMapsAreOneToOne(_ product: Float) {
    let w = Tensor([0.6, -0.8]),
      map = PlanarBijection(u: Variable(w * product), w: Variable(w), b: Variable(Tensor([0.3])))
    let steps = Tensor((-400...400).map { Float($0) / 50 }, shape: [801, 1])
    let line = steps * w.reshaped(to: [1, 2]), y = map(Variable(line)).value
    let along = (y * w).sum(along: [-1]).elements
    #expect(zip(along, along.dropFirst()).allSatisfy { $0 <= $1 + 1e-6 })
    let back = map.inverse(Variable(y)).value
    let slopes = map.logDeterminant(Variable(line)).value.mapped(.exp).elements
    for (index, (x, found)) in zip(line.elements, back.elements).enumerated() {
      // The rounding of y over the slope.
      #expect(abs(x - found) <= 1e-5 + 4e-6 / slopes[index / 2])
    }
  }

  @Test func permutationsAndCompositions() {
    let order = PermutationBijection([2, 0, 1]), x = Variable(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    #expect(order(x).value.elements == [3, 1, 2, 6, 4, 5])
    #expect(order.inverse(order(x)).value == x.value)
    let map = ComposedBijection([order, .exponential])
    #expect(map.support == .positive && map.eventRank == 1)
    #expect(map.logDeterminant(x).value == x.value.sum(along: [-1]))
    let simplex = ComposedBijection([order, .stickBreaking])
    #expect(simplex.imageShape(of: [2, 3]) == [2, 4] && simplex.unconstrainedShape(of: [2, 4]) == [2, 3])
    #expect(simplex(x).shape == [2, 4] && simplex.logDeterminant(x).shape == [2])
    #expect(ComposedBijection([])(x).value == x.value)
  }

  /// A value that no number is mapped to has no density, wherever in a row of maps that shows, and no gradient; its neighbours have
  /// theirs, as have draws that rounding has put outside.
  @Test func whatNoNumberIsMappedToHasNoDensity() throws {
    let shift = AffineBijection(shift: Variable(1), logScale: Variable(0))
    let normal = Normal.standard()
    func densities(_ maps: [any Bijection], _ y: Float...) throws -> [Float] {
      let tape = Tape(), y = tape.variable(Tensor(y))
      let density = Transformed(normal, ComposedBijection(maps)).logDensity(y)
      let slopes = try #require(tape.gradients(of: density.sum())[y]).elements
      for (density, slope) in zip(density.value.elements, slopes) {
        #expect(slope.isFinite && (density > -.infinity || slope == 0))
      }
      return density.value.elements
    }
    // 1 + eˣ is above 1, and a shift further on changes nothing in that.
    let logTwo: Float = 0.6931472, expected = normal.logDensity(Variable(logTwo)).value.element - logTwo
    let still = AffineBijection(shift: Variable(0), logScale: Variable(0)), exponential = ExponentialBijection()
    for maps in [[exponential, shift], [exponential, shift, still]] as [[any Bijection]] {
      let found = try densities(maps, 3, 0.5, -2)
      #expect(abs(found[0] - expected) <= 1e-6 && found[1] == -.infinity && found[2] == -.infinity)
    }
    // σ(eˣ) is above ½, exp(σ(x)) between 1 and e.
    #expect(try densities([ExponentialBijection(), LogisticBijection()], 0.75, 0.25).map(\.isFinite) == [true, false])
    #expect(
      try densities([LogisticBijection(), ExponentialBijection()], 2, 0.5, 3).map(\.isFinite) == [true, false, false])
    // A composition within another.
    let inner = ComposedBijection([ExponentialBijection(), shift])
    #expect(try densities([inner, shift], 3, 1.5).map(\.isFinite) == [true, false])
    #expect(try densities([ExponentialBijection(), shift], .nan)[0].isNaN)
  }

  /// Of vectors, one number outside is enough.
  @Test func aVectorIsAnImageAsAWhole() {
    let shift = AffineBijection(shift: Variable(1), logScale: Variable(0))
    let maps = ComposedBijection([PermutationBijection([1, 0]), ExponentialBijection(), shift])
    let density = Transformed(Normal.standard([2]).toEvent(1), maps)
    let found = density.logDensity(Variable(Tensor([2, 3, 0.5, 3, 2, 0.5], shape: [3, 2]))).value.elements
    #expect(found.map(\.isFinite) == [true, false, false])
  }

  /// σ(x) of a large x, shifted, comes back as a number beyond 1 by a rounding of the shift.
  @Test func drawsBesideAnEndKeepTheirDensity() {
    let normal = Normal(mean: Variable(.zeros([2_000])), logStandardDeviation: Variable(3))
    for (shift, scale) in [(0.3, 0), (1, -0.7), (1_000, 2)] as [(Float, Float)] {
      let maps = ComposedBijection([
        LogisticBijection(), AffineBijection(shift: Variable(shift), logScale: Variable(scale)),
      ])
      let images = Transformed(normal, maps)
      #expect(images.logDensity(Variable(images.sample(using: Random(seed: 1)))).value.firstNonFinite == nil)
    }
  }

  @Test func anAffineMapKnowsItsMoments() {
    let base = Normal(mean: Variable(Tensor([1, 2])), logStandardDeviation: Variable(Tensor([0, 0])))
    let map = AffineBijection(shift: Variable(Tensor([1, 0])), logScale: Variable(Tensor([0, 0])))
    #expect(Transformed(base, map).mean.value.elements == [2, 2])
  }
}
