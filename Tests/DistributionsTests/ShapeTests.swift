import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// Batch and event shapes, and what broadcasting, expanding and moving axes into the event leave unchanged.
@Suite struct ShapeTests {
  /// Parameters with a batch of 2×3, each with the axes of its own that broadcast to it. Every distribution of the batch
  /// has other parameters: 1 + b/16 times the example's.
  private func batched(_ example: DistributionExample) -> [Tensor] {
    example.parameters.enumerated().map { position, parameter in
      let batch: Shape = example.parameters.count == 1 ? [2, 3] : position % 2 == 0 ? [2, 1] : [3]
      let ones = [Int](repeating: 1, count: parameter.shape.rank)
      let factors = Tensor((0..<batch.count).map { 1 + Float($0) / 16 }, shape: Shape(batch.dimensions + ones))
      return parameter * factors
    }
  }

  /// The parameters of one distribution of that batch.
  private func single(_ row: Int, _ column: Int, _ example: DistributionExample) -> [Tensor] {
    zip(batched(example), example.parameters).map { batched, parameter in
      let whole = batched.broadcast(to: Shape([2, 3] + parameter.shape.dimensions))
      return whole.slice(row..<row + 1, along: 0).slice(column..<column + 1, along: 1).reshaped(to: parameter.shape)
    }
  }

  private func make(_ example: DistributionExample, _ parameters: [Tensor]) -> any Distribution {
    example.make(parameters.map { Variable($0) })
  }

  private func expectShapes(
    _ distribution: any Distribution, batch: Shape, event: Shape, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var random = Random(seed: 1)
    let draw = distribution.sample(using: &random), whole = Shape(batch.dimensions + event.dimensions)
    #expect(distribution.batchShape == batch, sourceLocation: sourceLocation)
    #expect(distribution.eventShape == event, sourceLocation: sourceLocation)
    #expect(draw.shape == whole, sourceLocation: sourceLocation)
    #expect(distribution.mean.shape == whole, sourceLocation: sourceLocation)
    #expect(distribution.variance.shape == whole, sourceLocation: sourceLocation)
    #expect(distribution.logDensity(Variable(draw)).shape == batch, sourceLocation: sourceLocation)
    if let entropy = distribution.entropy { #expect(entropy.shape == batch, sourceLocation: sourceLocation) }
    if let reparameterized = distribution as? any ReparameterizedDistribution {
      #expect(reparameterized.reparameterizedSample(using: &random).shape == whole, sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: DistributionExample.all) func quantitiesHaveTheShapesOfBatchAndEvent(_ example: DistributionExample)
  {
    let event = Shape(Array(example.quadrature.points.shape.dimensions.dropFirst()))
    let batch = make(example, batched(example))
    expectShapes(example.distribution, batch: [], event: event)
    expectShapes(batch, batch: [2, 3], event: event)
    expectShapes(example.distribution.expanded(to: [4]), batch: [4], event: event)
    expectShapes(batch.expanded(to: [5, 2, 3]), batch: [5, 2, 3], event: event)
  }

  /// Each distribution of a batch is the one that its own parameters make, whatever the axes that they came with.
  @Test(arguments: DistributionExample.all) func parametersBroadcast(_ example: DistributionExample) {
    let batch = make(example, batched(example))
    var random = Random(seed: 3)
    let draws = batch.sample(using: &random), event = batch.eventShape
    for row in 0..<2 {
      for column in 0..<3 {
        let one = make(example, single(row, column, example))
        func part(_ whole: Tensor) -> Tensor {
          let part = whole.slice(row..<row + 1, along: 0).slice(column..<column + 1, along: 1)
          return part.reshaped(to: Shape(Array(part.shape.dimensions.dropFirst(2))))
        }
        let draw = part(draws)
        #expect(draw.shape == event)
        expectEqual(part(batch.logDensity(Variable(draws)).value), one.logDensity(Variable(draw)).value)
        expectEqual(part(batch.mean.value), one.mean.value)
        expectEqual(part(batch.variance.value), one.variance.value)
        if let entropy = batch.entropy, let other = one.entropy { expectEqual(part(entropy.value), other.value) }
      }
    }
  }

  /// A value of one event stands before every distribution of the batch, and more axes of values are more log-densities.
  @Test(arguments: DistributionExample.all) func valuesBroadcast(_ example: DistributionExample) {
    let batch = make(example, batched(example)), event = batch.eventShape.dimensions
    var random = Random(seed: 3)
    let draw = example.distribution.sample(using: &random)
    let repeated = draw.broadcast(to: Shape([2, 3] + event))
    #expect(batch.logDensity(Variable(draw)).shape == [2, 3])
    expectEqual(batch.logDensity(Variable(draw)).value, batch.logDensity(Variable(repeated)).value)
    let draws = batch.expanded(to: [5, 2, 3]).sample(using: &random)
    let all = batch.logDensity(Variable(draws)).value
    #expect(all.shape == [5, 2, 3])
    expectEqual(all, batch.expanded(to: [5, 2, 3]).logDensity(Variable(draws)).value)
    let last = draws.slice(4..<5, along: 0).reshaped(to: Shape([2, 3] + event))
    expectEqual(all.slice(4..<5, along: 0).reshaped(to: [2, 3]), batch.logDensity(Variable(last)).value)
  }

  /// One number for an event of two would count twice.
  @Test(arguments: WideEvent.all) func valuesAreNotRepeatedWithinAnEvent(_ example: WideEvent) async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      [name = example.testDescription as String] in
      let distribution = WideEvent.all.first { $0.testDescription == name }!.make()
      _ = distribution.logDensity(Variable(.ones([3, 1])))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("3×1 for events of shape 2"))
  }

  /// A distribution of vectors of two numbers.
  struct WideEvent: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () -> any Distribution

    static let all = [
      WideEvent(testDescription: "independent") { Normal.standard([2]).toEvent(1) },
      WideEvent(testDescription: "multivariate") {
        MultivariateNormal(
          mean: Variable(.zeros([2])), logDiagonal: Variable(.zeros([2])), lowerTriangle: Variable(.zeros([2, 2])))
      },
      WideEvent(testDescription: "Dirichlet") { Dirichlet(concentrations: Variable(.ones([2]))) },
      WideEvent(testDescription: "one-hot") { OneHotCategorical(logits: Variable(.ones([2]))) },
      WideEvent(testDescription: "relaxed") { RelaxedOneHotCategorical(logits: Variable(.ones([2])), temperature: 1) },
      WideEvent(testDescription: "transformed") { Transformed(Normal.standard([2]).toEvent(1), .exponential) },
      WideEvent(testDescription: "delta") { Delta(Variable(.ones([2])), eventAxes: 1) },
      WideEvent(testDescription: "mixture") {
        Mixture(logits: Variable(.zeros([3])), components: Normal.standard([3, 2]).toEvent(1))
      },
    ]
  }

  @Test(arguments: DistributionExample.all) func movedAxesAddUp(_ example: DistributionExample) {
    func check<D: Distribution>(_ batch: D) {
      let event = batch.eventShape.dimensions
      for axes in 0...2 {
        let independent = batch.toEvent(axes)
        expectShapes(
          independent, batch: Shape([2, 3].dropLast(axes) + []), event: Shape(Array([2, 3].suffix(axes)) + event))
        var random = Random(seed: 5)
        let draws = independent.sample(using: &random), summed = Array(2 - axes..<2)
        expectEqual(
          independent.logDensity(Variable(draws)).value, batch.logDensity(Variable(draws)).value.sum(along: summed))
        if let entropy = independent.entropy, let parts = batch.entropy {
          expectEqual(entropy.value, parts.value.sum(along: summed))
        }
        if let divergence = batch.klDivergence(to: batch.expanded(to: [2, 3])) {
          let whole = independent.klDivergence(to: batch.expanded(to: [2, 3]).toEvent(axes))
          #expect(whole?.shape == Shape([2, 3].dropLast(axes) + []))
          #expect(whole?.value == divergence.value.sum(along: summed))
        }
        #expect(independent.support == batch.support)
      }
    }
    check(make(example, batched(example)))
  }

  /// Equal to a few roundings, infinities and what is no number included: sums run over other numbers of elements.
  private func expectEqual(_ a: Tensor, _ b: Tensor, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(a.shape == b.shape, sourceLocation: sourceLocation)
    for (a, b) in zip(a.elements, b.elements) where a != b && !(a.isNaN && b.isNaN) {
      #expect(abs(a - b) <= 0x1p-21 * max(abs(a), abs(b), 0x1p-4), sourceLocation: sourceLocation)
    }
  }
}
