import LabAutodiff
import LabMessagePassing
import LabRequirements
import LabTensors

extension Training {
  /// One step on a batch that is cut into a fixed number of equal shards, which the ranks of a communicator share. The loss is the
  /// mean of the shards' losses; what the step comes to depends on their number, and not on that of the ranks, to the last bit.
  ///
  /// Layers that normalise by their batch do so by the shard, of which they see no more; their running statistics follow the mean of
  /// what the shards' are. So each shard has enough examples for that. All ranks hold the same parameters, and move them alike.
  /// A layer of which no parameter is trained here should gather no statistics: the ranks' would differ.
  ///
  /// ```swift
  /// try training.step(shards: 4, over: communicator, using: random[step]) { pass, shard in
  ///   loss(of: shard.rows(of: batch), pass)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - count: How many shards.
  ///   - communicator: The ranks, at most as many as shards; each calls this alike.
  ///   - random: The step's stream, from which each shard's follows.
  ///   - loss: The loss of one shard, asked for on the rank that has it.
  /// - Throws: What is wrong with the first shard that cannot be evaluated, as without shards; on the ranks that do not have it,
  ///   `ShardFailure` with the same words; nothing has moved then. `ShardingError`; `MessageError`.
  public mutating func step(
    shards count: Int, over communicator: Communicator = .alone, using random: Random,
    _ loss: (Pass, Shard) throws -> Loss
  ) throws -> TrainingStep {
    try step(shards: count, over: communicator, using: random, layersDraw: true, loss)
  }

  /// The same, whose pass has the shard's stream for layers to draw from, or none.
  package mutating func step(
    shards count: Int, over communicator: Communicator, using random: Random, layersDraw: Bool,
    _ loss: (Pass, Shard) throws -> Loss
  ) throws -> TrainingStep {
    require(count > 0, "a batch is cut into at least one shard, not \(count)")
    guard communicator.count <= count else {
      throw ShardingError.tooFewShards(shards: count, ranks: communicator.count)
    }
    func evaluated(_ index: Int) throws -> EvaluatedLoss {
      let shard = Shard(index, of: count, using: random)
      return try self.evaluated(using: layersDraw ? shard.random : nil) { try loss($0, shard) }
    }
    if count == 1 { return try move(along: evaluated(0)) }

    let layout = ShardLayout(parameters)
    let before = layout.statistics.map(\.value)
    func restoreStatistics() { for (statistic, value) in zip(layout.statistics, before) { statistic.value = value } }
    var names: [String] = [], error: (index: Int, any Error)?
    let tree = ShardTree(shards: count, ranks: communicator.count)
    let sum = try tree.sum(over: communicator) { index in
      defer { restoreStatistics() }
      do {
        // The first error is what counts.
        if let error { throw error.1 }
        let evaluated = try evaluated(index)
        if names.isEmpty { names = evaluated.terms.map(\.name) }
        guard names == evaluated.terms.map(\.name) else { throw ShardingError.differentTerms }
        return .numbers(layout.numbers(of: evaluated))
      } catch let found {
        if error == nil { error = (index, found) }
        return .failure(shard: error?.index ?? index, "\(found)")
      }
    }
    switch sum {
    case .failure(let shard, let text):
      if let error, error.index == shard { throw error.1 }
      throw ShardFailure(description: text)
    case .numbers(let sum):
      guard sum.count == layout.count(terms: names.count) else { throw ShardingError.differentTerms }
      let (mean, statistics) = layout.means(of: sum, over: count, terms: names)
      let step = try move(along: mean)
      for (statistic, value) in zip(layout.statistics, statistics) { statistic.value = value }
      return step
    }
  }
}

/// Where what a shard came to stands in one array: a 0, the gradients, what the running statistics became, the terms, and the loss.
private struct ShardLayout {
  let shapes: [Shape]
  let statistics: [Parameter]

  init(_ parameters: [Parameter]) {
    var known: Set<Parameter> = []
    statistics = parameters.flatMap(\.statistics).filter { known.insert($0).inserted }
    shapes = (parameters + statistics).map(\.value.shape)
  }

  func count(terms: Int) -> Int { 1 + shapes.reduce(0) { $0 + $1.count } + terms + 1 }

  func numbers(of evaluated: EvaluatedLoss) -> Tensor {
    let tensors = evaluated.gradients + statistics.map(\.value)
    return Tensor(uninitialized: [count(terms: evaluated.terms.count)]) { numbers in
      numbers[0] = 0
      var place = 1
      for tensor in tensors {
        tensor.withElements { elements in
          _ = UnsafeMutableBufferPointer(rebasing: numbers[place..<place + elements.count]).update(from: elements)
        }
        place += tensor.count
      }
      for value in evaluated.terms.map(\.value) + [evaluated.loss] {
        numbers[place] = value
        place += 1
      }
    }
  }

  /// The mean over the shards, of their sum.
  func means(
    of sum: Tensor, over shards: Int, terms names: [String]
  ) -> (EvaluatedLoss, statistics: [Tensor]) {
    let mean = sum * (1 / Float(shards))
    return mean.withElements { numbers in
      var place = 1
      let tensors = shapes.map { shape in
        defer { place += shape.count }
        return Tensor(uninitialized: shape) { elements in
          _ = elements.update(fromContentsOf: numbers[place..<place + shape.count])
        }
      }
      let terms = names.enumerated().map { (name: $1, value: numbers[place + $0]) }
      let gradients = Array(tensors.prefix(tensors.count - statistics.count))
      let evaluated = EvaluatedLoss(loss: numbers[numbers.count - 1], terms: terms, gradients: gradients)
      return (evaluated, Array(tensors.suffix(statistics.count)))
    }
  }
}

/// Why a batch cannot be trained on in shards.
public enum ShardingError: Error, Equatable, Sendable {
  /// Ranks would be left without a shard.
  case tooFewShards(shards: Int, ranks: Int)
  /// The shards' losses do not have the same terms.
  case differentTerms
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
    }
  }
}

/// What was wrong with a shard that another rank has, in that one's words.
public struct ShardFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What happened, where, and what to try.
  public let description: String
}
