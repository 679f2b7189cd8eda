import LabRequirements

/// What every report ends with: the claims that were checked, the settings, and how to run it again.
struct ReportEnding {
  let record: RunRecord
  let prose: Prose

  func blocks() throws -> [String] {
    var blocks = ["## This run"]
    if !record.claims.isEmpty {
      blocks.append(try record.claims.map(prose.claim).joined(separator: "\n"))
    }
    let jumps = record.trainings.compactMap { training in
      training.jumps.map { "- ⚠️ " + $0.sentence(about: "`\(training.phase.replacing("`", with: "'"))`") }
    }
    if !jumps.isEmpty { blocks.append(jumps.joined(separator: "\n")) }
    if !record.settings.isEmpty {
      blocks.append(
        OutputMarkdown.table(
          columns: ["Setting", "Value", "Meaning"], alignedRight: [false, true, false], rows: settingRows))
    }
    blocks.append("This report is written by")
    blocks.append(CodeMarkdown.fenced(command, language: "sh"))
    let variation = record.settings.isEmpty ? "`--seed 2`" : "`--set NAME=VALUE` or `--seed 2`"
    blocks.append("Add \(variation) to vary it, and `--output DIR` to leave this one as it is.")
    return blocks
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
