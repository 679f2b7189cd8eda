import Autodiff
import Foundation
import NeuralNetworks
import Tensors

/// Importance-weighted bounds L_k on the log evidence of held-out data, which rise with k towards it
/// (Burda et al. 2016, theorem 1).
///
/// Each rung has draws of its own, so that a rung above the next would show.
public struct BoundLadder: Sendable {
  /// The bound of one number of draws.
  public struct Rung: Sendable {
    /// k.
    public let particles: Int
    /// An unbiased estimate of L_k for each datum, in nats.
    public let bounds: [Double]

    /// The mean over the data.
    public var mean: Double { bounds.reduce(0, +) / Double(bounds.count) }

    /// The standard error of the mean, from the spread over the data.
    public var standardError: Double { Self.standardError(bounds) }

    /// How far this rung lies above another on the same data, and the standard error of that.
    public func rise(above lower: Rung) -> (mean: Double, standardError: Double) {
      let rises = zip(bounds, lower.bounds).map { $0 - $1 }
      return (rises.reduce(0, +) / Double(rises.count), Self.standardError(rises))
    }

    private static func standardError(_ values: [Double]) -> Double {
      let count = Double(values.count), mean = values.reduce(0, +) / count
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
    }
  }

  /// The rungs, by rising k.
  public let rungs: [Rung]

  /// Whether no rung lies below the one before it by more than so many standard errors of their difference.
  public func rises(within standardErrors: Double) -> Bool {
    zip(rungs, rungs.dropFirst()).allSatisfy { lower, upper in
      let rise = upper.rise(above: lower)
      return rise.mean >= -standardErrors * rise.standardError
    }
  }

  /// Runs guide and model on each batch, in evaluation mode; a batch has one plate around all its sites.
  ///
  /// - Parameters:
  ///   - rungs: The numbers of draws k.
  ///   - minimumDraws: A rung of fewer draws is averaged over as many repeats as these hold.
  ///   - drawsAtOnce: The most draws for each datum that one evaluation of the model computes: a limit on memory.
  ///   - forEachBatch: Runs its argument for every batch, as a notebook does to show how far it is.
  public init<Data>(
    model: @escaping Program<Data>, guide: @escaping Program<Data>, on batches: [Data], rungs: [Int] = [1, 5, 50, 500],
    minimumDraws: Int = 50, drawsAtOnce: Int = 50, using random: Random,
    forEachBatch: ([Data], (Data) throws -> Void) throws -> Void = { try $0.forEach($1) }
  ) throws {
    require(!rungs.isEmpty && rungs.allSatisfy { $0 > 0 }, "a bound needs at least one draw: \(rungs)")
    let ascending = rungs.sorted()
    var bounds = Array(repeating: [Double](), count: ascending.count)
    var index = 0
    try forEachBatch(batches) { batch in
      for (place, particles) in ascending.enumerated() {
        let repeats = max(1, minimumDraws / particles)
        let weights = try Self.logWeights(
          model, guide, batch, draws: repeats * particles, atOnce: drawsAtOnce, random[index][place])
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

  /// log w of so many draws for each datum of a batch: draws × data.
  private static func logWeights<Data>(
    _ model: Program<Data>, _ guide: Program<Data>, _ batch: Data, draws: Int, atOnce: Int, _ random: Random
  ) throws -> Tensor {
    let chunks = try stride(from: 0, to: draws, by: atOnce).map { start in
      let pair = try TracePair(
        model: model, guide: guide, data: batch, pass: .evaluation,
        particles: Particles(count: min(atOnce, draws - start), plateNesting: 1), using: random[start])
      _ = try pair.requireOneDataPlate()
      return pair.logWeights.value
    }
    return Tensor.concatenate(chunks, along: 0)
  }
}
