import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabTensors
import Testing

/// A model of one latent variable z, its posterior and its evidence in closed form, and the family of a guide that holds
/// the posterior.
struct Conjugate: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let data: Tensor
  let model: @Sendable (Trace, Tensor) throws -> Void
  /// A member of the family, from its parameters.
  let posterior: @Sendable ([Variable]) -> any Distribution
  /// The parameters of the posterior.
  let exact: [Tensor]
  /// The posterior's means and standard deviations.
  let means, standardDeviations: [Double]
  let logEvidence: Double

  static let all = [normalMean, logNormalScale, regression, chance, rate]

  /// z ~ N(0, 1), x ~ N(z, 1): the posterior is N(Σx/(n + 1), 1/(n + 1)).
  static let normalMean: Conjugate = {
    let x = [0.5, 1.5, 2, 0, 1], n = Double(x.count)
    let sum = x.reduce(0, +), squares = x.reduce(0) { $0 + $1 * $1 }
    let mean = sum / (n + 1), scale = 1 / (n + 1).squareRoot()
    return Conjugate(
      testDescription: "the mean of normal data", data: Tensor(x.map(Float.init)),
      model: { trace, x in
        let z = try trace.sample("z", Normal.standard())
        try trace.plate("data", size: x.count) {
          _ = try trace.observe("x", Normal(mean: z, logStandardDeviation: .zero), x)
        }
      },
      posterior: { Normal(mean: $0[0], logStandardDeviation: $0[1]) },
      exact: [Tensor(Float(mean)), Tensor(Float(log(scale)))], means: [mean], standardDeviations: [scale],
      logEvidence: normalLogEvidence(n: n, sum: sum, squares: squares))
  }()

  /// z ~ LogNormal(0, 1), x ~ LogNormal(log z, 1): the logarithms are the above, and a density of x has the factor 1/x.
  static let logNormalScale: Conjugate = {
    let logarithms = [0.2, -0.4, 1.1, 0.6], n = Double(logarithms.count)
    let sum = logarithms.reduce(0, +), squares = logarithms.reduce(0) { $0 + $1 * $1 }
    let location = sum / (n + 1), variance = 1 / (n + 1)
    let mean = exp(location + variance / 2)
    return Conjugate(
      testDescription: "the scale of log-normal data", data: Tensor(logarithms.map { Float(exp($0)) }),
      model: { trace, x in
        let z = try trace.sample("z", LogNormal(meanOfLogarithm: .zero, logStandardDeviationOfLogarithm: .zero))
        try trace.plate("data", size: x.count) {
          _ = try trace.observe("x", LogNormal(meanOfLogarithm: log(z), logStandardDeviationOfLogarithm: .zero), x)
        }
      },
      posterior: { LogNormal(meanOfLogarithm: $0[0], logStandardDeviationOfLogarithm: $0[1]) },
      exact: [Tensor(Float(location)), Tensor(Float(0.5 * log(variance)))], means: [mean],
      standardDeviations: [mean * expm1(variance).squareRoot()],
      logEvidence: normalLogEvidence(n: n, sum: sum, squares: squares) - sum)
  }()

  /// log N(x; 0, I + 1 1ᵀ), of which the determinant is n + 1.
  private static func normalLogEvidence(n: Double, sum: Double, squares: Double) -> Double {
    let quadratic: Double = squares - sum * sum / (n + 1)
    return -0.5 * (n * log(2 * .pi) + log(n + 1) + quadratic)
  }

  /// z ~ Beta(2, 3), x ~ Bernoulli(z): of n data with s ones the posterior is Beta(2 + s, 3 + n − s), and the evidence the
  /// ratio of the two beta functions.
  static let chance: Conjugate = {
    let x = [1.0, 0, 1, 1, 0, 1, 1], n = Double(x.count), ones = x.reduce(0, +)
    let a = 2 + ones, b = 3 + n - ones
    func logBeta(_ a: Double, _ b: Double) -> Double { lgamma(a) + lgamma(b) - lgamma(a + b) }
    let mean = a / (a + b)
    return Conjugate(
      testDescription: "the chance of a one", data: Tensor(x.map(Float.init)),
      model: { trace, x in
        let z = try trace.sample("z", Beta(Variable(2), Variable(3)))
        try trace.plate("data", size: x.count) {
          _ = try trace.observe("x", Bernoulli(logits: log(z) - log1p(-z)), x)
        }
      },
      posterior: { Beta(exp($0[0]), exp($0[1])) },
      exact: [Tensor(Float(log(a))), Tensor(Float(log(b)))], means: [mean],
      standardDeviations: [(mean * (1 - mean) / (a + b + 1)).squareRoot()],
      logEvidence: logBeta(a, b) - logBeta(2, 3))
  }()

  /// z ~ Gamma(3, 2), x ~ Poisson(z): the posterior is Gamma(3 + Σx, 2 + n), and the evidence
  /// 2³ Γ(3 + Σx)/(Γ(3) (2 + n)^(3 + Σx) Π x!).
  static let rate: Conjugate = {
    let x = [2.0, 0, 3, 1, 1, 4], n = Double(x.count), sum = x.reduce(0, +)
    let concentration = 3 + sum, rate = 2 + n
    let logFactorials = x.reduce(0) { $0 + lgamma($1 + 1) }
    let logEvidence: Double =
      3 * log(2) - lgamma(3) + lgamma(concentration) - concentration * log(rate) - logFactorials
    return Conjugate(
      testDescription: "the rate of counts", data: Tensor(x.map(Float.init)),
      model: { trace, x in
        let z = try trace.sample("z", Gamma(concentration: Variable(3), rate: Variable(2)))
        try trace.plate("data", size: x.count) { _ = try trace.observe("x", Poisson(rate: z), x) }
      },
      // By concentration and mean: along concentration and rate, which pull together, training would creep.
      posterior: { Gamma(concentration: exp($0[0]), logRate: $0[0] - $0[1]) },
      exact: [Tensor(Float(log(concentration))), Tensor(Float(log(concentration / rate)))],
      means: [concentration / rate],
      standardDeviations: [concentration.squareRoot() / rate], logEvidence: logEvidence)
  }()

  /// Linear regression with two coefficients z ~ N(0, I) and noise of variance ¼: the posterior's precision is
  /// P = I + 4 XᵀX and its mean P⁻¹ 4 Xᵀy.
  static let regression: Conjugate = {
    let rows: [(Double, Double)] = [(1, -1), (1, -0.4), (1, 0.3), (1, 0.5), (1, 1.2), (1, 2)]
    let y = [-0.9, 0.1, 0.7, 0.5, 1.9, 2.6], n = Double(y.count)
    func sum(_ term: ((Double, Double), Double) -> Double) -> Double {
      zip(rows, y).reduce(0) { $0 + term($1.0, $1.1) }
    }
    let a = 1 + 4 * sum { x, _ in x.0 * x.0 }, b = 4 * sum { x, _ in x.0 * x.1 }, d = 1 + 4 * sum { x, _ in x.1 * x.1 }
    let p = 4 * sum { $0.0 * $1 }, q = 4 * sum { $0.1 * $1 }
    let determinant = a * d - b * b
    let means = [(d * p - b * q) / determinant, (a * q - b * p) / determinant]
    // The covariance [[d, −b], [−b, a]]/det, and its Cholesky factor [[l, 0], [m, k]].
    let l = (d / determinant).squareRoot(), m = -b / determinant / l
    let k = (a / determinant - m * m).squareRoot()
    // log N(y; 0, ¼ I + X Xᵀ): det = ¼ⁿ det P; the quadratic form is 4 yᵀy − meanᵀ P mean.
    let quadratic: Double = 4 * sum { $1 * $1 } - means[0] * p - means[1] * q
    let logEvidence: Double = -0.5 * (n * log(2 * .pi) - n * log(4) + log(determinant) + quadratic)
    return Conjugate(
      testDescription: "linear regression", data: Tensor(y.map(Float.init)),
      model: { trace, y in
        let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
        let design = Variable(Tensor(rows.flatMap { [Float($0.0), Float($0.1)] }, shape: [rows.count, 2]))
        // 2 times data × 2, or with particles, particles × 1 × 2 times that.
        let line = (z * design).sum(along: [-1])
        try trace.plate("data", size: y.count) {
          _ = try trace.observe("y", Normal(mean: line, logStandardDeviation: Variable(-Float(log(2.0)))), y)
        }
      },
      posterior: { MultivariateNormal(mean: $0[0], logDiagonal: $0[1], lowerTriangle: $0[2]) },
      exact: [
        Tensor(means.map(Float.init)), Tensor([Float(log(l)), Float(log(k))]),
        Tensor([0, 0, Float(m), 0], shape: [2, 2]),
      ],
      means: means, standardDeviations: [(d / determinant).squareRoot(), (a / determinant).squareRoot()],
      logEvidence: logEvidence)
  }()
}
