import LabRequirements

/// What every report ends with: what became of its claims, what made it, its files, and how to run it again.
struct ReportEnding {
  let record: RunRecord
  let prose: Prose
  /// The claims by the section in which they stand; nil above the first.
  let claims: [(section: Headings.Heading?, claims: [RunRecord.Claim])]

  func blocks() -> [String] {
    var blocks = ["## This run"]
    if !record.claims.isEmpty { blocks.append(verdict) }
    blocks.append(files)
    let jumps = record.trainings.compactMap { training in
      training.jumps.map { "- ⚠️ " + $0.sentence(about: "`\(training.phase.replacing("`", with: "'"))`") }
    }
    if !jumps.isEmpty { blocks.append(jumps.joined(separator: "\n")) }
    blocks.append(circumstances)
    if !record.settings.isEmpty {
      blocks.append(
        OutputMarkdown.table(
          columns: ["Setting", "Value", "Meaning"], alignedRight: [false, true, false], rows: settingRows))
    }
    blocks.append("This report is written by")
    blocks.append(CodeMarkdown.fenced(command, language: "sh"))
    let variation = record.settings.isEmpty ? "`--seed 2`" : "`--set NAME=VALUE` or `--seed 2`"
    blocks.append("Add \(variation) to vary it, and `--output DIR` to leave this one as it is.")
    if !record.trainings.isEmpty { blocks += weights }
    return blocks
  }

  /// How many claims hold, and where they stand: their sentences are beside what they are about.
  private var verdict: String {
    let count = record.claims.count, failed = record.claims.count { !$0.held }
    if failed == 0 {
      return (count == 1 ? "The claim of this report holds: " : "All \(count) claims hold: ")
        + places { _ in true } + "."
    }
    return "\(count - failed) of \(count) claims hold. What failed is marked ❌: " + places { !$0.held } + "."
  }

  /// “2 in [Training](#training), 1 in [Data](#data)”: the sections with such claims, each once.
  private func places(of isMeant: (RunRecord.Claim) -> Bool) -> String {
    var counts: [(section: Headings.Heading?, count: Int)] = []
    for place in claims {
      let count = place.claims.count(where: isMeant)
      if count == 0 { continue }
      if let index = counts.firstIndex(where: { $0.section == place.section }) {
        counts[index].count += count
      } else {
        counts.append((place.section, count))
      }
    }
    return counts.map { "\($0.count) in \($0.section?.link ?? "the opening")" }.joined(separator: ", ")
  }

  /// Where randomness began, how much work was done, and what the result depends on of machine and libraries.
  private var circumstances: String {
    let last = record.seeds.last ?? record.seed
    let seeds = record.seeds.count > 1 ? "seeds \(record.seed) to \(last)" : "seed \(record.seed)"
    let circumstances = record.fingerprint.circumstances
    func list(_ values: [String: String]) -> String {
      values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    let lines = [
      "- Made with \(seeds) at the \(record.tier.rawValue) tier.",
      circumstances.machine.isEmpty ? "" : "- Machine: \(list(circumstances.machine)).",
      circumstances.versions.isEmpty ? "" : "- Versions: \(list(circumstances.versions)).",
    ]
    return lines.filter { !$0.isEmpty }.map(GitHubMarkdown.inline).joined(separator: "\n")
  }

  /// A row for each setting, and one for each heading of a group.
  private var settingRows: [[String]] {
    var group: String?
    return record.settings.flatMap { setting in
      let heading = setting.group == group ? nil : setting.group
      group = setting.group
      let row = [setting.name, setting.value].map(CodeMarkdown.span) + [setting.explanation]
      return (heading.map { [["**\($0)**", "", ""]] } ?? []) + [row]
    }
  }

  /// How to get what was trained, which is no part of the report.
  private var weights: [String] {
    [
      "The weights that it trained stay with whoever ran it. To get them, run it and take them out:",
      CodeMarkdown.fenced(
        "\(command) --force\nswift run \(Program.name) export \(record.experiment) --weights", language: "sh"),
      "This writes `\(record.experiment).safetensors`, which Python reads with `safetensors.numpy.load_file`.",
    ]
  }

  /// Where the essay, the record and the other reports are.
  private var files: String {
    let essay = prose.links.essay.map { "The essay is \(prose.links.link(FileSystem.name(of: $0), to: $0)). " } ?? ""
    return essay + "[record.json](record.json) has what this run was given and all that it found, and"
      + " [the gallery](../README.md) the other reports."
  }

  private var command: String {
    var words = ["swift run \(Program.name) run", record.experiment]
    if record.tier != .standard { words.append("--tier \(record.tier.rawValue)") }
    if record.seed != RunPlan.defaultSeed { words.append("--seed \(record.seed)") }
    if record.seeds.count > 1 { words.append("--seeds \(record.seeds.count)") }
    for setting in record.settings where !setting.isDefault {
      words.append("--set " + Self.quotedForShell("\(setting.name)=\(setting.value)"))
    }
    return words.joined(separator: " ")
  }

  private static func quotedForShell(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "=.,-_:/+".contains($0)) }
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
