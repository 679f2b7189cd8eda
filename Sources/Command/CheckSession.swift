import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks
import LabRequirements

/// Runs experiments as their reports' runs were run, and compares.
struct CheckSession {
  let committed: ReportSet
  /// Where the runs leave their reports; those that differ stay for a look.
  let scratch: String
  let workingFolder: WorkingFolder
  let dataDirectory: String?
  let isQuiet: Bool
  /// Whether a run ends at the first training that begins otherwise.
  let endsEarly: Bool
  /// Whether it goes on from the checkpoints of a check that stopped.
  let resumes: Bool

  private var reports: String { scratch + "/Reports" }

  /// Checks all of them, the later ones also where an earlier one differs.
  ///
  /// - Throws: the exit code of the worst ending, where it is not 0; `FileError`.
  func run(_ experiments: [Experiment]) throws {
    let interruption = Interruption()
    let signals = StopSignals(interruption)
    let endings = try withExtendedLifetime(signals) { try experiments.map { try check($0, interruption) } }
    if let worst = endings.max(), worst > 0 { throw ExitCode(worst) }
  }

  private func check(_ experiment: Experiment, _ interruption: Interruption) throws -> Int32 {
    let record: RunRecord
    do {
      guard let files = committed.reports[experiment.name] else {
        throw FileError(
          path: experiment.name, problem: "has no report to compare with",
          remedy: "Make one: \(Program.name) run \(experiment.name)")
      }
      record = try files.record()
    } catch let error as FileError {
      StandardStream.error.tell("Error: \(error)\n")
      return ExitCode.trouble.rawValue
    }
    let progress = ProgressDisplay.onStandardError(isQuiet: isQuiet)
    do {
      var plan = try plan(like: record, of: experiment)
      if endsEarly {
        plan.watchOpening = { training, seed in
          if let change = OpeningChange(of: training, seed: seed, against: record) { throw BeginsOtherwise(change) }
        }
      }
      // Another check would take away what this one compares.
      try FileSystem.makeFolder(scratch)
      let lock = try FileLock("\(scratch)/\(experiment.name)", patience: .zero)
      defer { lock.release() }
      try? FileManager.default.removeItem(atPath: "\(reports)/\(experiment.name)")
      let result = try experiment.run(plan, progress: progress, interruption: interruption)
      return try compare(experiment.name, record, with: result)
    } catch let error as Interrupted {
      StandardStream.error.tell("\(error) The report is untouched.\n")
      throw ExitCode.stopped(by: interruption)
    } catch let error as SettingError {
      StandardStream.error.tell("Error: “\(experiment.name)” cannot run as its report's run did. \(error)\n")
      return ExitCode.trouble.rawValue
    } catch let error as Locked {
      StandardStream.error.tell("Error: “\(experiment.name)” is being checked. \(error)\n")
      return ExitCode.trouble.rawValue
    } catch let error as RunFailure where error.cause is BeginsOtherwise {
      let partial = error.partialReport.map { " What it had shown by then: \(workingFolder.shown($0))/README.md" } ?? ""
      try StandardStream.output.write("\(experiment.name): differs. \(error)\(partial)\n")
      return ExitCode.different.rawValue
    } catch let error as RunFailure {
      StandardStream.error.tell("Error: “\(experiment.name)” failed. \(error)\n")
      return ExitCode.trouble.rawValue
    }
  }

  /// Says how the two compare; the exit code.
  private func compare(_ name: String, _ record: RunRecord, with result: RunResult) throws -> Int32 {
    let fresh = ReportSet(in: reports, called: "a run of now")
    let comparison = try SetComparison(committed, fresh, only: [name])
    if let report = comparison.unreadable.first {
      StandardStream.error.tell("Error: \(report.problem)\n")
      return ExitCode.trouble.rawValue
    }
    let differences = Self.foreignParts(record, result.record)
    let isSame = differences.isEmpty, change = comparison.changed.first
    // Rounding makes no other data of them, and another package of the laboratory's is code.
    let data = Difference.all(from: record, to: result.record).filter { $0.kind == .data }.map(\.name)
    let packages = change?.attribution.packages ?? []
    let isExact = isSame || !packages.isEmpty
    let agrees = isExact ? !(change?.differsBeyondFingerprint ?? false) : change?.agreesWithinNoise ?? true
    if agrees, data.isEmpty {
      try? FileManager.default.removeItem(atPath: "\(reports)/\(name)")
      let standard =
        isSame
        ? " (exactly: same machine and libraries)"
          + (comparison.isSame ? "" : "; its files are of an earlier state of the package")
        : Self.standard(differences, change)
      try StandardStream.output.write("\(name): the same\(standard)\n")
      return 0
    }
    let verdict = Self.verdict(
      agrees: agrees, differences: differences, packages: packages, beyondNoise: change?.onlyBeyondNoise ?? [],
      data: data.isEmpty ? nil : "the data (\(data.joined(separator: ", ")))")
    try StandardStream.output.write(
      "\(name): \(verdict)\n\(PlainText(comparison).text)"
        + "What the run gave: \(workingFolder.shown(result.report))/README.md\n")
    return ExitCode.different.rawValue
  }

  /// What is another, and how that was found: “differs by more than noise (instructions differs)”.
  ///
  /// - Parameters:
  ///   - agrees: whether only the data are others.
  ///   - differences: in what the runs differ that may round otherwise; packages, whose code is no rounding, are among them.
  ///   - beyondNoise: what differs that no noise makes differ, where nothing else does.
  ///   - data: the data, where they are others.
  private static func verdict(
    agrees: Bool, differences: [String], packages: [String], beyondNoise: [String], data: String?
  ) -> String {
    let rounding = differences.filter { name in !packages.contains { $0.hasPrefix(name + " ") } }
    let isSame = differences.isEmpty, isExact = isSame || !packages.isEmpty
    let reason =
      isSame
      ? "same machine and libraries"
      : "another package is code and no rounding: \(packages.joined(separator: ", "))"
        + (rounding.isEmpty ? "" : "; \(list(rounding))")
    if agrees, let data {
      // What was found is the same, and does not rest on the same.
      let how = isExact ? "compared exactly: \(reason)" : "compared within noise: \(list(rounding))"
      return "differs in \(data) alone (\(how))"
    }
    let others = data.map { [$0] } ?? []
    if isExact { return "differs (compared exactly: \(reason)\(others.map { "; \($0) differ" }.joined()))" }
    let circumstances = list(rounding + others)
    return beyondNoise.isEmpty
      ? "differs by more than noise (\(circumstances))"
      : "differs in its \(beyondNoise.joined(separator: ", ")), with values within noise (\(circumstances))"
  }

  /// How a run was judged that rounds otherwise: “ within noise (instructions differs). …”
  private static func standard(_ differences: [String], _ change: ReportComparison?) -> String {
    guard let change, change.differsBeyondFingerprint else { return ", every number of it (\(list(differences)))" }
    return " within noise (\(list(differences))). \(change.judgement)"
  }

  /// “instructions differs”, “Swift, oneDNN differ”.
  private static func list(_ differences: [String]) -> String {
    differences.joined(separator: ", ") + (differences.count == 1 ? " differs" : " differ")
  }

  /// The parts of the machine, of the environment and of the library that are not the record's.
  private static func foreignParts(_ before: RunRecord, _ after: RunRecord) -> [String] {
    let parts = Difference.all(from: before, to: after).compactMap { difference -> String? in
      switch difference.kind {
      case .versions, .machine: difference.name
      case .library: "the library's \(difference.name)"
      default: nil
      }
    }
    // Where one does not know its library, nobody can say that they have the same.
    return parts
      + (before.namesLibrary == after.namesLibrary ? [] : ["the library, which one of the records does not name,"])
  }

  /// The plan of the run that made a record, on this machine.
  ///
  /// - Throws: `SettingError` where the experiment no longer declares a setting that the run was given.
  private func plan(like record: RunRecord, of experiment: Experiment) throws -> RunPlan {
    let given = record.settings.filter { !$0.isDefault }.map { ($0.name, $0.value) }
    let overrides = Dictionary(given) { first, _ in first }
    try Experiment.checkNames(of: overrides, among: [experiment])
    var plan = RunPlan(
      tier: record.tier, seed: record.seed, repetitions: record.seeds.count, overrides: overrides,
      dataDirectory: dataDirectory, data: Laboratory.current.lookup(at: workingFolder, dataDirectory: dataDirectory),
      reports: reports, stateFolder: scratch, circumstances: Laboratory.current.circumstances(at: workingFolder))
    plan.resumes = resumes
    return plan
  }
}

/// Ends a run: one of its trainings begins otherwise.
private struct BeginsOtherwise: Error, CustomStringConvertible {
  let change: OpeningChange

  init(_ change: OpeningChange) { self.change = change }

  var description: String {
    "A training begins otherwise, by more than rounding, and the run ended there. \(change.plainText)"
  }
}
