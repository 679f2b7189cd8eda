import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks
import LabProcesses
import LabRequirements

/// Builds the program and has it run experiments whenever one of its sources is saved, until a signal ends the watching.
///
/// The watcher is the program as it was when it started. What runs and renders is the one that the last build made.
struct WatchLoop {
  /// What the user calls it: the experiments' names.
  let label: String
  /// The root of the package that is built.
  let package: String
  let workingFolder: WorkingFolder
  /// The folder of the reports.
  let reports: String
  /// The arguments by which the built program runs the experiments, and by which it renders their reports.
  let runArguments, renderArguments: [String]
  let isQuiet: Bool

  private enum Activity {
    case waiting
    case building(ChildProcess, KeptOutput)
    /// It asks where the program is.
    case locating(ChildProcess, KeptOutput)
    /// The program is new, and a source has moved since: either it is saved, or nothing was.
    case built
    case running(ChildProcess, since: ContinuousClock.Instant)
    case rendering(ChildProcess)

    var child: ChildProcess? {
      switch self {
      case .waiting, .built: nil
      case .building(let child, _), .locating(let child, _), .running(let child, _), .rendering(let child): child
      }
    }
  }

  private var sources: WatchedSources
  private var activity = Activity.waiting
  /// The built program, as soon as its place is known.
  private var program: String?
  /// The code of which the reports tell, where the last run came to its end.
  private var reportedCode: [String: String]?
  private let session = RunningSession()

  /// How often it looks.
  private static let interval: UInt32 = 100_000

  init(
    label: String, package: String, workingFolder: WorkingFolder, reports: String, runArguments: [String],
    renderArguments: [String], isQuiet: Bool, sources: WatchedSources
  ) {
    (self.label, self.package, self.workingFolder, self.reports) = (label, package, workingFolder, reports)
    (self.runArguments, self.renderArguments, self.isQuiet) = (runArguments, renderArguments, isQuiet)
    self.sources = sources
  }

  /// Watches.
  ///
  /// - Throws: the exit code of the signal that ended it; `UnwritableStream` where nobody reads any more; `FileError` where
  ///   nothing can be built.
  mutating func run() throws {
    let interruption = Interruption()
    let signals = StopSignals(interruption, isAnnounced: false) { [session] in session.end() }
    try withExtendedLifetime(signals) {
      try StandardStream.output.write(
        "\(label): watching; reports go to \(workingFolder.shown(reports)). Ctrl-C ends it.\n")
      defer { stop() }
      tell("building …")
      try build()
      while !interruption.isRequested {
        usleep(Self.interval)
        if interruption.isRequested { break }
        do {
          try StandardStream.output.checkReader()
        } catch {
          // A terminal that is closed says so by a signal, too.
          usleep(Self.interval)
          if !interruption.isRequested { throw error }
        }
        if sources.look() { try takeUp() } else { try goOn() }
      }
    }
    throw ExitCode.stopped(by: interruption)
  }

  /// Begins what a save asks for, and stops what is under way.
  private mutating func takeUp() throws {
    let isRunning = if case .running = activity { true } else { false }
    // A run that is stopped has not come to its end: it goes on with what was saved, prose or not.
    let isProse = !isRunning && program != nil && reportedCode == sources.code
    tell("saved; " + (isRunning ? "stopping the run …" : isProse ? "rendering …" : "building …"))
    stop()
    if isProse {
      try begin(
        .rendering(
          ChildProcess([program ?? ""] + renderArguments, in: workingFolder.directory, environment: Git.environment)))
    } else {
      if isRunning { tell("building …") }
      try build()
    }
  }

  /// Goes on where what was under way has come to its end.
  private mutating func goOn() throws {
    if case .built = activity, sources.isSettled { return try startRun() }
    guard let status = activity.child?.status else { return }
    session.set(nil)
    let ended = activity
    activity = .waiting
    switch ended {
    case .waiting, .built: break
    case .building(_, let output): try finishBuild(status, output.text)
    case .locating(_, let output):
      guard status == 0 else { throw FileError(path: package, problem: "has no folder of built programs") }
      program = output.text.trimmingCharacters(in: .whitespacesAndNewlines) + "/" + Program.name
      activity = .built
    case .running(_, let start): finishRun(status, ContinuousClock.now - start)
    case .rendering:
      if status == 0 { tell("rendered (prose)") } else { complain("not rendered; waiting for the next save") }
    }
  }

  private mutating func build() throws {
    reportedCode = nil
    let output = try KeptOutput()
    try begin(
      .building(
        ChildProcess(buildWords, in: package, environment: Git.environment, output: output.file, errors: output.file),
        output))
  }

  /// What builds the program as this one was built.
  private var buildWords: [String] {
    let words = ["swift", "build", "--package-path", package, "--product", Program.name]
    let isRelease = Bundle.main.executableURL?.deletingLastPathComponent().lastPathComponent == "release"
    return isRelease ? words + ["--configuration", "release"] : words
  }

  private mutating func finishBuild(_ status: Int32, _ output: String) throws {
    if status == ChildProcess.notFound {
      throw FileError(
        path: "swift", problem: "is not on the path, and builds what is saved",
        remedy: "Install Swift 6.2 or newer, or put it on the path: https://www.swift.org/install/linux")
    }
    guard status == 0 else {
      StandardStream.error.tell(CompilerMessages(output, shown: workingFolder.shown).text)
      return complain("does not build; waiting for the next save")
    }
    guard program == nil else { return activity = .built }
    let path = try KeptOutput()
    try begin(
      .locating(
        ChildProcess(buildWords + ["--show-bin-path"], in: package, environment: Git.environment, output: path.file),
        path))
  }

  private mutating func startRun() throws {
    reportedCode = sources.code
    try begin(
      .running(
        ChildProcess([program ?? ""] + runArguments, in: workingFolder.directory, environment: Git.environment),
        since: .now))
  }

  private mutating func finishRun(_ status: Int32, _ duration: Duration) {
    // What was saved meanwhile the run may have read or not.
    if status > ExitCode.claimFailed.rawValue || !sources.isSettled { reportedCode = nil }
    let seconds = String(format: "%.1f s", duration / .seconds(1))
    switch status {
    case 0: tell("done in \(seconds)")
    case ExitCode.claimFailed.rawValue: tell("done in \(seconds); a claim failed")
    default: complain("failed after \(seconds); waiting for the next save")
    }
  }

  private mutating func begin(_ next: Activity) {
    activity = next
    session.set(next.child)
  }

  /// Ends what is under way, so that nothing of it is left.
  private mutating func stop() {
    switch activity {
    case .waiting, .built: break
    // It cancels the compilers that it has started, where it is not about to start some: then it waits for them.
    case .building(let child, _), .locating(let child, _): child.stop(by: SIGINT, patience: .seconds(2))
    // It keeps a checkpoint.
    case .running(let child, _): child.stop(by: SIGTERM, patience: .seconds(10))
    // That takes an instant.
    case .rendering(let child): child.wait()
    }
    session.set(nil)
    activity = .waiting
  }

  private func tell(_ message: String) { if !isQuiet { complain(message) } }

  private func complain(_ message: String) { StandardStream.error.tell("\(label): \(message)\n") }
}

extension RunCommand {
  /// The watching that is asked for in place of a single run.
  ///
  /// - Throws: `FileError` where there is no package to build.
  func watchLoop(at workingFolder: WorkingFolder) throws -> WatchLoop {
    let laboratory = Laboratory.current
    guard let package = laboratory.package ?? workingFolder.package else {
      throw FileError(
        path: workingFolder.directory, problem: "is in no Swift package",
        remedy: "Go to the package of the experiments: --watch builds it whenever a file is saved.")
    }
    // A run at the smoke tier must not take the place of a report that is committed.
    let reports = output.map(workingFolder.absolute) ?? package + "/.experiments/watch"
    let chosen = (givenTier == nil ? ["--tier", tier.rawValue] : []) + (output == nil ? ["--output", reports] : [])
    let typed = CommandLine.arguments.dropFirst(2).filter { $0 != "--watch" }
    return WatchLoop(
      label: selection.all ? "all" : selection.names.joined(separator: ", "), package: package,
      workingFolder: workingFolder, reports: reports, runArguments: ["run"] + chosen + typed,
      renderArguments: ["render", "--output", reports] + (selection.all ? ["--all"] : selection.names), isQuiet: quiet,
      sources: WatchedSources(
        package: package, library: laboratory.library,
        others: Array(laboratory.dependencies(of: package).folders.values),
        experiments: laboratory.experiments))
  }
}
