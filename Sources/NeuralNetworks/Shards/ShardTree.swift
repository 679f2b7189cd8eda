import LabMessagePassing
import LabTensors

/// The order in which what the shards of a batch came to is summed: by halves, whoever computes them.
///
/// Floating-point sums depend on their order, and that of an all-reduce depends on the number of processes. Here the first half of
/// the shards, as many as a power of two that is less than all, is summed by itself, the rest by itself, and then both; each half in
/// the same way. A rank has neighbouring shards, so that it sums most of the tree without a message; where the two parts of a sum
/// are on two ranks, the second one sends its part to the first.
struct ShardTree {
  let shards: Int
  let ranks: Int

  /// Each rank has at least one.
  func owner(of shard: Int) -> Int { shard * ranks / shards }

  /// The sum over all shards, on every rank.
  ///
  /// - Parameter part: What one shard came to, asked for on the rank that has it, in order.
  func sum(over communicator: Communicator, _ part: (Int) -> ShardSum) throws(MessageError) -> ShardSum {
    var own: [Range<Int>: ShardSum] = [:]
    addOwn(0..<shards, of: communicator.rank, part, to: &own)
    let total = try sum(0..<shards, own, over: communicator)
    return try shared(total, over: communicator)
  }

  /// The sums that a rank makes without the others, before it waits for any of them.
  private func addOwn(
    _ range: Range<Int>, of rank: Int, _ part: (Int) -> ShardSum, to own: inout [Range<Int>: ShardSum]
  ) {
    let owners = owner(of: range.lowerBound)...owner(of: range.upperBound - 1)
    guard owners.contains(rank) else { return }
    if owners.count == 1 { return own[range] = ownSum(range, part) }
    for half in Self.halves(of: range) { addOwn(half, of: rank, part, to: &own) }
  }

  private func ownSum(_ range: Range<Int>, _ part: (Int) -> ShardSum) -> ShardSum {
    if range.count == 1 { return part(range.lowerBound) }
    let halves = Self.halves(of: range)
    let first = ownSum(halves[0], part)
    return first.adding(ownSum(halves[1], part))
  }

  /// The sum over a range on the rank of its first shard; nil elsewhere.
  private func sum(
    _ range: Range<Int>, _ own: [Range<Int>: ShardSum], over communicator: Communicator
  ) throws(MessageError) -> ShardSum? {
    let (place, last) = (owner(of: range.lowerBound), owner(of: range.upperBound - 1))
    guard (place...last).contains(communicator.rank) else { return nil }
    if place == last { return own[range] }
    let halves = Self.halves(of: range), otherPlace = owner(of: halves[1].lowerBound)
    let first = try sum(halves[0], own, over: communicator), second = try sum(halves[1], own, over: communicator)
    if place == otherPlace, let first, let second { return first.adding(second) }
    if let second { try second.send(to: otherPlace == communicator.rank ? place : otherPlace, over: communicator) }
    return try first?.adding(ShardSum(from: otherPlace, over: communicator))
  }

  /// The root's sum on every rank.
  private func shared(_ total: ShardSum?, over communicator: Communicator) throws(MessageError) -> ShardSum {
    let sum: ShardSum
    if let total, communicator.isRoot {
      sum = total
    } else {
      sum = try ShardSum(from: communicator.parent ?? 0, over: communicator)
    }
    for child in communicator.children { try sum.send(to: child, over: communicator) }
    return sum
  }

  static func halves(of range: Range<Int>) -> [Range<Int>] {
    var size = 1
    while 2 * size < range.count { size *= 2 }
    let middle = range.lowerBound + size
    return [range.lowerBound..<middle, middle..<range.upperBound]
  }
}

/// What some shards came to together: their numbers, summed place by place, or what was wrong with the first that failed.
enum ShardSum {
  case numbers(Tensor)
  case failure(shard: Int, String)

  func adding(_ other: ShardSum) -> ShardSum {
    switch (self, other) {
    case (.failure, _): return self
    case (_, .failure): return other
    case (.numbers(var sum), .numbers(let numbers)):
      sum += numbers
      return .numbers(sum)
    }
  }
}

/// As messages: floats, the first of which is 0 for numbers, and for a failure 1 more than the shard's number.
extension ShardSum {
  func send(to rank: Int, over communicator: Communicator) throws(MessageError) {
    try communicator.send(message, to: rank)
  }

  init(from rank: Int, over communicator: Communicator) throws(MessageError) {
    var message = Tensor.zeros([1])
    try communicator.receive(from: rank) { bytes in
      let size = MemoryLayout<Float>.size
      guard bytes >= size, bytes.isMultiple(of: size), bytes < 1 << 40 else { return nil }
      message = Tensor(uninitialized: [bytes / size]) { _ in }
      return UnsafeMutableRawBufferPointer(start: message.base, count: bytes)
    }
    self.init(message)
  }

  private init(_ message: Tensor) {
    let kind = message.withElements { $0[0] }
    guard kind != 0 else {
      self = .numbers(message)
      return
    }
    let text = message.withElements { String(decoding: UnsafeRawBufferPointer($0).dropFirst(4), as: UTF8.self) }
    self = .failure(shard: Int(kind) - 1, String(text.prefix { $0 != "\0" }))
  }

  private var message: Tensor {
    switch self {
    case .numbers(let numbers): return numbers
    case .failure(let shard, let text):
      let bytes = Array(text.utf8), count = 1 + (bytes.count + 3) / 4
      var message = Tensor.zeros([count])
      message.withMutableElements { elements in
        elements[0] = Float(shard + 1)
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(elements)[4...]).copyBytes(from: bytes)
      }
      return message
    }
  }
}

extension Communicator {
  fileprivate func send(_ tensor: Tensor, to rank: Int) throws(MessageError) {
    try send(UnsafeRawBufferPointer(start: tensor.base, count: tensor.count * MemoryLayout<Float>.size), to: rank)
    withExtendedLifetime(tensor) {}
  }
}
