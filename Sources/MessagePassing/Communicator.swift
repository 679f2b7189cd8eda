import LabRequirements

/// The processes that work on one run together, its ranks, and the messages between them.
///
/// Every rank does the same, from the beginning of the run to its end, and has the same values; what is shared out among them is
/// what takes long, such as the shards of a batch. So each operation is begun by all of them, in the same order. The first one,
/// rank 0, is the root: it alone writes files and speaks to the user.
///
/// ```swift
/// let bytes = try communicator.fromRoot { try read(file) }
/// ```
public final class Communicator {
  /// A process that nothing works with.
  public static var alone: Communicator { Communicator(nil) }

  private let transport: (any Transport)?

  /// The messages that this rank has sent and received so far.
  public private(set) var traffic = Traffic()

  /// Whether all ranks are known to share one machine, so that a message is copied in memory; every rank says the same.
  public let isOnOneMachine: Bool

  package init(_ transport: (any Transport)?, isOnOneMachine: Bool = false) {
    self.transport = transport
    self.isOnOneMachine = transport == nil || isOnOneMachine
  }

  /// The number of this process among all, from 0.
  public var rank: Int { transport?.rank ?? 0 }

  /// The number of processes.
  public var count: Int { transport?.count ?? 1 }

  /// Whether this process writes what there is to write.
  public var isRoot: Bool { rank == 0 }

  // MARK: Between two

  /// Sends bytes to another rank, which receives them.
  ///
  /// - Throws: `MessageError`.
  public func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(MessageError) {
    guard let transport, rank != transport.rank, 0..<transport.count ~= rank else {
      brokenRule("rank \(self.rank) of \(count) sends to rank \(rank)")
    }
    let start = ContinuousClock.now
    defer { traffic.add(bytes.count, since: start) }
    var length = UInt64(bytes.count).littleEndian
    try withUnsafeBytes(of: &length) { header throws(MessageError) in try transport.send(header, to: rank) }
    try transport.send(bytes, to: rank)
  }

  /// Receives what another rank sends.
  ///
  /// - Parameters:
  ///   - rank: The other one.
  ///   - storage: Makes room for so many bytes; nil where so many make no sense.
  /// - Throws: `MessageError`.
  public func receive(
    from rank: Int, into storage: (_ count: Int) -> UnsafeMutableRawBufferPointer?
  ) throws(MessageError) {
    guard let transport, rank != transport.rank, 0..<transport.count ~= rank else {
      brokenRule("rank \(self.rank) of \(count) receives from rank \(rank)")
    }
    let start = ContinuousClock.now
    var length: UInt64 = 0
    defer { traffic.add(Int(truncatingIfNeeded: length), since: start) }
    try withUnsafeMutableBytes(of: &length) { header throws(MessageError) in
      try transport.receive(into: header, from: rank)
    }
    guard let count = Int(exactly: UInt64(littleEndian: length)), let bytes = storage(count), bytes.count == count
    else {
      throw .unexpected(rank: rank)
    }
    try transport.receive(into: bytes, from: rank)
  }

  /// Sends bytes to another rank.
  ///
  /// - Throws: `MessageError`.
  public func send(_ bytes: [UInt8], to rank: Int) throws(MessageError) {
    do {
      try bytes.withUnsafeBytes { try send($0, to: rank) }
    } catch let error as MessageError {
      throw error
    } catch {
      brokenRule("\(error)")
    }
  }

  /// The bytes that another rank sends.
  ///
  /// - Throws: `MessageError`.
  public func receive(from rank: Int) throws(MessageError) -> [UInt8] {
    var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    defer { memory.deallocate() }
    try receive(from: rank) { count in
      // More than any file that is sent has: a message of something else.
      guard count <= 1 << 40 else { return nil }
      memory = .allocate(byteCount: count, alignment: 16)
      return memory
    }
    return Array(memory)
  }

  // MARK: Among all

  /// The root's bytes, on every rank.
  ///
  /// They go from rank to rank along a binomial tree, so that the root sends as many times as the number of ranks has digits in
  /// base two.
  ///
  /// - Throws: `MessageError`.
  public func broadcast(_ bytes: [UInt8]) throws(MessageError) -> [UInt8] {
    var bytes = bytes
    if let parent { bytes = try receive(from: parent) }
    for child in children { try send(bytes, to: child) }
    return bytes
  }

  /// Whom a message from the root comes from; nil at the root.
  public var parent: Int? { BinomialTree.parent(of: rank) }

  /// Whom to pass a message from the root on to, in this order.
  public var children: [Int] { BinomialTree.children(of: rank, count: count) }

  /// Every rank's numbers, in the order of the ranks, at the root; nothing elsewhere.
  ///
  /// - Throws: `MessageError`.
  public func gather(_ numbers: [Float]) throws(MessageError) -> [[Float]] {
    guard isRoot else {
      try send(numbers.withUnsafeBytes { Array($0) }, to: 0)
      return []
    }
    var all = [numbers]
    for rank in 1..<max(count, 1) {
      let bytes = try receive(from: rank)
      guard bytes.count % MemoryLayout<Float>.size == 0 else { throw .unexpected(rank: rank) }
      all.append(bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) })
    }
    return all
  }

  /// What the root makes, on every rank. What it throws there, is thrown there; elsewhere it is `RootFailure`, with its words.
  ///
  /// - Throws: `MessageError`; what `make` throws.
  public func fromRoot(_ make: () throws -> [UInt8]) throws -> [UInt8] {
    guard count > 1 else { return try make() }
    guard isRoot else {
      let message = try broadcast([])
      guard message.first == 0 else {
        throw RootFailure(description: String(decoding: message.dropFirst(), as: UTF8.self))
      }
      return Array(message.dropFirst())
    }
    let made = Result(catching: make)
    switch made {
    case .success(let bytes): _ = try broadcast([0] + bytes)
    case .failure(let error): _ = try broadcast([1] + Array("\(error)".utf8))
    }
    return try made.get()
  }

  /// What the root finds out, on every rank.
  ///
  /// - Throws: `MessageError`; what `decide` throws.
  public func decidedByRoot(_ decide: () throws -> Bool) throws -> Bool {
    try fromRoot { try decide() ? [1] : [0] } == [1]
  }

  /// Has the root alone do something.
  ///
  /// - Throws: `MessageError`; what `act` throws.
  public func onRoot(_ act: () throws -> Void) throws {
    _ = try fromRoot {
      try act()
      return []
    }
  }

  // MARK: Beginning and end

  /// Looks whether all ranks are still there, as far as is known without a message.
  ///
  /// - Throws: `MessageError` where one is not.
  public func check() throws(MessageError) { try transport?.check() }

  /// Lets the root know that this rank was asked to stop.
  public func askToStop() { transport?.askToStop() }

  /// Whether, as far as this rank has heard, one was asked to stop.
  public var isAskedToStop: Bool { transport?.isAskedToStop ?? false }

  /// Says that this rank has come to its end, or has failed and in which words, and waits for the others; where one has failed, no
  /// longer than a process may be silent. Nothing can be sent afterwards.
  public func end(failure: String? = nil) { transport?.end(failure: failure) }
}

/// Messages that a rank sent or received.
public struct Traffic: Equatable, Sendable {
  /// How many.
  public private(set) var messages = 0
  /// How many bytes they had together.
  public private(set) var bytes = 0
  /// How long it took in all, much of which may be waiting for the other one to come to it.
  public private(set) var waiting = Duration.zero

  mutating func add(_ count: Int, since start: ContinuousClock.Instant) {
    messages += 1
    bytes += count
    waiting += start.duration(to: .now)
  }
}

/// What the root could not do, as the other ranks hear of it.
public struct RootFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The root's words.
  public let description: String
}

/// The tree along which a message from rank 0 reaches all: a rank's parent has its number without the lowest bit that is set.
enum BinomialTree {
  static func parent(of rank: Int) -> Int? { rank == 0 ? nil : rank & (rank - 1) }

  /// The farthest first, which have the most to pass on.
  static func children(of rank: Int, count: Int) -> [Int] {
    var children: [Int] = [], bit = 1
    while rank & bit == 0, rank + bit < count {
      children.append(rank + bit)
      bit <<= 1
    }
    return children.reversed()
  }
}
