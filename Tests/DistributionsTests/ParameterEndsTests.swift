import Foundation
import LabAutodiff
import LabDistributions
import LabTensors
import LabTestSupport
import Testing

/// Log-densities, entropies and divergences of every family where its parameters end, where values leave its support, and of
/// distributions that are nearly equal, against mpmath on the same single-precision numbers: never NaN, a divergence never below
/// 0, and right to a few roundings of the result, however small it is.
@Suite struct ParameterEndsTests {
  struct Family: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let points, entropies, divergences: [[Entry]]
    var testDescription: String { name }
  }

  /// Numbers, one or several; infinite ones are words in the file.
  struct Entry: Decodable, Sendable {
    let numbers: [Double]
    var number: Double { numbers[0] }
    var tensor: Tensor { Tensor(numbers.map { Float($0) }) }

    init(from decoder: any Decoder) throws {
      if let list = try? decoder.singleValueContainer().decode([Number].self) {
        numbers = list.map(\.value)
      } else {
        numbers = [try decoder.singleValueContainer().decode(Number.self).value]
      }
    }
  }

  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let word = try? container.decode(String.self) {
        value = word == "inf" ? .infinity : -.infinity
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  static let families: [Family] = (try? fixture("parameter-ends")) ?? []

  /// A distribution of each family from its parameters in a row.
  static let make: [String: @Sendable ([Variable]) -> any Distribution] = [
    "bernoulli": { Bernoulli(logits: $0[0]) },
    "categorical": { Categorical(logits: vector($0)) },
    "one-hot categorical": { OneHotCategorical(logits: vector($0)) },
    "relaxed categorical": { RelaxedOneHotCategorical(logits: vector($0), temperature: 0.5) },
    "continuous bernoulli": { ContinuousBernoulli(logits: $0[0]) },
    "poisson": { Poisson(logRate: $0[0]) },
    "normal": { Normal(mean: $0[0], logStandardDeviation: $0[1]) },
    "log-normal": { LogNormal(meanOfLogarithm: $0[0], logStandardDeviationOfLogarithm: $0[1]) },
    "laplace": { Laplace(location: $0[0], logScale: $0[1]) },
    "student t": { StudentT(degreesOfFreedom: $0[0], location: $0[1], logScale: $0[2]) },
    "half-cauchy": { HalfCauchy(scale: $0[0]) },
    "uniform": { Uniform(low: $0[0], high: $0[1]) },
    "gamma": { Gamma(concentration: $0[0], logRate: $0[1]) },
    "beta": { Beta($0[0], $0[1]) },
    "dirichlet": { Dirichlet(concentrations: vector($0)) },
    "multivariate normal": {
      let zero = Variable(0), triangle = vector([zero, zero, $0[4], zero]).reshaped(to: [2, 2])
      return MultivariateNormal(
        mean: vector([$0[0], $0[1]]), logDiagonal: vector([$0[2], $0[3]]), lowerTriangle: triangle)
    },
  ]

  /// Families whose divergences are computed in single precision: the normal one by a difference that goes over to its series
  /// where it has lost 11 of 24 bits, that of vectors from the ratio of their scales.
  private static let looser = ["normal": 5e-4, "log-normal": 5e-4, "multivariate normal": 5e-4]
  /// Families of probabilities, of which the logarithm is small where one is nearly 1.
  private static let discrete: Set = ["bernoulli", "categorical", "one-hot categorical"]

  private static func vector(_ parameters: [Variable]) -> Variable {
    .concatenate(parameters.map { $0.reshaped(to: [1]) }, along: 0)
  }

  private static func distribution(_ name: String, _ parameters: Entry) throws -> any Distribution {
    let family = try #require(make[name])
    return family(parameters.numbers.map { Variable(Float($0)) })
  }

  /// Up to what underflows.
  private func isNear(_ actual: Float, _ expected: Double, _ slack: Double) -> Bool {
    expected.isInfinite ? Double(actual) == expected : abs(Double(actual) - expected) <= slack + 0x1p-126
  }

  /// Of densities, beside a relative 2 · 10⁻⁶, as much of 1 and of ordinary parameters, which are terms of them.
  private func slack(_ name: String, _ expected: Double, _ parameters: Entry) -> Double {
    if Self.discrete.contains(name) { return 1e-6 * abs(expected) }
    let terms = parameters.numbers.filter { abs($0) < 1e3 }.reduce(1) { $0 + abs($1) }
    return 2e-6 * abs(expected) + 1e-6 * terms
  }

  @Test func everyFamilyOfTheLibraryIsTried() {
    #expect(Set(Self.families.map(\.name)) == Set(Self.make.keys))
    func family(_ distribution: any Distribution) -> String { "\(type(of: distribution))" }
    let tried = Set(Self.families.compactMap { try? Self.distribution($0.name, $0.points[0][0]) }.map(family))
    #expect(tried.contains("\(LogNormal.self)"))
    // Made of others; the straight-through one has the one-hot one's density.
    let compounds = ["Independent", "Mixture", "Delta", "Transformed", "StraightThroughCategorical"]
    for example in DistributionExample.all where !compounds.contains(where: family(example.distribution).hasPrefix) {
      #expect(tried.contains(family(example.distribution)))
    }
  }

  @Test(arguments: families) func logDensitiesAtTheEnds(_ family: Family) throws {
    for point in family.points {
      let distribution = try Self.distribution(family.name, point[0]), x = point[1].tensor
      let value = Variable(distribution.eventShape.rank == 0 ? x.reshaped(to: []) : x)
      let found = distribution.logDensity(value).value.element, expected = point[2].number
      #expect(
        isNear(found, expected, slack(family.name, expected, point[0])),
        "\(found), not \(expected), of \(point[1].numbers) by \(point[0].numbers)")
    }
  }

  @Test(arguments: families.filter { !$0.entropies.isEmpty }) func entropiesAtTheEnds(_ family: Family) throws {
    for entry in family.entropies {
      let distribution = try Self.distribution(family.name, entry[0])
      let found = try #require(distribution.entropy).value.element
      let expected = entry[1].number
      #expect(
        isNear(found, expected, slack(family.name, expected, entry[0])),
        "\(found), not \(expected), by \(entry[0].numbers)")
    }
  }

  @Test(arguments: families.filter { !$0.divergences.isEmpty })
  func divergencesAtTheEndsAndOfNearlyEqualDistributions(_ family: Family) throws {
    for entry in family.divergences {
      let p = try Self.distribution(family.name, entry[0]), q = try Self.distribution(family.name, entry[1])
      let found = try #require(p.klDivergence(to: q)).value.element, expected = entry[2].number
      #expect(
        found >= 0 && isNear(found, expected, (Self.looser[family.name] ?? 2e-6) * expected),
        "\(found), not \(expected), from \(entry[0].numbers) to \(entry[1].numbers)")
    }
  }

  /// Where a scale or a rate overflows, one distribution is at no distance from itself, and a point mass has its point.
  @Test func compoundsKeepTheirEnds() {
    let sharp = Normal(mean: Variable(Tensor([0, 1])), logStandardDeviation: Variable(Tensor([-.infinity, -100])))
    let logits = Variable(Tensor([0, -.infinity]))
    let mixture = Mixture(logits: logits, components: sharp)
    #expect(mixture.logDensity(Variable(0)).value.element == .infinity)
    #expect(mixture.logDensity(Variable(1)).value.element == -.infinity)
    #expect(sharp.toEvent(1).logDensity(Variable(Tensor([0, 1]))).value.element == .infinity)
    let point = Delta(Variable(2), logDensity: Variable(.infinity))
    #expect(point.logDensity(Variable(2)).value.element == .infinity)
    #expect(point.logDensity(Variable(3)).value.element == -.infinity)
  }
}
