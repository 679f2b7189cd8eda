import LabAutodiff
import LabMessagePassing
import LabRequirements
import LabTensors

extension Training {
  /// One step on a batch that is cut into a fixed number of equal shards, which the ranks of a communicator share. The loss is the
  /// mean of the shards' losses; what the step comes to depends on their number, and not on that of the ranks, to the last bit.
  ///
  /// Layers that normalise by their batch do so by the shard, of which they see no more, unless told otherwise; their running
  /// statistics follow the mean of what the shards' are. So each shard has enough examples for that. All ranks hold the same
  /// parameters, and move them alike. A layer of which no parameter is trained here should gather no statistics: the ranks' would
  /// differ.
  ///
  /// ```swift
  /// try training.step(shards: 4, over: communicator, using: random[step]) { pass, shard in
  ///   loss(of: shard.rows(of: batch), pass)
  /// }
  /// ```
  ///
  /// Between machines, gradients that are known are sent while the backward pass still computes others. On one machine a message takes
  /// the processors' time, and all gradients go together.
  ///
  /// - Parameters:
  ///   - count: How many shards.
  ///   - statistics: Whose statistics layers normalise by.
  ///   - communicator: The ranks, at most as many as shards; each calls this alike.
  ///   - random: The step's stream, from which each shard's follows.
  ///   - loss: The loss of one shard, asked for on the rank that has it.
  /// - Throws: What is wrong with the first shard that cannot be evaluated, as without shards; on the ranks that do not have it,
  ///   `ShardFailure` with the same words; nothing has moved then. `ShardingError`; `MessageError`.
  public mutating func step(
    shards count: Int, normalizingBy statistics: BatchStatistics = .ofShard, over communicator: Communicator = .alone,
    using random: Random, _ loss: (Pass, Shard) throws -> Loss
  ) throws -> TrainingStep {
    try step(
      shards: count, normalizingBy: statistics, over: communicator, using: random, layersDraw: true, loss)
  }

  /// The same, whose pass has the shard's stream for layers to draw from, or none.
  ///
  /// - Parameter pieceSize: How many numbers of the gradients go into one message, at the least; nil for what is fast.
  package mutating func step(
    shards count: Int, normalizingBy statistics: BatchStatistics, over communicator: Communicator,
    using random: Random, layersDraw: Bool, pieceSize: Int? = nil,
    _ loss: (Pass, Shard) throws -> Loss
  ) throws -> TrainingStep {
    require(count > 0, "a batch is cut into at least one shard, not \(count)")
    guard communicator.count <= count else {
      throw ShardingError.tooFewShards(shards: count, ranks: communicator.count)
    }
    if count == 1 {
      let shard = Shard(0, of: 1, using: random)
      return try step(using: layersDraw ? shard.random : nil) { try loss($0, shard) }
    }
    func evaluated(_ index: Int, whenFinal: ((Parameter, Tensor) -> Void)?, sum: ((Tensor) -> Tensor)?) throws
      -> EvaluatedLoss
    {
      let shard = Shard(index, of: count, using: random)
      return try self.evaluated(using: layersDraw ? shard.random : nil, whenFinal: whenFinal) { pass in
        try loss(sum.map { pass.ofPart(among: count, sum: $0) } ?? pass, shard)
      }
    }

    let fastSize = communicator.isOnOneMachine ? .max : ShardLayout.pieceSize
    let isWhole = communicator.count == 1 || statistics == .ofBatch
    let layout = ShardLayout(parameters, pieceSize: isWhole ? .max : pieceSize ?? fastSize)
    let before = layout.statistics.map(\.value)
    func restoreStatistics() { for (statistic, value) in zip(layout.statistics, before) { statistic.value = value } }
    var hasMoved = false
    defer { if !hasMoved { restoreStatistics() } }
    var names: [String] = [], error: (index: Int, any Error)?
    /// The pieces of what a shard came to.
    func pieces(
      _ index: Int, whenFinal: ((Parameter, Tensor) -> Void)? = nil, sum: ((Tensor) -> Tensor)? = nil
    ) -> [ShardSum] {
      do {
        // The first error is what counts.
        if let error { throw error.1 }
        let evaluated = try evaluated(index, whenFinal: whenFinal, sum: sum)
        if names.isEmpty { names = evaluated.terms.map(\.name) }
        guard names == evaluated.terms.map(\.name) else { throw ShardingError.differentTerms }
        return layout.pieces(of: evaluated)
      } catch let found {
        if error == nil { error = (index, found) }
        let failure = ShardSum.failure(shard: error?.index ?? index, "\(found)")
        return layout.parameters.map { _ in failure }
      }
    }
    let tree = ShardTree(shards: count, ranks: communicator.count)
    let sums: [ShardSum]
    switch statistics {
    case .ofShard:
      sums = try tree.sums(over: communicator, isPiecewise: layout.parameters.count > 1) { index, offer in
        defer { restoreStatistics() }
        guard let offer else { return pieces(index) }
        // While gradients of the first layers are computed, those of the last are on their way already.
        var known = layout.knownPieces
        return pieces(index) { known.note($0, $1, offer: offer) }
      }
    case .ofBatch:
      let team = ShardTeam(tree, communicator, statistics: layout.statistics)
      let own = try team.evaluate { index, sum in pieces(index, sum: sum)[0] }
      if let error = team.error { throw error }
      sums = [try team.failure ?? tree.sum(over: communicator) { $0.count == 1 ? own[$0.lowerBound] : nil }]
    }
    if let problem = sums.compactMap(\.problem).min(by: { $0.shard < $1.shard }) {
      if let error, error.index == problem.shard { throw error.1 }
      throw ShardFailure(description: problem.text)
    }
    guard let (mean, after) = layout.means(of: sums, over: count, terms: names) else {
      throw ShardingError.differentTerms
    }
    let step = try move(along: mean)
    for (statistic, value) in zip(layout.statistics, after) { statistic.value = value }
    hasMoved = true
    return step
  }
}

/// Why a batch cannot be trained on in shards.
public enum ShardingError: Error, Equatable, Sendable {
  /// Ranks would be left without a shard.
  case tooFewShards(shards: Int, ranks: Int)
  /// The shards' losses do not have the same terms.
  case differentTerms
  /// The shards do not sum the same over the batch.
  case differentSums
  /// The system gives no thread to each of a rank's shards.
  case noThread(shards: Int)
}

extension ShardingError: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooFewShards(let shards, let ranks):
      "\(ranks) ranks are to share a batch in \(shards == 1 ? "one piece" : "\(shards) shards"); start at most as many ranks as "
        + "there are shards, or have the experiment cut its batches into \(ranks) or more, as with --set shards=\(ranks)"
    case .differentTerms:
      "the losses of two shards of a batch have different terms, which have no mean; name the same in each"
    case .differentSums:
      "two shards of a batch do not go through the same layers; normalise each by its own statistics, or let none of them differ"
    case .noThread(let shards):
      "the system does not give \(shards) threads, one for each shard that is normalised by the whole batch; allow this user more "
        + "(ulimit -u), or cut batches into fewer shards"
    }
  }
}

/// What was wrong with a shard that another rank has, in that one's words.
public struct ShardFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What happened, where, and what to try.
  public let description: String
}
