import Synchronization

/// Whether the user has asked the run to stop. Loops look at it; any thread may ask.
public final class Interruption: Sendable {
  private let flag = Atomic(false)

  /// Not asked yet.
  public init() {}

  /// Whether it has been asked.
  public var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Asks; says whether it had been asked before.
  @discardableResult
  public func request() -> Bool { flag.exchange(true, ordering: .relaxed) }
}
