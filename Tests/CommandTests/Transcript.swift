import Foundation
import LabTestSupport

/// What a command wrote and how it ended.
struct Transcript: Equatable {
  var output: String
  var errors: String
  var exitCode: Int32
}

/// A program of this package, built beside the tests.
enum Program: String {
  /// The real one.
  case experiments
  /// The real commands on the small experiments of Tests/FixtureExperiments.
  case fixture = "LabFixtureExperiments"

  var path: String {
    Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent(rawValue).path ?? rawValue
  }
}

/// A text to be changed that a file does not have.
struct EditError: Error {
  let file, text: String
}

/// Words that a command has not said within a minute, or before its end.
struct NotHeard: Error {
  let words, heard: String
}

/// What has not become of a package in two minutes.
struct NeverSo: Error {
  let what: String
}

/// A temporary package to run commands in; gone when it is.
struct TemporaryPackage: FileFolder {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    try write("// swift-tools-version: 6.2\n", to: "Package.swift")
    try write(
      "import Notebooks\n\n/// The experiments.\npublic let catalogue: [Experiment] = []\n",
      to: "Experiments/Catalogue.swift")
    try write("public let answer = 42\n", to: "Sources/Tensors/Answer.swift")
    try write(counting(), to: "Experiments/Counting.swift")
  }

  /// The file of the fixture experiment `counting`, with this prose and this code.
  func counting(prose: String = "It found {count}.", code: String = "show(figure)") -> String {
    """
    import Notebooks

    //: # Counting
    //: \(prose)
    let countingExperiment = Experiment("counting", run: essay)

    private func essay(_ notebook: Notebook) throws {
      \(code)  // Here the figure is shown.
    }

    """
  }

  /// Types a command in the package, or in one of its folders, and waits for its end.
  func type(
    _ arguments: String..., in folder: String = "", program: Program = .fixture, environment: [String: String] = [:]
  ) throws -> Transcript {
    try start(arguments, in: folder, program: program, environment: environment).finish()
  }

  /// Types a command and goes on.
  func start(
    _ arguments: [String], in folder: String = "", program: Program = .fixture, environment: [String: String] = [:]
  ) throws -> RunningCommand {
    try RunningCommand(
      program.path, arguments, directory: folder.isEmpty ? path : path + "/" + folder, environment: environment)
  }

  /// Asks git, as somebody who has no settings of their own.
  @discardableResult
  func git(_ arguments: String...) throws -> Transcript {
    let identity = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    return try RunningCommand("/usr/bin/env", ["git"] + identity + arguments, directory: path, environment: [:])
      .finish()
  }

  /// Makes the package a repository whose branch is `main`, or adds all that there is to it, in one commit.
  func commit(_ message: String = "A commit") throws {
    if !exists(".git") { try git("init", "--quiet", "--initial-branch=main") }
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", message)
  }

  /// Waits for what a command does to the package, on a machine that has much else to do.
  func wait(until what: String, _ isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while try !isSo() {
      if ContinuousClock.now > deadline { throw NeverSo(what: what) }
      Thread.sleep(forTimeInterval: 0.005)
    }
  }

  /// Has runs of `learning` wait before this step until they are let go: however slow a machine is, they are in its midst.
  func hold(_ step: String) throws {
    try write("", to: "trace")
    try write(step, to: "hold")
  }

  /// Waits until so many runs wait.
  func waitUntilHeld(_ runs: Int = 1) throws {
    try wait(until: "\(runs) are held") { (text("trace") ?? "").components(separatedBy: " is held\n").count > runs }
  }

  func letGo() throws { try FileManager.default.removeItem(atPath: path + "/hold") }

  /// The steps of `learning` that were done, in order.
  var steps: [String] {
    (text("trace") ?? "").split(separator: "\n").map(String.init).filter { !$0.hasSuffix("held") }
  }

  /// Changes a file's text in one place or more.
  func edit(_ file: String, _ old: String, _ new: String) throws {
    let text = text(file) ?? ""
    guard text.contains(old) else { throw EditError(file: file, text: old) }
    try write(text.replacingOccurrences(of: old, with: new), to: file)
  }

  /// Types a command where no file may grow beyond 2 KB, as if the disk were full.
  func typeOnFullDisk(_ arguments: String...) throws -> Transcript {
    try start(arguments, by: #"ulimit -f 2; exec "$0" "$@""#).finish()
  }

  /// Has a shell start a command, which its script calls `"$0" "$@"`.
  func start(_ arguments: [String], by script: String, program: Program = .fixture) throws -> RunningCommand {
    try RunningCommand(
      "/usr/bin/env", ["bash", "-c", script, program.path] + arguments, directory: path, environment: [:])
  }

  /// A path with all programs that this process finds, but these.
  func pathWithout(_ names: String...) throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let programs = path + "/programs"
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
    for folder in folders {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: String(folder))) ?? []
      for name in all where !names.contains(name) {
        try? FileManager.default.createSymbolicLink(
          atPath: "\(programs)/\(name)", withDestinationPath: "\(folder)/\(name)")
      }
    }
    return programs
  }

  /// Every file of a report with its bytes and what changes when it is written again.
  func state(of folder: String) throws -> [String: String] {
    try FileManager.default.subpathsOfDirectory(atPath: path + "/" + folder).reduce(into: [:]) { state, file in
      let file = folder + "/" + file
      state[file] = try identity(file).joined() + (bytes(file)?.base64EncodedString() ?? "")
    }
  }
}

/// A command that has not ended yet.
final class RunningCommand {
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  /// What it has complained of so far, and the part of it that was waited for.
  private var heard = Data()
  private var said = ""

  fileprivate init(
    _ path: String, _ arguments: [String], directory: String, environment: [String: String]
  ) throws {
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    // The user's own data sets and terminal must not matter.
    let inherited = ProcessInfo.processInfo.environment.filter { ["PATH", "LD_LIBRARY_PATH"].contains($0.key) }
    process.environment = inherited.merging(["HOME": directory, "COLUMNS": "80"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// Ends it where a test stopped short of that.
  deinit { if process.isRunning { process.terminate() } }

  var isRunning: Bool { process.isRunning }

  /// Presses Ctrl-C.
  func interrupt() { send(SIGINT) }

  /// Ends it in the midst of whatever it is doing.
  func kill() { send(SIGKILL) }

  func send(_ signal: Int32) { Foundation.kill(process.processIdentifier, signal) }

  /// Its number.
  var processIdentifier: Int32 { process.processIdentifier }

  /// Waits until it complains in these words, after those that were waited for before.
  func hear(_ words: String) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let text = String(decoding: heard, as: UTF8.self)
      if let range = text.range(of: words, range: (text.range(of: said)?.upperBound ?? text.startIndex)..<text.endIndex)
      {
        said = String(text[..<range.upperBound])
        return
      }
      var readiness = pollfd(fd: errors.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&readiness, 1, 100)
      let more = readiness.revents == 0 ? nil : errors.fileHandleForReading.availableData
      if more?.isEmpty == true || ContinuousClock.now > deadline { throw NotHeard(words: words, heard: text) }
      heard += more ?? Data()
    }
  }

  /// Waits for its end. Each stream stays well below what a pipe holds.
  func finish() throws -> Transcript {
    let output = output.fileHandleForReading.readDataToEndOfFile()
    let errors = heard + errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Transcript(
      output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self),
      exitCode: process.terminationStatus)
  }
}
