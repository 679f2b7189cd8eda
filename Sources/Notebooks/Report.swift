import Foundation

/// Renders a report: prose, code and outputs in the order of the essay, as Markdown.
///
/// It is made from the experiment's source and the run's record, so that a report can be made again from them; what its prose
/// cites is the bibliography's, and its links depend on where it lies.
public struct Report {
  private let source: LiterateSource
  private let record: RunRecord
  private let prose: Prose
  private let outputs: [String: Output]

  /// The Markdown of `README.md`, whose images are `figures/<id>.png` beside it. Files of the package are named and not linked
  /// to, as it may lie anywhere.
  ///
  /// - Throws: `NotebookError` for a reference in prose, a caption or a claim that is undefined or misplaced, `CitationError` for
  ///   a citation without a reference.
  public static func render(
    source: LiterateSource, record: RunRecord, citing bibliography: Bibliography = Bibliography()
  ) throws -> String {
    try Report(source, record, Prose(about: record, citing: bibliography)).markdown()
  }

  /// The same of an experiment's report in a folder.
  static func render(
    source: LiterateSource, record: RunRecord, of experiment: Experiment, in folder: String
  ) throws -> String {
    let links = ReportLinks(from: folder, of: experiment.source)
    return try Report(source, record, Prose(about: record, citing: experiment.bibliography, links: links)).markdown()
  }

  /// A measured value with its unit, as prose shows it.
  public static func text(of metric: RunRecord.Metric) -> String { Prose.joined(metric.text, unit: metric.unit) }

  /// A claim's sentence with values in place of its references; one that is undefined stays as it is written. What it cites in
  /// brackets is left out: the report has it.
  public static func sentence(of claim: RunRecord.Claim, in record: RunRecord) -> String {
    var prose = Prose(about: record)
    prose.isLenient = true
    return Citation.removed(from: (try? prose.line(claim.sentence)) ?? claim.sentence)
  }

  private init(_ source: LiterateSource, _ record: RunRecord, _ prose: Prose) {
    (self.source, self.record, self.prose) = (source, record, prose)
    outputs = Dictionary(record.outputs.map { ($0.id, $0) }) { first, _ in first }
  }

  private func markdown() throws -> String {
    var cells = try source.cells.prefix(lastCell + 1).map(parts)
    cells = unplaced(cells)
    var blocks: [String] = []
    var claims: [(block: Int, claims: [RunRecord.Claim])] = []
    for part in cells.flatMap({ $0 }) {
      switch part {
      case .text(let text): blocks.append(text)
      case .output(let id): if let output = outputs[id] { blocks.append(try OutputMarkdown(prose).render(output)) }
      case .claims(let made):
        claims.append((blocks.count, made))
        blocks.append(try made.map(prose.claim).joined(separator: "\n"))
      }
    }
    var page = withHeading(blocks)
    if record.failure == nil {
      let headings = Headings(of: page), shift = page.count - blocks.count
      let places = claims.map { (headings.section(ofBlock: $0.block + shift), $0.claims) }
      let references = prose.bibliography.section(of: citedKeys, linkedBy: prose.links)
      page += ReportEnding(record: record, prose: prose, claims: places).blocks() + references
      page = Headings.withContents(page, ending: references.isEmpty ? 1 : 2)
    }
    return page.joined(separator: "\n\n") + "\n"
  }

  /// What the essay's prose, its captions and its claims cite.
  private var citedKeys: Set<String> {
    let captions = record.outputs.flatMap { output in
      if case .figure(let description, _, _, _) = output.content {
        [output.caption, description]
      } else {
        [output.caption]
      }
    }
    let texts = captions + record.claims.map(\.sentence)
    return Set((source.citationsInProse + texts.flatMap(Prose.citations)).map(\.key))
  }

  /// The last cell to show: that of the failure, or the last of all.
  private var lastCell: Int {
    let last = source.cells.count - 1
    guard let failure = record.failure else { return last }
    guard let line = failure.line else { return -1 }
    return source.cells.firstIndex { $0.contains(line: line) } ?? last
  }

  private func parts(_ cell: LiterateSource.Cell) throws -> [Prose.Part] {
    switch cell {
    case .prose(let text): return try prose.parts(of: text)
    case .code(let code):
      var parts: [Prose.Part] = code.text.isEmpty ? [] : [.text(CodeMarkdown.render(code))]
      parts += record.outputs.filter { code.lines.contains($0.line) }.map { .output(id: $0.id) }
      let claims = record.claims.filter { code.lines.contains($0.line) }
      if !claims.isEmpty { parts.append(.claims(claims)) }
      return parts
    }
  }

  /// Without, after its cell, an output that the prose places itself.
  private func unplaced(_ cells: [[Prose.Part]]) -> [[Prose.Part]] {
    let shown = Array(source.cells.prefix(cells.count))
    let placed = zip(shown, cells).flatMap { cell, parts in cell.isProse ? parts.compactMap(\.outputID) : [] }
    return zip(shown, cells).map { cell, parts in
      cell.isProse ? parts : parts.filter { part in !(part.outputID.map(placed.contains) ?? false) }
    }
  }

  /// With the title first, the essay's own or else the experiment's, and after it what the reader must know.
  private func withHeading(_ blocks: [String]) -> [String] {
    var blocks = blocks
    var title = "# \(GitHubMarkdown.inline(TextLines(record.title).joined))"
    if let first = blocks.first, first.hasPrefix("# ") {
      let lines = TextLines(first).lines
      title = String(lines[0])
      let rest = lines.dropFirst().drop(while: \.isEmpty).joined(separator: "\n")
      blocks.replaceSubrange(0..<1, with: rest.isEmpty ? [] : [rest])
    }
    return [title] + record.notes + blocks
  }
}

extension RunRecord {
  /// What a reader of the report must know before anything else.
  package var notes: [String] {
    var notes: [String] = []
    if let failure {
      let message = TextLines(failure.message).lines.joined(separator: "\n> ")
      notes.append("> **This run failed.** \(message)\n>\n> What follows is what it had shown by then.")
    }
    let failed = claims.filter { !$0.held }.count
    if failed > 0 { notes.append("> **\(failed) of \(claims.count) claims failed**; they are marked ❌.") }
    if let last = seeds.last, seeds.count > 1 {
      notes.append(
        "> Repeated with the seeds \(seed) to \(last). A number is the mean, ± half the width of its 95% confidence "
          + "interval by Student's t distribution; curves, bars and joined points have bands or error bars of that width. All "
          + "else is of seed \(seed).")
    }
    if tier == .smoke {
      notes.append("> A run at the smoke tier: it shows that the code works, and its numbers mean nothing.")
    }
    return notes
  }
}

extension RunRecord.Claim {
  /// What stands before its sentence and says whether it held.
  fileprivate var verdict: String {
    if held { return "✅" }
    let count = heldBySeed.count { $0 }
    return count == 0 ? "❌ **Failed:**" : "❌ **Held for \(count) of \(heldBySeed.count) seeds:**"
  }
}

extension Prose {
  /// A list entry that says whether a claim held.
  func claim(_ claim: RunRecord.Claim) throws -> String {
    "- \(claim.verdict) \(GitHubMarkdown.inline(try line(claim.sentence)))"
  }
}

extension LiterateSource.Cell {
  fileprivate var isProse: Bool { if case .prose = self { true } else { false } }

  fileprivate func contains(line: Int) -> Bool {
    if case .code(let code) = self { code.lines.contains(line) } else { false }
  }
}

extension Prose.Part {
  fileprivate var outputID: String? { if case .output(let id) = self { id } else { nil } }
}
