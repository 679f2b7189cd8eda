import Foundation
import LabAutodiff
import LabMessagePassing
import LabTensors

/// The shards of a rank side by side: each is evaluated on a thread of its own, of which one runs at a time, and all meet where
/// something is summed over the batch.
///
/// A shard that cannot be evaluated comes to no further meeting. The next sum then tells all ranks, which do not meet again; they
/// finish what they have begun with zeros in place of sums, and what they come to counts for nothing.
final class ShardTeam: @unchecked Sendable {
  private let tree: ShardTree
  private let communicator: Communicator
  private let shards: [Int]
  /// What evaluations change on their way, each from the same start.
  private let statistics: [Parameter]
  private var values: [Int: [Tensor]]

  private let condition = NSCondition()
  /// The shard whose thread may run.
  private var turn: Int?
  /// Whether not every shard has a thread, so that none begins.
  private var isCalledOff = false
  /// Those that have not come to their end.
  private var underWay: [Int]
  private var contributions: [Int: ShardSum] = [:]
  private var endings: [Int: ShardSum] = [:]
  private var sum: ShardSum?
  /// What was wrong with a shard, of this rank or another, when sums ended.
  private(set) var failure: ShardSum?
  /// Why messages ended.
  private(set) var error: MessageError?

  init(_ tree: ShardTree, _ communicator: Communicator, statistics: [Parameter]) {
    (self.tree, self.communicator, self.statistics) = (tree, communicator, statistics)
    shards = (0..<tree.shards).filter { tree.owner(of: $0) == communicator.rank }
    underWay = shards
    let start = statistics.map(\.value)
    values = Dictionary(uniqueKeysWithValues: shards.map { ($0, start) })
  }

  private struct Evaluation: @unchecked Sendable {
    let body: (Int, @escaping (Tensor) -> Tensor) -> ShardSum
  }

  /// Evaluates all shards; what each came to.
  ///
  /// - Parameter body: Evaluates one, given its number and what sums over all.
  /// - Throws: `ShardingError.noThread`, before any has begun.
  func evaluate(_ body: (Int, @escaping (Tensor) -> Tensor) -> ShardSum) throws(ShardingError) -> [Int: ShardSum] {
    let threads = withoutActuallyEscaping(body) { body in
      let evaluation = Evaluation(body: body)
      let threads = shards.compactMap { shard in
        JoinedThread { [self] in
          guard condition.withLock({ awaitTurn(of: shard) }) else { return }
          let sum = evaluation.body(shard) { [self] in total(of: $0, from: shard) }
          condition.withLock { end(shard, sum) }
        }
      }
      condition.withLock {
        if threads.count == shards.count { turn = shards.first } else { isCalledOff = true }
        condition.broadcast()
      }
      for thread in threads { thread.join() }
      return threads.count
    }
    guard threads == shards.count else { throw .noThread(shards: shards.count) }
    return endings
  }

  /// Whether the turn came.
  @discardableResult private func awaitTurn(of shard: Int) -> Bool {
    while turn != shard, !isCalledOff { condition.wait() }
    guard !isCalledOff else { return false }
    for (statistic, value) in zip(statistics, values[shard] ?? []) { statistic.value = value }
    return true
  }

  /// The sum over all shards of what each hands in.
  private func total(of value: Tensor, from shard: Int) -> Tensor {
    condition.withLock {
      guard failure == nil, error == nil else { return .zeros(value.shape) }
      contributions[shard] = .numbers(Tensor.concatenate([.zeros([1]), value.reshaped(to: [value.count])], along: 0))
      values[shard] = statistics.map(\.value)
      passTurn(after: shard)
      awaitTurn(of: shard)
      guard failure == nil, error == nil, case .numbers(let sum)? = sum, sum.count == 1 + value.count else {
        return .zeros(value.shape)
      }
      return sum.slice(1..<sum.count, along: 0).reshaped(to: value.shape)
    }
  }

  private func end(_ shard: Int, _ sum: ShardSum) {
    endings[shard] = sum
    underWay.removeAll { $0 == shard }
    passTurn(after: shard)
  }

  /// Lets the next one run; where all have come to a meeting or to their end, the first, with the sum.
  private func passTurn(after shard: Int) {
    if let next = underWay.first(where: { $0 > shard }) {
      turn = next
    } else {
      if !contributions.isEmpty { meet() }
      turn = underWay.first
    }
    condition.broadcast()
  }

  private func meet() {
    do {
      sum = try tree.sum(over: communicator, orElse: .differentSums) { range in
        guard range.count == 1 else { return nil }
        let shard = range.lowerBound
        if let contribution = contributions[shard] { return contribution }
        if let ending = endings[shard], ending.problem != nil { return ending }
        return .failure(shard: shard, "\(ShardingError.differentSums)")
      }
      if sum?.problem != nil { failure = sum }
    } catch {
      self.error = error
    }
    contributions = [:]
  }
}
