import Foundation
import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabStatistics
import LabTensors

/// Importance-weighted bounds L_k on the log evidence of held-out data, which rise with k towards it
/// (Burda et al. 2016, theorem 1).
///
/// Each rung has draws of its own, so that a rung above the next would show.
public struct BoundLadder: Sendable {
  /// The bound of one number of draws.
  public struct Rung: Sendable {
    /// k.
    public let particles: Int
    /// An unbiased estimate of L_k for each datum, or several for all data together, in nats.
    public let bounds: [Double]

    /// The bounds in a few figures: L_k is the mean.
    public var bound: Summary { Summary(of: bounds) }

    /// −L_k: what a datum costs.
    public var cost: Summary { -bound }

    /// How far this rung lies above another on the same data, datum by datum.
    public func rise(above lower: Rung) -> Summary { Summary(of: bounds, less: lower.bounds) }
  }

  /// The rungs, by rising k.
  public let rungs: [Rung]

  /// The rung of fewest draws.
  public var loosest: Rung { rungs[0] }
  /// The rung of most draws, the nearest to the log evidence.
  public var tightest: Rung { rungs[rungs.count - 1] }

  /// How far this model's tightest bound lies above another's on the same data, datum by datum.
  public func rise(above other: BoundLadder) -> Summary { tightest.rise(above: other.tightest) }

  /// Whether no rung lies below the one before it by more than so many standard errors of their difference; of a single
  /// datum, which has none, by anything.
  public func rises(within standardErrors: Double) -> Bool {
    zip(rungs, rungs.dropFirst()).allSatisfy { lower, upper in
      let rise = upper.rise(above: lower)
      return rise.mean >= 0 || rise.mean >= -standardErrors * rise.standardError
    }
  }

  /// Runs guide and model on each batch, in evaluation mode; a batch has one plate around all its sites.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - batches: The data.
  ///   - rungs: The numbers of draws k.
  ///   - minimumDraws: A rung of fewer draws is averaged over as many repeats as these hold.
  ///   - drawsAtOnce: The most draws for each datum that one evaluation of the model computes: a limit on memory.
  ///   - random: Where the sites draw from.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every batch.
  public init<Data>(
    of model: some VariationalModel<Data>, on batches: [Data], rungs: [Int] = [1, 5, 50, 500], minimumDraws: Int = 50,
    drawsAtOnce: Int = 50, using random: Random, as phase: String = "the bounds",
    observer: (any ProgressObserver)? = nil
  ) throws {
    require(!rungs.isEmpty && rungs.allSatisfy { $0 > 0 }, "a bound needs at least one draw: \(rungs)")
    require(drawsAtOnce > 0, "\(drawsAtOnce) draws at once")
    let ascending = rungs.sorted()
    var bounds = Array(repeating: [Double](), count: ascending.count)
    var index = 0
    try batches.forEach(phase, observer) { batch in
      for (place, particles) in ascending.enumerated() {
        let repeats = max(1, minimumDraws / particles)
        let weights = try Self.logWeights(
          model, batch, draws: repeats * particles, atOnce: drawsAtOnce, random[index][place])
        let count = weights.count / (repeats * particles)
        let grouped = weights.reshaped(to: [repeats, particles, count]).logSumExp(along: 1).elements
        bounds[place] += (0..<count).map { datum in
          let values = (0..<repeats).map { Double(grouped[$0 * count + datum]) }
          return values.reduce(0, +) / Double(repeats) - Foundation.log(Double(particles))
        }
      }
      index += 1
    }
    self.rungs = zip(ascending, bounds).map { Rung(particles: $0, bounds: $1) }
  }

  /// Runs guide and model on all data at once, in evaluation mode: for models whose latent variables, or some of them, all data
  /// share. A rung then has so many independent estimates of one bound, that of all data together.
  ///
  /// - Parameters:
  ///   - model: The model, and its guide.
  ///   - data: All the data.
  ///   - rungs: The numbers of draws k.
  ///   - repeats: How many estimates each rung has: their mean is the bound, with its standard error.
  ///   - drawsAtOnce: How many draws are computed side by side: 1, which every model can, unless it can take several particles.
  ///   - plateNesting: How deep plates are nested in the model, where several are.
  ///   - random: Where the sites draw from.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every estimate of all rungs.
  public init<Data>(
    of model: some VariationalModel<Data>, onAll data: Data, rungs: [Int] = [1, 5, 50, 500], repeats: Int = 20,
    drawsAtOnce: Int = 1, plateNesting: Int = 1, using random: Random, as phase: String = "the bounds",
    observer: (any ProgressObserver)? = nil
  ) throws {
    require(!rungs.isEmpty && rungs.allSatisfy { $0 > 0 }, "a bound needs at least one draw: \(rungs)")
    require(repeats > 0 && drawsAtOnce > 0, "\(repeats) estimates of a bound by \(drawsAtOnce) draws at once")
    let ascending = rungs.sorted()
    var bounds = Array(repeating: [Double](), count: ascending.count)
    try (0..<repeats).forEach(phase, observer) { index in
      for (place, particles) in ascending.enumerated() {
        var weights: [Double] = []
        try TracePair.forEach(
          of: particles, atOnce: drawsAtOnce, plateNesting: plateNesting, model, on: data, using: random[index][place]
        ) { pair in
          try pair.requireWholePlates()
          weights += pair.wholeLogWeights
        }
        let largest = weights.max()!
        let sum = weights.reduce(0) { $0 + Foundation.exp($1 - largest) }
        bounds[place].append(largest + Foundation.log(sum / Double(particles)))
      }
    }
    self.rungs = zip(ascending, bounds).map { Rung(particles: $0, bounds: $1) }
  }

  /// log w of so many draws for each datum of a batch: draws × data.
  private static func logWeights<Data>(
    _ model: some VariationalModel<Data>, _ batch: Data, draws: Int, atOnce: Int, _ random: Random
  ) throws -> Tensor {
    let chunks = try stride(from: 0, to: draws, by: atOnce).map { start in
      let pair = try TracePair(
        model, on: batch, pass: .evaluation, particles: Particles(count: min(atOnce, draws - start), plateNesting: 1),
        using: random[start])
      _ = try pair.requireOneDataPlate()
      return pair.logWeights.value
    }
    return Tensor.concatenate(chunks, along: 0)
  }
}
