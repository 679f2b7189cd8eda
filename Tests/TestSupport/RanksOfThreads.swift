import Foundation

@testable import LabMessagePassing

/// Ranks that are threads of this process, each with a communicator of its own: what holds of the ranks of an `mpirun` is tried
/// without one.
package final class RanksOfThreads: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [[Int]: [UInt8]] = [:]
  private var ended: [Int: String] = [:]
  private var isAskedToStop = false
  private let count: Int

  private init(_ count: Int) { self.count = count }

  /// Does the same on every rank, and returns what each came to. A message that does not come within ten seconds is an error.
  package static func run<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Communicator) throws -> Value
  ) -> [Result<Value, any Error>] {
    let ranks = RanksOfThreads(count), group = DispatchGroup(), results = Results<Value>()
    for rank in 0..<count {
      group.enter()
      let thread = Thread {
        let communicator = Communicator(Rank(rank, of: ranks))
        let result = Result { try body(communicator) }
        if case .failure(let error) = result {
          communicator.end(failure: "\(error)")
        } else {
          communicator.end()
        }
        results.set(result, at: rank)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return (0..<count).compactMap { results[$0] }
  }

  private final class Results<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Int: Result<Value, any Error>] = [:]
    func set(_ value: Result<Value, any Error>, at rank: Int) { lock.withLock { values[rank] = value } }
    subscript(rank: Int) -> Result<Value, any Error>? { lock.withLock { values[rank] } }
  }

  private final class Rank: Transport {
    let rank: Int
    let ranks: RanksOfThreads
    var count: Int { ranks.count }

    init(_ rank: Int, of ranks: RanksOfThreads) { (self.rank, self.ranks) = (rank, ranks) }

    func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(MessageError) {
      ranks.condition.withLock {
        ranks.waiting[[self.rank, rank], default: []] += Array(bytes)
        ranks.condition.broadcast()
      }
    }

    func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(MessageError) {
      let deadline = Date(timeIntervalSinceNow: 10)
      ranks.condition.lock()
      defer { ranks.condition.unlock() }
      while ranks.waiting[[rank, self.rank], default: []].count < bytes.count {
        if let words = ranks.ended[rank] {
          throw words.isEmpty ? .ended(rank: rank) : .failed(rank: rank, words: words)
        }
        guard ranks.condition.wait(until: deadline) else { throw .lost(rank: rank, seconds: 10) }
      }
      bytes.copyBytes(from: ranks.waiting[[rank, self.rank], default: []].prefix(bytes.count))
      ranks.waiting[[rank, self.rank], default: []].removeFirst(bytes.count)
    }

    func check() throws(MessageError) {
      let failed = ranks.condition.withLock { ranks.ended.first { $0.key != rank && !$0.value.isEmpty } }
      if let failed { throw .failed(rank: failed.key, words: failed.value) }
    }

    func askToStop() { ranks.condition.withLock { ranks.isAskedToStop = true } }

    var isAskedToStop: Bool { ranks.condition.withLock { ranks.isAskedToStop } }

    func end(failure: String?) {
      ranks.condition.withLock {
        ranks.ended[rank] = failure ?? ""
        ranks.condition.broadcast()
      }
    }
  }
}
