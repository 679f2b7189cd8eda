/// Is told how far a long computation is, and stops it by throwing.
public protocol ProgressObserver {
  /// Runs the body for each item in order; the items are the turns of a phase that is called something.
  func observe<Items: Collection>(
    _ phase: String, over items: Items, _ body: (Items.Element) throws -> Void
  ) throws
}

extension Collection {
  /// Runs the body for each element, before the eyes of an observer where there is one.
  func forEach(_ phase: String, _ observer: (any ProgressObserver)?, _ body: (Element) throws -> Void) throws {
    if let observer { try observer.observe(phase, over: self, body) } else { try forEach(body) }
  }
}
