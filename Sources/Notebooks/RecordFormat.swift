/// Why a record cannot be read.
public enum RunRecordError: Error, Equatable, CustomStringConvertible {
  /// Its layout is one that this version does not know.
  case unknownFormat(Int)
  /// It says something that no run writes.
  case damaged(String)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownFormat(let format):
      "the record has layout \(format), and this version reads up to \(RunRecord.currentFormat); update the package"
    case .damaged(let what): "the record is damaged: \(what). Restore the file, or run the experiment again"
    }
  }
}

extension JSON {
  /// A record of an earlier layout with what this one adds, as far as nothing is known of it.
  func upgradedRecord() throws(RunRecordError) -> JSON {
    guard case .object(var members) = self, case .whole(let format)? = members["format"] else { return self }
    guard (1...Int128(RunRecord.currentFormat)).contains(format) else { throw .unknownFormat(Int(clamping: format)) }
    guard format == 1 else { return self }
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
    return .object(members.merging([name: value]) { old, _ in old })
  }
}

extension RunRecord {
  /// Whether it has its measured values with all their digits: the first two layouts rounded them.
  private var hasAllDigits: Bool { format >= 3 }

  /// Two records whose measured values have the same digits, so that they can be told apart by what they say, and not by
  /// how it was rounded: five where one of them has no more.
  public static func aligned(_ first: RunRecord, _ second: RunRecord) -> (RunRecord, RunRecord) {
    first.hasAllDigits && second.hasAllDigits ? (first, second) : (first.rounded, second.rounded)
  }

  private var rounded: RunRecord {
    var record = self
    for (name, metric) in metrics {
      record.metrics[name]?.value = metric.value.roundedForRecord
      record.metrics[name]?.samples = metric.samples.map(\.roundedForRecord)
    }
    for (index, output) in outputs.enumerated() {
      if case .table(let columns, let alignedRight, let rows, _) = output.content {
        record.outputs[index].content = .table(columns: columns, alignedRight: alignedRight, rows: rows)
      }
    }
    return record
  }
}
