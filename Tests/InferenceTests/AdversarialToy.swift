import Foundation
import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabStatistics
import LabTensors

@testable import LabInference

/// A conjugate model for guides without a density: z ~ N(0, I₂), x ~ N(A z, σ² I₂), and the guide z = V x + v + L ε, which is
/// normal, though the training does not know it.
struct AdversarialToy {
  let deviation = 0.8
  /// A: with its columns not at right angles, z has a correlation given x.
  let loadings = [[1.0, 0.6], [0.0, 0.8]]
  let encoder: ImplicitEncoder
  let model: AdversarialModel
  private let gain, offset, factor: Parameter

  /// A guide far from the posterior.
  init(contrast: Contrast, units: Int = 32) throws {
    let gain = Parameter("gain", Tensor([0.1, 0.2, -0.1, 0.3], shape: [2, 2])),
      offset = Parameter("offset", Tensor([0.5, -0.5]))
    let factor = Parameter("factor", Tensor([0.6, -0.2, 0.3, 1.2], shape: [2, 2]))
    encoder = ImplicitEncoder(noiseSize: 2, codeSize: 2, parameters: [gain, offset, factor]) { x, pass in
      let mean = x.matrixProduct(pass[gain]) + pass[offset]
      return { mean + $0.matrixProduct(pass[factor]) }
    }
    let trunk = try Network("discriminator trunk", input: [2], using: Random(seed: 1), [])
    let head = try Network(
      "discriminator", input: [4], using: Random(seed: 1),
      [Dense(units), Activation.softplus, Dense(units), Activation.softplus, Dense(1)])
    let columns = Variable(Tensor(loadings.flatMap { $0.map(Float.init) }, shape: [2, 2])), deviation = deviation
    model = AdversarialModel(
      parameters: [], encoder: encoder, discriminator: Discriminator(trunk: trunk, head: head), contrast: contrast
    ) { trace, x in
      try trace.plate("data", size: x.shape[0]) {
        let z = try trace.sample("z", Normal.standard([2]).toEvent(1))
        let mean = z.matrixProduct(columns)
        try trace.observe(
          "x", Normal(mean: mean, logStandardDeviation: Variable(Float(log(deviation)))).toEvent(1), x)
      }
    }
    (self.gain, self.offset, self.factor) = (gain, offset, factor)
  }

  /// x of the model, count × 2.
  func data(_ count: Int, using random: Random) -> Tensor {
    let columns = Tensor(loadings.flatMap { $0.map(Float.init) }, shape: [2, 2])
    return Tensor.matrixProduct(.normal([count, 2], using: random["z"]), columns)
      + Tensor.normal([count, 2], using: random["x"]) * Float(deviation)
  }
}

/// What is known of it, in double precision; a datum is a row vector.
extension AdversarialToy {
  private typealias Matrix = [[Double]]

  private func times(_ a: Matrix, _ b: Matrix) -> Matrix {
    a.map { row in b[0].indices.map { j in zip(row, b).reduce(0) { $0 + $1.0 * $1.1[j] } } }
  }
  private func transposed(_ a: Matrix) -> Matrix { a[0].indices.map { j in a.map { $0[j] } } }
  private func determinant(_ a: Matrix) -> Double { a[0][0] * a[1][1] - a[0][1] * a[1][0] }
  private func inverse(_ a: Matrix) -> Matrix {
    let d = determinant(a)
    return [[a[1][1] / d, -a[0][1] / d], [-a[1][0] / d, a[0][0] / d]]
  }
  private func matrix(_ parameter: Parameter) -> Matrix {
    let elements = parameter.value.elements.map(Double.init)
    return [Array(elements[..<2]), Array(elements[2...])]
  }
  /// log N(v; 0, C).
  private func logDensity(_ v: [Double], _ covariance: Matrix) -> Double {
    let square = times(times([v], inverse(covariance)), transposed([v]))[0][0]
    return -0.5 * (square + log(determinant(covariance))) - log(2 * .pi)
  }
  private func rows(_ x: Tensor) -> [[Double]] {
    let elements = x.elements.map(Double.init)
    return stride(from: 0, to: elements.count, by: 2).map { [elements[$0], elements[$0 + 1]] }
  }

  /// log p(x) of each datum: N(0, AᵀA + σ² I).
  func logEvidence(of x: Tensor) -> [Double] {
    var covariance = times(transposed(loadings), loadings)
    for i in 0..<2 { covariance[i][i] += deviation * deviation }
    return rows(x).map { logDensity($0, covariance) }
  }

  /// The guide's mean of each datum, and its covariance.
  private func guide(of x: Tensor) -> (means: [[Double]], covariance: Matrix) {
    let shift = offset.value.elements.map(Double.init), l = matrix(factor)
    let means = times(rows(x), matrix(gain)).map { [$0[0] + shift[0], $0[1] + shift[1]] }
    return (means, times(transposed(l), l))
  }

  /// log q(z | x) − log p(z) at codes, draws × data × 2.
  func logRatios(at codes: Tensor, of x: Tensor) -> [Double] {
    let (means, covariance) = guide(of: x), identity = [[1.0, 0], [0, 1]]
    return rows(codes.reshaped(to: [-1, 2])).enumerated().map { index, z in
      let mean = means[index % means.count]
      return logDensity([z[0] - mean[0], z[1] - mean[1]], covariance) - logDensity(z, identity)
    }
  }

  /// The guide's own evidence lower bound of each datum, in closed form: log p(x) − KL(q ‖ posterior).
  func lowerBound(of x: Tensor) -> [Double] {
    let noise = deviation * deviation, (means, covariance) = guide(of: x)
    var precision = times(loadings, transposed(loadings)).map { $0.map { $0 / noise } }
    for i in 0..<2 { precision[i][i] += 1 }
    let posteriorMeans = times(times(rows(x), transposed(loadings)), inverse(precision)).map { $0.map { $0 / noise } }
    let trace = zip(precision, covariance).reduce(0) { $0 + $1.0[0] * $1.1[0] + $1.0[1] * $1.1[1] }
    return zip(logEvidence(of: x), zip(means, posteriorMeans)).map { evidence, pair in
      let shift = [pair.0[0] - pair.1[0], pair.0[1] - pair.1[1]]
      let square = times(times([shift], precision), transposed([shift]))[0][0]
      return evidence - 0.5 * (trace - 2 + square - log(determinant(precision) * determinant(covariance)))
    }
  }
}
