import LabNotebooks

/// Lines of text that differ: an output, a caption, code, a paragraph of prose.
public struct TextChange: Encodable, Equatable, Sendable {
  /// What it is: an output's id, or empty.
  public let place: String
  /// Whether both reports have it.
  public var presence = Presence.both
  /// What was taken out and put in, in order.
  public let lines: [ChangedLine]
  /// What it is put down to.
  public let attribution: Attribution

  /// Listings and lists that differ.
  static func outputs(from before: RunRecord, to after: RunRecord, because results: Attribution) -> [TextChange] {
    let (old, new) = (texts(of: before), texts(of: after))
    let ids = old.map(\.id) + new.map(\.id).filter { id in !old.contains { $0.id == id } }
    return ids.compactMap { id in
      let texts = [old, new].map { list in list.first { $0.id == id }?.lines }
      let lines = ChangedLine.all(from: texts[0] ?? [], to: texts[1] ?? [])
      let presence: Presence = texts[0] == nil ? .new : texts[1] == nil ? .gone : .both
      if lines.isEmpty, presence == .both { return nil }
      return TextChange(
        place: id, presence: presence, lines: lines, attribution: presence == .both ? results : results.ofWording)
    }
  }

  /// Captions and descriptions that differ, of outputs that both have.
  static func captions(from before: RunRecord, to after: RunRecord, because results: Attribution) -> [TextChange] {
    before.outputs.compactMap { output in
      guard let other = after.outputs.first(where: { $0.id == output.id }) else { return nil }
      let lines = ChangedLine.all(from: output.wording, to: other.wording)
      return lines.isEmpty ? nil : TextChange(place: output.id, lines: lines, attribution: results.ofWording)
    }
  }

  private static func texts(of record: RunRecord) -> [(id: String, lines: [String])] {
    record.outputs.compactMap { output in
      switch output.content {
      case .text(let body): (output.id, TextLines(body).lines.map(String.init))
      case .list(let entries): (output.id, entries.map { "\($0.name): \($0.value)" })
      case .figure, .table: nil
      }
    }
  }
}

extension Output {
  /// The caption and, where it says something else, what a figure shows in plain words.
  fileprivate var wording: [String] {
    if case .figure(let description, _, _, _) = content, description != caption { return [caption, description] }
    return [caption]
  }
}

/// A line that one of two texts has.
public struct ChangedLine: Encodable, Equatable, Sendable {
  /// Whether it is the second's.
  public let isNew: Bool
  /// What it reads.
  public let text: String

  /// What must be taken out of one text and put in to make the other, in the order of the texts.
  static func all(from before: [String], to after: [String]) -> [ChangedLine] {
    var changes: [ChangedLine] = []
    var (old, new) = (0, 0)
    for pair in CommonLines.pairs(before, after) + [(before.count, after.count)] {
      changes += before[old..<pair.before].map { ChangedLine(isNew: false, text: $0) }
      changes += after[new..<pair.after].map { ChangedLine(isNew: true, text: $0) }
      (old, new) = (pair.before + 1, pair.after + 1)
    }
    return changes
  }
}
