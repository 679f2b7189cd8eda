import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import Testing

/// What `Transformed` adds to what every distribution owes, which its members of `DistributionExample` are held to.
@Suite struct TransformedTests {
  private func logDensities(_ distribution: any Distribution, _ x: Float...) -> [Float] {
    x.map { distribution.logDensity(Variable($0)).value.element }
  }

  @Test func outsideOfTheSupportNothingIsLikely() {
    let normal = Normal.standard()
    #expect(logDensities(Transformed(normal, .logistic), -1, 1.5, .infinity) == [-.infinity, -.infinity, -.infinity])
    let interval = Transformed(normal, .interval(low: Tensor(2), high: Tensor(3)))
    #expect(logDensities(interval, 1, 4) == [-.infinity, -.infinity])
    #expect(logDensities(LogNormal(normal, .exponential), 0, -1) == [-.infinity, -.infinity])
    #expect(logDensities(Transformed(normal, .logistic), .nan)[0].isNaN)
    let stick = Transformed(Normal.standard([2]).toEvent(1), .stickBreaking)
    let points = Tensor([0.2, 0.3, 0.5, 0.2, 0.2, 0.2, .nan, 0.5, 0.5], shape: [3, 3])
    let found = stick.logDensity(Variable(points)).value.elements
    #expect(found[0].isFinite && found[1] == -.infinity && found[2].isNaN)
  }

  /// Values inside have their gradients beside others that have none.
  @Test func noGradientPassesFromOutside() throws {
    let tape = Tape(), x = tape.variable(Tensor([0.25, 2])), logistic = Transformed(Normal.standard(), .logistic)
    let gradient = try #require(tape.gradients(of: logistic.logDensity(x).slice(0..<1, along: 0).sum())[x])
    let alone = Tape(), y = alone.variable(Tensor([0.25]))
    let expected = try #require(alone.gradients(of: logistic.logDensity(y).sum())[y])
    #expect(gradient.elements == [expected.element, 0])
  }

  /// The divergence under one map is that of the bases; under another map there is none.
  @Test func aMapLeavesDivergencesAsTheyAre() throws {
    let p = Normal(mean: Variable(0.5), logStandardDeviation: Variable(-1)), q = Normal.standard()
    let expected: Variable = p.klDivergence(to: q)
    let low = Tensor(-1)
    func divergence(_ a: some Bijection, _ b: some Bijection) -> Tensor? {
      (Transformed(p, a) as any Distribution).klDivergence(to: Transformed(q, b))?.value
    }
    #expect(divergence(.logistic, .logistic) == expected.value)
    #expect(divergence(.interval(low: low, high: Tensor(1)), .interval(low: low, high: Tensor(1))) == expected.value)
    #expect(divergence(.interval(low: low, high: Tensor(1)), .interval(low: low, high: Tensor(2))) == nil)
    #expect(divergence(.logistic, .exponential) == nil)
    let vectors = Normal(mean: Variable(Tensor([0, 1])), logStandardDeviation: Variable(Tensor([0, -1]))).toEvent(1)
    let other = Normal.standard([2]).toEvent(1)
    let stick = (Transformed(vectors, .stickBreaking) as any Distribution)
      .klDivergence(to: Transformed(other, .stickBreaking))
    #expect(stick?.value == vectors.klDivergence(to: other)?.value)
  }

  /// A log-normal vector, whose parts are those of the family.
  @Test func momentsOfVectorsAreTheirParts() {
    let normal = Normal(mean: Variable(Tensor([0, 1])), logStandardDeviation: Variable(Tensor([0, -1])))
    let vectors = Transformed(normal.toEvent(1), .exponential), numbers = Transformed(normal, .exponential)
    #expect(vectors.mean.value == numbers.mean.value && vectors.variance.value == numbers.variance.value)
    #expect(vectors.entropy?.value == numbers.entropy?.value.sum(along: [0]))
  }

  /// Where a base has not all numbers, whoever writes it says where the images lie: here in [1, 3].
  @Test func theSupportIsTheBasesImage() {
    let map = Affine(offset: Variable(1), logScale: Variable(log(2)))
    let image = Transformed(
      Uniform(low: Variable(0), high: Variable(1)), map, support: .interval(Tensor(1), Tensor(3)))
    #expect(image.support == .interval(Tensor(1), Tensor(3)))
    let found = logDensities(image, 1.5, 3.5)
    #expect(abs(found[0] + log(2)) <= 1e-6 && found[1] == -.infinity)
  }

  /// A point that is the image of a draw has what the density changes by.
  @Test func theImageOfADrawHasItsDensity() throws {
    let x = Variable(Tensor([0.5, -1, 0.25, 2], shape: [2, 2])), base = Normal.standard([2]).toEvent(1)
    let image = Delta(imageOf: x, under: .stickBreaking)
    let together = base.logDensity(x) + image.logDensity(image.value)
    let whole = Transformed(base, .stickBreaking).logDensity(image.value)
    #expect(image.batchShape == [2] && image.eventShape == [3])
    for (a, b) in zip(together.value.elements, whole.value.elements) { #expect(abs(a - b) <= 4e-6) }
  }

  /// A draw beside 1 has no digits left to tell its number by; how it was drawn does. −x²/2 − ½ log 2π at x = ε, less
  /// log σ(μ + ε) σ(−μ − ε).
  @Test func aDrawKnowsItsDensity() {
    let normal = Normal(mean: Variable(Tensor(repeating: 20, shape: [50])), logStandardDeviation: Variable(0))
    let image = Transformed(normal, .logistic)
    var random = Random(seed: 3)
    let (value, logDensity) = image.scoredSample(using: &random)
    #expect(value.value == image.sample(using: Random(seed: 3)))
    for (x, found) in zip(normal.sample(using: Random(seed: 3)).elements, logDensity.value.elements) {
      let x = Double(x), exact = -0.5 * (x - 20) * (x - 20) - 0.5 * log(2 * .pi) + x + 2 * log1p(exp(-x))
      #expect(abs(Double(found) - exact) <= 1e-5)
    }
    let vectors = Transformed(normal, .logistic).toEvent(1)
    var again = Random(seed: 3)
    let whole = vectors.scoredSample(using: &again)
    #expect(whole.value.value == value.value && whole.logDensity.value == logDensity.value.sum(along: [0]))
  }

  /// A map that says both at once is asked for neither alone.
  @Test func whatAMapSaysAtOnceIsNotAskedForTwice() {
    let x = Variable(Tensor([1, 2])), image = Delta(imageOf: x, under: Together())
    #expect(image.value.value.elements == [2, 4])
    let density = Transformed(Normal.standard(), Together())
    #expect(
      density.logDensity(Variable(2)).value == (Normal.standard().logDensity(Variable(1)) - Variable(log(2))).value)
    var random = Random(seed: 1)
    #expect(density.scoredSample(using: &random).logDensity.value.element.isFinite)
  }

  /// σ² = 100 alone overflows; the variance is e^(2 · (−120 + 100)), and e^(−200), which vanishes.
  @Test func momentsOfLogNormalNumbersDoNotOverflowOnTheWay() {
    let normal = Normal(mean: Variable(Tensor([-120, -200])), standardDeviation: Variable(10))
    let found = LogNormal(normal, .exponential).variance.value.elements
    #expect(abs(found[0] / exp(-40) - 1) <= 1e-3 && found[1] == 0)
  }

  /// Ends of a batch of intervals make a batch of distributions, each with a draw of its own.
  @Test func parametersOfTheMapHaveMembersOfTheirOwn() {
    let low = Tensor([0, 10, 20, 30], shape: [4, 1]), high = low + Tensor([1, 2])
    let image = Transformed(Normal.standard([2]).toEvent(1), .interval(low: low, high: high))
    #expect(image.batchShape == [4] && image.eventShape == [2] && image.base.batchShape == [4])
    var random = Random(seed: 3)
    let (draw, density) = image.scoredSample(using: &random)
    #expect(draw.value == image.sample(using: Random(seed: 3)) && density.shape == [4])
    #expect(Set((draw.value - low).elements).count == 8)
    let again = image.logDensity(draw).value.elements
    for (a, b) in zip(density.value.elements, again) { #expect(abs(a - b) <= 1e-4) }
    #expect(image.expanded(to: [5, 4]).batchShape == [5, 4])
    // One value, or one for each.
    #expect(
      image.logDensity(Variable(Tensor([0.5, 0.5]))).value.elements.map { $0 > -.infinity } == [
        true, false, false, false,
      ])
    #expect(image.mean.shape == [4, 2])
  }

  /// A map of one's own that does not say so would have its members share a draw.
  @Test func aMapThatDoesNotTellItsShapeIsRefused() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let map = Affine(offset: Variable(.zeros([3])), logScale: Variable(0))
      _ = Transformed(Normal.standard(), map).sample(using: Random(seed: 1))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("imageShape(of:)"))
  }

  @Test func numbersAreNotRepeatedWithinAnEvent() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Transformed(Normal.standard([1]).toEvent(1), .interval(low: Tensor([0, 1]), high: Tensor([1, 2])))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("within an event"))
  }

  @Test func oneDrawHasNoImagesOfABatch() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Delta(imageOf: Variable(0), under: .interval(low: Tensor([0, 1]), high: Tensor([1, 2])))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("a draw of its own"))
  }

  @Test func scalarsAreNoVectors() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Transformed(Normal.standard([3]), .stickBreaking)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("toEvent("))
  }

  @Test func discreteValuesHaveNoSmoothImage() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      _ = Transformed(Bernoulli(logits: Variable(0)), .exponential)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("discrete"))
  }
}

/// y = 2x by one function for value and volume change each way.
private struct Together: Bijection {
  var eventRank: Int { 0 }
  var support: Support { .real }
  func callAsFunction(_ x: Variable) -> Variable { fatalError("asked for the image alone") }
  func inverse(_ y: Variable) -> Variable { fatalError("asked for the inverse alone") }
  func logDeterminant(_ x: Variable) -> Variable { fatalError("asked for the volume change alone") }

  func imageWithLogDeterminant(of x: Variable) -> (image: Variable, logDeterminant: Variable) {
    (x * 2, Variable(Tensor(repeating: log(2), shape: x.shape)))
  }

  func inverseWithLogDeterminant(of y: Variable) -> (argument: Variable, logDeterminant: Variable) {
    (y * 0.5, Variable(Tensor(repeating: log(2), shape: y.shape)))
  }
}
