import LabNotebooks

/// A setting whose value differs, or that only one of the runs has.
public struct SettingChange: Encodable, Equatable, Sendable {
  /// What `--set` calls it.
  public let name: String
  /// Its value before; nil where it is new.
  public let before: String?
  /// Its value after; nil where it is gone.
  public let after: String?
  /// Where the change comes from: “its default”, “the tier's default”, “given with --set”.
  public let origin: String

  /// “beta 4 → 2”.
  public var text: String {
    switch (before, after) {
    case (let before?, let after?): "\(name) \(before) → \(after)"
    case (nil, let after?): "\(name) new, \(after)"
    case (_, nil): "\(name) gone, \(before ?? "")"
    }
  }

  /// In the order of the declaration, those that are gone at the end.
  static func all(from before: RunRecord, to after: RunRecord) -> [SettingChange] {
    let old = Dictionary(before.settings.map { ($0.name, $0) }) { first, _ in first }
    let new = Dictionary(after.settings.map { ($0.name, $0) }) { first, _ in first }
    let names = after.settings.map(\.name) + before.settings.map(\.name).filter { new[$0] == nil }
    return names.filter { old[$0]?.value != new[$0]?.value }.map { name in
      let isDefault = [old[name], new[name]].allSatisfy { $0?.isDefault ?? true }
      let origin = !isDefault ? "given with --set" : before.tier != after.tier ? "the tier's default" : "its default"
      return SettingChange(name: name, before: old[name]?.value, after: new[name]?.value, origin: origin)
    }
  }
}
