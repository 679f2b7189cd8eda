import LabAutodiff
import LabNeuralNetworks
import LabStatistics
import LabTensors

/// What an implicit guide and its model make of held-out data, datum by datum, as far as the discriminator is right: where that
/// falls short of log q − log p, the rate is too small and the bound too high.
///
/// Against that stands `BoundLadder(of: model.withNormalGuide(…), …)`, which needs no discriminator.
public struct AdversarialEvaluation: Sendable {
  /// −log p(x | z) of each datum, the mean over its draws, in nats.
  public let distortions: [Double]
  /// The mean over the draws of what the discriminator makes of log q(z | x) − log p(z), in nats: an estimate of KL(q ‖ p),
  /// which may come out below 0.
  public let rates: [Double]
  /// The part of each rate that the discriminator brings, the mean of T over the draws, in nats. The rest is the contrast's: with
  /// adaptive contrast E_q [log r(z | x) − log p(z)], which no discriminator enters; with the prior nothing.
  public let discriminatorRates: [Double]
  /// The codes: draws × data × code.
  public let codes: Tensor
  /// What the discriminator makes of log q(z | x) − log p(z) at each of them, draws × data, in nats.
  public let logRatios: Tensor

  /// The evidence lower bound of each datum by the discriminator, in nats.
  public var bounds: [Double] { zip(distortions, rates).map { -$0 - $1 } }

  /// The distortions in a few figures.
  public var distortion: Summary { Summary(of: distortions) }
  /// The rates in a few figures.
  public var rate: Summary { Summary(of: rates) }
  /// The bounds in a few figures.
  public var bound: Summary { Summary(of: bounds) }

  /// Runs guide, model and discriminator on each batch, in evaluation mode.
  ///
  /// - Parameters:
  ///   - model: The model, its guide and the discriminator.
  ///   - batches: The data.
  ///   - draws: The number of codes for each datum.
  ///   - random: Where the codes are from.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every batch.
  public init(
    of model: AdversarialModel, on batches: [Tensor], draws: Int = 1, using random: Random,
    as phase: String = "evaluation", observer: (any ProgressObserver)? = nil
  ) throws {
    var index = 0, codes: [Tensor] = [], logRatios: [Tensor] = []
    var distortions: [Double] = [], rates: [Double] = [], discriminatorRates: [Double] = []
    try batches.forEach(phase, observer) { batch in
      let run = try model.run(on: batch, draws: draws, .evaluation, using: random[index])
      index += 1
      distortions += Self.means(-run.logLikelihood.value)
      rates += Self.means(run.logRatio.value)
      discriminatorRates += Self.means(run.discriminator.value)
      codes.append(run.codes.value)
      logRatios.append(run.logRatio.value)
    }
    (self.distortions, self.rates) = (distortions, rates)
    self.discriminatorRates = discriminatorRates
    self.codes = codes.isEmpty ? .zeros([draws, 0, model.encoder.codeSize]) : Tensor.concatenate(codes, along: 1)
    self.logRatios = logRatios.isEmpty ? .zeros([draws, 0]) : Tensor.concatenate(logRatios, along: 1)
  }

  /// Over the draws, which stand first.
  private static func means(_ values: Tensor) -> [Double] {
    let draws = values.shape[0], data = values.shape[1], elements = values.elements
    return (0..<data).map { datum in
      (0..<draws).reduce(0) { $0 + Double(elements[$1 * data + datum]) } / Double(draws)
    }
  }
}
