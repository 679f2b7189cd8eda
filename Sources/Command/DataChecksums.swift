import LabNotebooks
import Synchronization

/// The checksums of the data as they are now, each found once: that takes a tenth of a second, and several records name
/// the same data.
final class DataChecksums: Sendable {
  private let find: @Sendable (_ data: String) -> String?
  private let found = Mutex<[String: String?]>([:])

  init(_ find: @escaping @Sendable (_ data: String) -> String?) { self.find = find }

  /// The SHA-256 of the data of this name; nil where they are not here.
  subscript(_ name: String) -> String? {
    found.withLock { found in
      if let known = found[name] { return known }
      let checksum = find(name)
      found[name] = .some(checksum)
      return checksum
    }
  }
}
