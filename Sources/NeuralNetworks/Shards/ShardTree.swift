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

  /// The last shard that a rank has: it has neighbours, and computes them in order.
  func lastShard(of rank: Int) -> Int { (0..<shards).last { owner(of: $0) == rank } ?? 0 }

  /// What a rank's shards but its last come to, summed as far as the tree lets it: the sums that need no other rank, and not the last
  /// shard.
  ///
  /// - Parameter parts: What one shard came to, in pieces; asked for in order.
  func ownSums(of rank: Int, _ parts: (Int) -> [ShardSum]) -> [Range<Int>: [ShardSum]] {
    var sums: [Range<Int>: [ShardSum]] = [:]
    addOwn(0..<shards, of: rank, parts, to: &sums)
    return sums
  }

  private func addOwn(
    _ range: Range<Int>, of rank: Int, _ parts: (Int) -> [ShardSum], to sums: inout [Range<Int>: [ShardSum]]
  ) {
    let owners = owner(of: range.lowerBound)...owner(of: range.upperBound - 1)
    guard owners.contains(rank) else { return }
    let hasLast = range.contains(lastShard(of: rank))
    if owners.count == 1, !hasLast { return sums[range] = ownSum(range, parts) }
    if range.count == 1 { return }
    for half in Self.halves(of: range) { addOwn(half, of: rank, parts, to: &sums) }
  }

  private func ownSum(_ range: Range<Int>, _ parts: (Int) -> [ShardSum]) -> [ShardSum] {
    if range.count == 1 { return parts(range.lowerBound) }
    let halves = Self.halves(of: range)
    let first = ownSum(halves[0], parts)
    return zip(first, ownSum(halves[1], parts)).map {
      $0.adding($1, from: halves[1].lowerBound, orElse: .differentTerms)
    }
  }

  /// The sum over all shards, on every rank.
  ///
  /// - Parameters:
  ///   - mismatch: What is wrong where shards come to unequally many numbers.
  ///   - own: This rank's own sums, and what its last shard came to.
  func sum(
    over communicator: Communicator, orElse mismatch: ShardingError = .differentTerms, own: (Range<Int>) -> ShardSum?
  ) throws(MessageError) -> ShardSum {
    let total = try sum(0..<shards, own, over: communicator, orElse: mismatch)
    return try shared(total, over: communicator)
  }

  /// The sum over a range on the rank of its first shard; nil elsewhere.
  private func sum(
    _ range: Range<Int>, _ own: (Range<Int>) -> ShardSum?, over communicator: Communicator,
    orElse mismatch: ShardingError
  ) throws(MessageError) -> ShardSum? {
    let (place, last) = (owner(of: range.lowerBound), owner(of: range.upperBound - 1))
    guard (place...last).contains(communicator.rank) else { return nil }
    if let own = own(range) { return own }
    let halves = Self.halves(of: range), otherPlace = owner(of: halves[1].lowerBound)
    let first = try sum(halves[0], own, over: communicator, orElse: mismatch)
    let second = try sum(halves[1], own, over: communicator, orElse: mismatch), other = halves[1].lowerBound
    if place == otherPlace, let first, let second { return first.adding(second, from: other, orElse: mismatch) }
    if let second { try second.send(to: place, over: communicator) }
    return try first?.adding(ShardSum(from: otherPlace, over: communicator), from: other, orElse: mismatch)
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

  /// What was wrong, and with which shard.
  var problem: (shard: Int, text: String)? {
    if case .failure(let shard, let text) = self { (shard, text) } else { nil }
  }

  /// The sum of both; where they are not as many numbers, what is wrong, with the shard that the others begin with.
  func adding(_ other: ShardSum, from shard: Int, orElse mismatch: ShardingError) -> ShardSum {
    switch (self, other) {
    case (.failure, _): return self
    case (_, .failure): return other
    case (.numbers(var sum), .numbers(let numbers)):
      guard sum.shape == numbers.shape else { return .failure(shard: shard, "\(mismatch)") }
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
      guard bytes >= size, bytes.isMultiple(of: size), bytes / size <= Int32.max else { return nil }
      message = Tensor(uninitialized: [bytes / size]) { _ in }
      return UnsafeMutableRawBufferPointer(start: message.base, count: bytes)
    }
    guard let sum = ShardSum(message) else { throw .unexpected(rank: rank) }
    self = sum
  }

  /// Nil where it is the message of something else.
  private init?(_ message: Tensor) {
    let kind = message.withElements { $0[0] }
    guard kind != 0 else {
      self = .numbers(message)
      return
    }
    guard let number = Int(exactly: kind), number > 0 else { return nil }
    let text = message.withElements { String(decoding: UnsafeRawBufferPointer($0).dropFirst(4), as: UTF8.self) }
    self = .failure(shard: number - 1, String(text.prefix { $0 != "\0" }))
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
