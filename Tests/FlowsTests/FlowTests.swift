import Foundation
import LabAutodiff
import LabDistributions
import LabFlows
import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

/// Contracts that hold for every flow of the library.
@Suite struct FlowTests {
  /// The largest distance of elements, as a fraction of the expected one's size where that is above 1.
  private func distance(_ actual: Tensor, _ expected: Tensor) -> Double {
    guard actual.shape == expected.shape else { return .infinity }
    return zip(actual.elements, expected.elements).map { actual, expected in
      let distance = abs(Double(actual) - Double(expected)) / max(1, abs(Double(expected)))
      return distance.isNaN ? .infinity : distance
    }.max() ?? 0
  }

  @Test(arguments: FlowExample.all) func theInverseUndoesTheMap(_ example: FlowExample) throws {
    let x = example.vectors(200), map = try example.bijection(200)
    #expect(distance(map.inverse(map(Variable(x))).value, x) <= 1e-5)
    #expect(distance(map(map.inverse(Variable(x))).value, x) <= 1e-5)
  }

  @Test(arguments: FlowExample.all) func valueAndVolumeChangeTogetherAreWhatTheyAreApart(_ example: FlowExample) throws
  {
    let x = Variable(example.vectors(20)), map = try example.bijection(20)
    let (image, change) = map.imageWithLogDeterminant(of: x)
    #expect(image.value == map(x).value && change.value == map.logDeterminant(x).value)
    let (argument, back) = map.inverseWithLogDeterminant(of: x)
    #expect(argument.value == map.inverse(x).value)
    #expect(distance(back.value, map.logDeterminant(argument).value) <= 1e-5)
    #expect(image.shape == x.shape && change.shape == (map.eventRank == 0 ? x.shape : x.shape.dropLast()))
  }

  /// log |det ∂y/∂x|, by the Jacobian that the tape gives row by row.
  @Test(arguments: FlowExample.all) func theVolumeChangeIsThatOfTheJacobian(_ example: FlowExample) throws {
    let count = 30, map = try example.bijection(count), found = try changes(map, example.vectors(count))
    let rows = try jacobianRows(of: { map($0) }, at: example.vectors(count))
    for vector in 0..<count {
      let expected = log(abs(determinant(rows.map { $0[vector] })))
      #expect(abs(found[vector] - expected) <= 1e-5 * max(1, abs(expected)))
    }
  }

  /// The same by central differences with h = 2⁻⁶ and h/2, combined as (4 D(h/2) − D(h))/3: what is left is h⁴ of fifth derivatives,
  /// and at a knot of a spline h/4 = 4e-3 of the jump in the second; the rounding of y is 2⁻²⁴/h = 4e-6 of it.
  @Test(arguments: FlowExample.all) func theVolumeChangeIsThatOfDifferences(_ example: FlowExample) throws {
    let count = 30, map = try example.bijection(count), x = example.vectors(count)
    let found = try changes(map, x)
    func slopes(_ place: Int, _ h: Float) -> [Double] {
      let step = Tensor((0..<example.size).map { $0 == place ? h : 0 })
      return (map(Variable(x + step)).value - map(Variable(x - step)).value).elements.map {
        Double($0) / Double(2 * h)
      }
    }
    let columns = (0..<example.size).map { place in
      zip(slopes(place, 0x1p-6), slopes(place, 0x1p-7)).map { (4 * $1 - $0) / 3 }
    }
    for vector in 0..<count {
      let matrix = (0..<example.size).map { row in columns.map { $0[vector * example.size + row] } }
      #expect(abs(found[vector] - log(abs(determinant(matrix)))) <= (example.isSmooth ? 1e-3 : 5e-2))
    }
  }

  @Test(arguments: FlowExample.all.filter(\.beginsAsIdentity)) func aFlowBeginsAsTheIdentity(_ example: FlowExample)
    throws
  {
    let flow = try example.fresh(), x = example.vectors(50)
    let map = flow.bijection(in: .evaluation, context: example.contexts(50).map { Variable($0) })
    #expect(distance(map(Variable(x)).value, x) <= 2e-6)
    #expect(try changes(map, x).allSatisfy { abs($0) <= 4e-6 })
  }

  /// By the sum over a lattice out to ±12 with steps of 1/16: of a smooth density it is exact to rounding, of one with kinks to the
  /// square of the step.
  @Test(arguments: FlowExample.planes) func theDensityOfItsImagesIntegratesToOne(_ example: FlowExample) throws {
    let density = Transformed(
      Normal.standard([2]).toEvent(1), try example.trained(by: 0.25).composedBijection(in: .evaluation))
    let steps = (-192...192).map { Float($0) / 16 }
    let points = Tensor(steps.flatMap { x in steps.flatMap { [x, $0] } }, shape: [steps.count * steps.count, 2])
    let densities = density.logDensity(Variable(points)).value.elements.map { exp(Double($0)) }
    #expect(abs(densities.reduce(0, +) / 256 - 1) <= (example.isSmooth ? 1e-4 : 1e-3))
  }

  /// A draw is scored by the way that it was made, and by the way back.
  @Test(arguments: FlowExample.all) func drawsAreScoredAsValuesAre(_ example: FlowExample) throws {
    let flow = try example.trained(), context = example.contexts(40).map { Variable($0) }
    let base = Normal.standard([40, example.size]).toEvent(1)
    let density = Transformed(base, flow.composedBijection(in: .evaluation, context: context))
    var random = Random(seed: 5)
    let (draw, score) = density.scoredSample(using: &random)
    #expect(draw.value == density.sample(using: Random(seed: 5)))
    #expect(distance(density.logDensity(draw).value, score.value) <= 2e-5)
  }

  /// A context of many vectors before one distribution makes many, each of which has draws of its own.
  @Test(arguments: FlowExample.others.filter { $0.contextSize > 0 })
  func aContextMakesABatch(_ example: FlowExample) throws {
    let flow = try example.trained(), context = try #require(example.contexts(12))
    let map = flow.composedBijection(in: .evaluation, context: Variable(context))
    let one = Transformed(Normal.standard([example.size]).toEvent(1), map)
    let many = Transformed(Normal.standard([12, example.size]).toEvent(1), map)
    #expect(one.batchShape == [12] && one.eventShape == [example.size])
    #expect(one.sample(using: Random(seed: 5)) == many.sample(using: Random(seed: 5)))
    var random = Random(seed: 5)
    #expect(one.scoredSample(using: &random).logDensity.shape == [12])
    let value = Variable(example.vectors(1).reshaped(to: [example.size]))
    #expect(one.logDensity(value).value == many.logDensity(value).value)
  }

  /// Likewise parameters with axes that the base has not.
  @Test(arguments: BatchedMap.all) func parametersMakeABatch(_ example: BatchedMap) {
    let map = example.make(), one = Transformed(Normal.standard([2]).toEvent(1), ComposedBijection([map]))
    let many = Transformed(Normal.standard([3, 2]).toEvent(1), ComposedBijection([map]))
    #expect(one.batchShape == [3] && one.sample(using: Random(seed: 5)) == many.sample(using: Random(seed: 5)))
    let value = Variable(Tensor([0.5, -0.25]))
    #expect(one.logDensity(value).value == many.logDensity(value).value)
  }

  /// Particles before the batch are mapped as each of them alone.
  @Test(arguments: FlowExample.all) func axesBeforeTheBatchAreMore(_ example: FlowExample) throws {
    let map = try example.bijection(6), x = example.vectors(18).reshaped(to: [3, 6, example.size])
    let (image, change) = map.imageWithLogDeterminant(of: Variable(x))
    for particle in 0..<3 {
      let one = x.slice(particle..<particle + 1, along: 0).reshaped(to: [6, example.size])
      let alone = map.imageWithLogDeterminant(of: Variable(one))
      let rows = image.value.slice(particle..<particle + 1, along: 0).reshaped(to: one.shape)
      #expect(distance(rows, alone.image.value) <= 1e-6)
      let changes = change.value.slice(particle..<particle + 1, along: 0).reshaped(to: alone.logDeterminant.shape)
      #expect(distance(changes, alone.logDeterminant.value) <= 1e-6)
    }
  }

  /// Far outside too, with their derivatives, there and back.
  @Test(arguments: FlowExample.all, [20, 1e4] as [Float])
  func nothingOverflowsFarOut(_ example: FlowExample, _ distance: Float) throws {
    let map = try example.bijection(20)
    for isForward in [true, false] {
      let tape = Tape(), x = tape.variable(example.vectors(20) * distance)
      let (value, change) =
        isForward ? map.imageWithLogDeterminant(of: x) as (Variable, Variable) : map.inverseWithLogDeterminant(of: x)
      #expect(value.value.firstNonFinite == nil && change.value.firstNonFinite == nil)
      #expect(try #require(tape.gradients(of: value.sum() + change.sum())[x]).firstNonFinite == nil)
    }
  }

  @Test(arguments: FlowExample.others.filter { $0.contextSize > 0 })
  func theContextDecides(_ example: FlowExample) throws {
    let flow = try example.trained(), x = Variable(example.vectors(8)), context = try #require(example.contexts(8))
    let one: any Bijection = flow.bijection(in: .evaluation, context: Variable(context))
    let other: any Bijection = flow.bijection(in: .evaluation, context: Variable(context + 1))
    #expect(one(x).value != other(x).value)
  }

  private func changes(_ map: any Bijection, _ x: Tensor) throws -> [Double] {
    let changes = map.logDeterminant(Variable(x)).value
    return (map.eventRank == 0 ? changes.sum(along: [-1]) : changes).elements.map(Double.init)
  }
}

/// A map of vectors of two numbers with parameters of a batch of three.
struct BatchedMap: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let make: @Sendable () -> any Bijection

  private static func numbers(_ shape: Shape) -> Variable { Variable(.normal(shape, using: Random(seed: 6))) }

  static let all = [
    BatchedMap(testDescription: "shift") { AffineBijection(shift: numbers([3, 2]), logScale: numbers([2])) },
    BatchedMap(testDescription: "scale") { AffineBijection(shift: numbers([]), logScale: numbers([3, 1])) },
    BatchedMap(testDescription: "spline") {
      RationalQuadraticSplineBijection(numbers([3, 2, 8]), bins: 3, bound: 3)
    },
    BatchedMap(testDescription: "planar, by its vectors") {
      PlanarBijection(u: numbers([3, 2]), w: numbers([3, 2]), b: numbers([1]))
    },
    BatchedMap(testDescription: "planar, by its distance") {
      PlanarBijection(u: numbers([2]), w: numbers([2]), b: numbers([3, 1]))
    },
    BatchedMap(testDescription: "radial, by its centre") {
      RadialBijection(centre: numbers([3, 2]), alpha: numbers([1]), beta: numbers([1]))
    },
    BatchedMap(testDescription: "radial, by its strength") {
      RadialBijection(centre: numbers([2]), alpha: numbers([1]), beta: numbers([3, 1]))
    },
  ]
}

/// Rows of the Jacobians of a map of vectors, one after another, each for all vectors.
func jacobianRows(of map: (Variable) -> Variable, at x: Tensor) throws -> [[[Double]]] {
  let size = x.shape[1]
  return try (0..<size).map { row in
    let tape = Tape(), variable = tape.variable(x)
    let y = map(variable).slice(row..<row + 1, along: -1).sum()
    let gradients = try #require(tape.gradients(of: y)[variable]).elements.map(Double.init)
    return (0..<x.shape[0]).map { Array(gradients[$0 * size..<($0 + 1) * size]) }
  }
}

/// By Gauss's elimination with pivots.
func determinant(_ matrix: [[Double]]) -> Double {
  var rows = matrix, result = 1.0
  for column in rows.indices {
    let pivot = (column..<rows.count).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
    if rows[pivot][column] == 0 { return 0 }
    if pivot != column {
      rows.swapAt(pivot, column)
      result = -result
    }
    result *= rows[column][column]
    for row in column + 1..<rows.count {
      let factor = rows[row][column] / rows[column][column]
      for place in column..<rows.count { rows[row][place] -= factor * rows[column][place] }
    }
  }
  return result
}
