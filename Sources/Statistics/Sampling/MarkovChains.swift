import Foundation
import LabRequirements

/// The draws of one number by several Markov chains, and what they tell of how well the chains agree.
///
/// The figures are those of Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), each computed from the two halves of every
/// chain. They are NaN where a draw is NaN or infinite, or a chain has fewer than four.
public struct MarkovChains: Sendable {
  /// Chains × draws, as many of each.
  public let chains: [[Double]]

  /// At least one chain, all of one length.
  public init(_ chains: [[Double]]) {
    require(!chains.isEmpty && !chains[0].isEmpty, "no draws of a chain")
    let lengths = chains.map(\.count)
    require(lengths.allSatisfy { $0 == lengths[0] }, "chains of different lengths: \(lengths)")
    self.chains = chains
  }

  /// The number of draws of each chain.
  public var drawsPerChain: Int { chains[0].count }

  /// All draws, chain after chain.
  public var values: [Double] { chains.flatMap { $0 } }

  /// The draws in a few figures. Its standard error is that of independent draws: `standardErrorOfMean` knows better.
  public var summary: Summary { Summary(of: values) }

  /// The mean of all draws.
  public var mean: Double { summary.mean }

  /// The standard deviation of all draws.
  public var standardDeviation: Double { summary.standardDeviation }

  /// By how much the mean of the draws would vary if the chains ran again: the standard deviation over the root of
  /// the effective sample size of the mean.
  public var standardErrorOfMean: Double { standardDeviation / effectiveSampleSizeOfMean.squareRoot() }

  /// Whether there are draws enough, all of them finite.
  var isValid: Bool { drawsPerChain >= 4 && chains.allSatisfy { $0.allSatisfy(\.isFinite) } }

  /// The first and the last half of every chain, without the draw in the middle of an odd number.
  var halves: [[Double]] {
    let half = drawsPerChain / 2
    return chains.map { Array($0.prefix(half)) } + chains.map { Array($0.suffix(half)) }
  }
}

extension [[Double]] {
  /// The same table with each number replaced by what the function of all of them, in rows one after another, makes of it.
  func mappedTogether(_ function: ([Double]) -> [Double]) -> [[Double]] {
    let values = function(flatMap { $0 })
    var start = 0
    return map { row in
      defer { start += row.count }
      return Array<Double>(values[start..<start + row.count])
    }
  }
}
