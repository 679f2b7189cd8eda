import LabInference
import LabNotebooks

extension Notebook: ProgressObserver {
  /// A loop with the notebook's display of how far it is, and its stop.
  public func observe<Items: Collection>(
    _ phase: String, over items: Items, _ body: (Items.Element) throws -> Void
  ) throws { try forEach(items, of: phase, body) }
}
