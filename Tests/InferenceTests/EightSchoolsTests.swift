import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import LabTestSupport
import Testing

/// The eight schools against quadrature, and against the means that posteriordb publishes.
@Suite struct EightSchoolsTests {
  struct Reference: Decodable {
    struct Published: Decodable {
      let commit: String
      let means, standardErrors, meanSquares: [Double]
    }

    let effects, standardErrors: [Float]
    let names: [String]
    let means, standardDeviations: [Double]
    let posteriordb: Published
  }

  private static func reference() throws -> Reference { try fixture("eight-schools") }

  /// θ = μ + τ η: what is sampled, η, has a prior of one width.
  private static func noncentred(_ deviations: Tensor) -> @Sendable (Trace, Tensor) throws -> Void {
    { trace, effects in
      let mu = try trace.sample("mu", Normal(mean: .zero, standardDeviation: Variable(5)))
      let tau = try trace.sample("tau", HalfCauchy(scale: Variable(5)))
      try trace.plate("schools", size: 8) {
        let eta = try trace.sample("eta", Normal.standard())
        _ = try trace.observe("y", Normal(mean: mu + tau * eta, standardDeviation: Variable(deviations)), effects)
      }
    }
  }

  /// θ ~ N(μ, τ²): a funnel where τ is small.
  private static func centred(_ deviations: Tensor) -> @Sendable (Trace, Tensor) throws -> Void {
    { trace, effects in
      let mu = try trace.sample("mu", Normal(mean: .zero, standardDeviation: Variable(5)))
      let tau = try trace.sample("tau", HalfCauchy(scale: Variable(5)))
      try trace.plate("schools", size: 8) {
        let theta = try trace.sample("theta", Normal(mean: mu, standardDeviation: tau))
        _ = try trace.observe("y", Normal(mean: theta, standardDeviation: Variable(deviations)), effects)
      }
    }
  }

  /// Published means have their errors: those of both within 4 of them.
  @Test func quadratureAgreesWithPosteriordb() throws {
    let reference = try Self.reference(), published = reference.posteriordb
    for index in reference.names.indices {
      #expect(abs(published.means[index] - reference.means[index]) < 4 * published.standardErrors[index])
      let square =
        reference.means[index] * reference.means[index]
        + reference.standardDeviations[index] * reference.standardDeviations[index]
      #expect(abs(published.meanSquares[index] / square - 1) < 0.08)
    }
  }

  /// Within 4 standard errors of the exact means and, with those of posteriordb, of its means.
  @Test func theNoncentredModelIsSampledRight() throws {
    let reference = try Self.reference(), deviations = Tensor(reference.standardErrors)
    let posterior = try NoUTurnSampler(targetAcceptance: 0.95, plateNesting: 1)
      .sample(Self.noncentred(deviations), on: Tensor(reference.effects), using: Random(seed: 1))
    let draws = try posterior.draws.adding("theta") { try $0["mu"] + $0["tau"] * $0["eta"] }
    let numbers = try ["mu", "tau", "theta"].flatMap { try draws.numbers(of: $0) }
    for (index, number) in numbers.enumerated() {
      let error = number.standardErrorOfMean
      #expect(abs(number.mean - reference.means[index]) < 4 * error, "\(number.name): \(number.mean) ± \(error)")
      #expect(
        abs(number.mean - reference.posteriordb.means[index])
          < 4 * hypot(error, reference.posteriordb.standardErrors[index]))
      // Of τ, whose tail is heavy, a deviation of 2,000 draws is uncertain by 4 %.
      #expect(abs(number.standardDeviation / reference.standardDeviations[index] - 1) < 0.15)
      #expect(number.rHat < 1.01)
    }
    #expect(posterior.divergences <= 4 && posterior.leastEffectiveSampleSize > 1_000)
  }

  /// The centred model's funnel is where divergences come from, and what they are for: the draws miss small τ.
  @Test func theCentredModelIsFoundOut() throws {
    let reference = try Self.reference(), deviations = Tensor(reference.standardErrors)
    let posterior = try NoUTurnSampler(plateNesting: 1)
      .sample(Self.centred(deviations), on: Tensor(reference.effects), using: Random(seed: 2))
    #expect(posterior.divergences > 10 && !posterior.concerns.isEmpty)
    // μ is known all the same, if worse.
    let mu = try posterior.draws.numbers(of: "mu")[0]
    #expect(abs(mu.mean - reference.means[0]) < 6 * mu.standardErrorOfMean)
    #expect(mu.bulkEffectiveSampleSize < 2_000)
  }
}
