import Synchronization

/// Where the time of a computation goes: every native call made while it is recorded, by what it computes and on which shapes.
///
/// ```swift
/// let profile = Profile()
/// try profile.record { try svi.step(batch, using: random) }
/// for (operation, tally) in profile.tallies { … }
/// ```
public final class Profile: Sendable {
  /// What a native call computes.
  public struct Operation: Hashable, Sendable {
    /// The computation, such as `convolution forward`.
    public let name: String
    /// The shapes of what it reads.
    public let arguments: [Shape]
    /// The shape of what it makes, where it is not one of these.
    public let result: Shape?
    /// The bytes of all arrays that it reads or writes, each counted once.
    public let bytes: Int
    /// Additions and multiplications, where they are what it costs: in convolutions and matrix products. Elsewhere 0.
    public let floatingPointOperations: Int

    init(
      _ name: String, _ arguments: [Shape], making result: Shape? = nil, bytes: Int, floatingPointOperations: Int = 0
    ) {
      (self.name, self.arguments, self.bytes) = (name, arguments, bytes)
      self.result = result.flatMap { arguments.contains($0) ? nil : $0 }
      self.floatingPointOperations = floatingPointOperations
    }
  }

  /// How often an operation ran, and how long in all.
  public struct Tally: Sendable, Equatable {
    /// The number of calls.
    public internal(set) var calls = 0
    /// The time of all calls together.
    public internal(set) var time = Duration.zero
  }

  private let state = Mutex<[Operation: Tally]>([:])

  @TaskLocal private static var recording: Profile?

  /// How many records are being made in the process: while there is none, a call need not ask whether it belongs to one,
  /// which would cost it some 60 ns.
  private static let recordCount = Atomic(0)

  /// Nothing yet.
  public init() {}

  /// What was recorded, by operation.
  public var tallies: [Operation: Tally] { state.withLock { $0 } }

  /// Runs the body, and counts the native calls that it makes.
  public func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    Self.recordCount.add(1, ordering: .relaxed)
    defer { Self.recordCount.subtract(1, ordering: .relaxed) }
    return try Self.$recording.withValue(self, operation: body)
  }

  /// Runs a native call, and counts it where somebody is recording.
  @inline(__always)
  static func measure<Result>(_ operation: @autoclosure () -> Operation, _ call: () throws -> Result) rethrows -> Result
  {
    guard recordCount.load(ordering: .relaxed) > 0, let recording else { return try call() }
    return try recording.measure(operation(), call)
  }

  private func measure<Result>(_ operation: Operation, _ call: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    defer {
      let time = ContinuousClock.now - start
      state.withLock {
        $0[operation, default: Tally()].calls += 1
        $0[operation, default: Tally()].time += time
      }
    }
    return try call()
  }
}

extension Profile.Operation: CustomStringConvertible {
  /// The name and the shapes, such as `convolution forward 32×28×28×64 · 3×3×64×64`.
  public var description: String {
    let shapes = arguments.map(\.description).joined(separator: " · ")
    return ([name, shapes] + (result.map { ["→ \($0)"] } ?? [])).filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension Tensor {
  /// A tensor that one native call makes of others.
  package init(
    uninitialized shape: Shape, by name: @autoclosure () -> String, of arguments: @autoclosure () -> [Tensor],
    _ write: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    self.init(uninitialized: shape) { result in
      Profile.measure(Profile.Operation(name(), making: shape, of: arguments())) { write(result) }
    }
  }
}

extension Profile.Operation {
  fileprivate init(_ name: String, making result: Shape, of arguments: [Tensor]) {
    let elements = arguments.reduce(result.count) { $0 + $1.count }
    self.init(name, arguments.map(\.shape), making: result, bytes: elements * MemoryLayout<Float>.stride)
  }
}
