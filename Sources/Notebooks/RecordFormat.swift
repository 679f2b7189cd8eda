/// Why a record cannot be read.
public enum RunRecordError: Error, Equatable, CustomStringConvertible {
  /// Its layout is one that this version does not know.
  case unknownFormat(Int)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownFormat(let format):
      "the record has layout \(format), and this version reads up to \(RunRecord.currentFormat); update the package"
    }
  }
}

extension JSON {
  /// A record of an earlier layout with what this one adds, as far as nothing is known of it.
  func upgradedRecord() throws(RunRecordError) -> JSON {
    guard case .object(var members) = self, case .whole(let format) = members["format"] else { return self }
    guard format <= RunRecord.currentFormat else { throw .unknownFormat(Int(clamping: format)) }
    guard format == 1 else { return self }
    members["format"] = .whole(Int128(RunRecord.currentFormat))
    members["seeds"] = members["seed"].map { .array([$0]) }
    members["trainings"] = .array([])
    members["fingerprint"] = members["fingerprint"]?.adding("library", .object([:]))
    if case .object(let metrics) = members["metrics"] {
      members["metrics"] = .object(metrics.mapValues { $0.adding("samples", .array([])) })
    }
    if case .array(let claims) = members["claims"] {
      members["claims"] = .array(claims.map { $0.adding("heldBySeed", .array([])) })
    }
    return .object(members)
  }

  private func adding(_ name: String, _ value: JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.merging([name: value]) { $1 })
  }
}
