import Foundation
import LabMessagePassing

extension ShardTree {
  /// The sums over all shards, piece by piece, on every rank.
  ///
  /// Where there are several pieces, a thread sends and sums those of the rank's last shard that are known, while its backward pass
  /// still computes others.
  ///
  /// - Parameter pieces: What one shard came to, asked for in order; of the last, which is given the means to, it may offer the first
  ///   pieces before it returns all.
  /// - Throws: `MessageError`.
  func sums(
    over communicator: Communicator, isPiecewise: Bool,
    _ pieces: (_ shard: Int, _ offer: ((ShardSum) -> Void)?) -> [ShardSum]
  ) throws(MessageError) -> [ShardSum] {
    let own = ownSums(of: communicator.rank) { pieces($0, nil) }, last = lastShard(of: communicator.rank)
    let exchange = ShardExchange(self, communicator, own: own, last: last)
    if isPiecewise { exchange.start() }
    let all = pieces(last, isPiecewise ? { exchange.offer($0) } : nil)
    for piece in all.dropFirst(exchange.offered) { exchange.offer(piece) }
    return try exchange.wait()
  }
}

/// The pieces of a rank's last shard on their way to the sum over all.
///
/// The thread is the only one that uses the communicator until `wait` returns.
private final class ShardExchange: @unchecked Sendable {
  private let tree: ShardTree
  private let communicator: Communicator
  private let own: [Range<Int>: [ShardSum]]
  private let last: Int
  private let condition = NSCondition()
  private var pieces: [ShardSum] = []
  private var isComplete = false
  private var hasThread = false
  private var result: Result<[ShardSum], MessageError>?

  init(_ tree: ShardTree, _ communicator: Communicator, own: [Range<Int>: [ShardSum]], last: Int) {
    (self.tree, self.communicator, self.own, self.last) = (tree, communicator, own, last)
  }

  /// How many pieces are known.
  var offered: Int { condition.withLock { pieces.count } }

  /// Hands in the next piece.
  func offer(_ piece: ShardSum) {
    condition.withLock {
      pieces.append(piece)
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
        try tree.sum(over: communicator) { range in range == last..<last + 1 ? piece : own[range]?[place] })
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
