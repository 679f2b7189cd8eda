import Foundation
import LabMessagePassing

/// The sums over all shards, piece by piece, by a thread of its own: while a rank's last shard is still in its backward pass, the
/// pieces that it has come to are sent and summed.
///
/// The thread is the only one that uses the communicator until `wait` returns. Where there is one piece, nothing can be sent before
/// the end, and no thread is started.
final class ShardExchange: @unchecked Sendable {
  private let tree: ShardTree
  private let communicator: Communicator
  private let own: [Range<Int>: [ShardSum]]
  private let condition = NSCondition()
  private var pieces: [ShardSum] = []
  private var lastShard: Range<Int> = 0..<0
  private var isComplete = false
  private var result: Result<[ShardSum], MessageError>?
  private var hasThread = false

  /// - Parameter own: What this rank's other shards came to.
  init(_ tree: ShardTree, _ communicator: Communicator, own: [Range<Int>: [ShardSum]]) {
    (self.tree, self.communicator, self.own) = (tree, communicator, own)
  }

  /// How many pieces of the last shard are known.
  var offered: Int { condition.withLock { pieces.count } }

  /// The next piece that this rank's last shard came to.
  func offer(_ piece: ShardSum, of shard: Int) {
    condition.withLock {
      pieces.append(piece)
      lastShard = shard..<shard + 1
      condition.signal()
    }
  }

  /// Begins to send what is offered, in a thread of its own.
  func start() {
    hasThread = true
    let thread = Thread { [self] in
      let result = Result { () throws(MessageError) in try sums() }
      condition.withLock {
        self.result = result
        condition.broadcast()
      }
    }
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// The sums of all pieces, when all have been offered.
  ///
  /// - Throws: `MessageError`.
  func wait() throws(MessageError) -> [ShardSum] {
    condition.withLock {
      isComplete = true
      condition.broadcast()
    }
    guard hasThread else { return try sums() }
    let result = condition.withLock {
      while self.result == nil { condition.wait() }
      return self.result
    }
    return try result?.get() ?? []
  }

  private func sums() throws(MessageError) -> [ShardSum] {
    var sums: [ShardSum] = []
    while let piece = piece(sums.count) {
      let place = sums.count
      sums.append(
        try tree.sum(over: communicator) { range in range == lastShard ? piece : own[range]?[place] })
    }
    return sums
  }

  /// The piece of this number, as soon as there is one; nil where there are no more.
  private func piece(_ number: Int) -> ShardSum? {
    condition.withLock {
      while pieces.count <= number, !isComplete { condition.wait() }
      return number < pieces.count ? pieces[number] : nil
    }
  }
}
