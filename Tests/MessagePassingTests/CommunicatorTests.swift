import LabTestSupport
import Testing

@testable import LabMessagePassing

/// Messages between ranks, and what each operation comes to on all of them, for every number of ranks up to nine.
@Suite struct CommunicatorTests {
  static let counts = 1...9

  private func values<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Communicator) throws -> Value
  ) throws -> [Value] {
    try RanksOfThreads.run(count, body).map { try $0.get() }
  }

  @Test func alone() throws {
    let communicator = Communicator.alone
    #expect(communicator.count == 1 && communicator.rank == 0 && communicator.isRoot)
    #expect(try communicator.broadcast([1, 2]) == [1, 2])
    #expect(try communicator.gather([0.5]) == [[0.5]])
    #expect(try communicator.decidedByRoot { true })
    try communicator.check()
    communicator.end()
  }

  @Test func messagesOfAnySizeArriveInOrder() throws {
    let messages: [[UInt8]] = [[], [7], Array(repeating: 3, count: 100_000), [1, 2, 3]]
    let received = try values(2) { communicator in
      if communicator.isRoot {
        for message in messages { try communicator.send(message, to: 1) }
        return try communicator.receive(from: 1)
      }
      let all = try messages.map { _ in try communicator.receive(from: 0) }
      try communicator.send(all.flatMap { $0 }, to: 0)
      return []
    }
    #expect(received[0] == messages.flatMap { $0 })
  }

  @Test(arguments: counts) func whatTheRootBroadcastsAllHave(_ count: Int) throws {
    let found = try values(count) { try $0.broadcast($0.isRoot ? [3, 1, 4] : [9]) }
    #expect(found == Array(repeating: [3, 1, 4], count: count))
  }

  @Test(arguments: counts) func theRootGathersInTheOrderOfTheRanks(_ count: Int) throws {
    let found = try values(count) { try $0.gather(Array(repeating: Float($0.rank), count: $0.rank)) }
    #expect(found[0] == (0..<count).map { Array(repeating: Float($0), count: $0) })
    #expect(found.dropFirst().allSatisfy { $0 == [] })
  }

  private struct Refusal: Error, CustomStringConvertible { let description = "the file is not here" }

  @Test(arguments: counts) func whatTheRootCannotDoNobodyHasDone(_ count: Int) throws {
    let errors = try values(count) { communicator in
      do {
        try communicator.onRoot { throw Refusal() }
        return "none"
      } catch {
        return "\(type(of: error)): \(error)"
      }
    }
    #expect(errors[0] == "Refusal: the file is not here")
    #expect(errors.dropFirst().allSatisfy { $0 == "RootFailure: the file is not here" })
  }

  @Test func whoWaitsForARankThatFailedHearsWhy() throws {
    let results = RanksOfThreads.run(2) { communicator -> [UInt8] in
      if !communicator.isRoot { throw Refusal() }
      return try communicator.receive(from: 1)
    }
    let error = #expect(throws: MessageError.self) { try results[0].get() }
    #expect(error?.description == "Rank 1 failed: the file is not here")
  }

  @Test func oneRequestToStopIsHeardByTheRoot() throws {
    let found = try values(3) { communicator in
      if communicator.rank == 2 { communicator.askToStop() }
      _ = try communicator.gather([])
      return try communicator.decidedByRoot { communicator.isAskedToStop }
    }
    #expect(found == [true, true, true])
  }

  /// Each rank but the root has one parent, which has it for a child.
  @Test(arguments: counts) func theTreeReachesEveryRankOnce(_ count: Int) {
    let children = (0..<count).flatMap { BinomialTree.children(of: $0, count: count) }
    #expect(children.sorted() == Array(1..<max(count, 1)))
    for rank in 0..<count {
      for child in BinomialTree.children(of: rank, count: count) { #expect(BinomialTree.parent(of: child) == rank) }
    }
  }
}
