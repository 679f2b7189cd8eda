import Synchronization

/// Whether the run was asked to stop, and by which signal. Loops look at it; any thread may ask.
public final class Interruption: Sendable {
  private let first = Atomic<Int32>(0)

  /// Not asked yet.
  public init() {}

  /// Whether it has been asked.
  public var isRequested: Bool { first.load(ordering: .relaxed) != 0 }

  /// The number of the signal that asked first; 0 where none has.
  public var signal: Int32 { first.load(ordering: .relaxed) }

  /// Asks; says whether it had been asked before.
  @discardableResult
  public func request(by signal: Int32 = 2) -> Bool {
    !first.compareExchange(expected: 0, desired: signal, ordering: .relaxed).exchanged
  }
}
