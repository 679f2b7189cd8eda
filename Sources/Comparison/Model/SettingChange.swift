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
    Difference.settings(from: before, to: after).map { difference in
      let isDefault = (before.settings + after.settings).allSatisfy { $0.name != difference.name || $0.isDefault }
      let origin = !isDefault ? "given with --set" : before.tier != after.tier ? "the tier's default" : "its default"
      return SettingChange(name: difference.name, before: difference.old, after: difference.new, origin: origin)
    }
  }
}
