import Foundation

/// One git command under way.
final class GitProcess {
  /// What a command answered.
  struct Answer {
    var status: Int32
    var text: String
    /// The first line of what it complained about, without “fatal:” and the full stop.
    var complaint: String

    /// What it answered, as one line.
    var line: String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()

  init(_ arguments: [String], in directory: String) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", directory] + arguments
    // Reading must not write the index, nor speak the user's language where we read the answer.
    process.environment = ProcessInfo.processInfo.environment.merging(["GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"]) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw GitError(description: "The git command cannot be started: \(error.localizedDescription)")
    }
  }

  deinit {
    try? input.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
  }

  /// Hands it text.
  func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  /// What it says next, as soon as it says anything; empty at its end.
  func nextOutput() -> Data { output.fileHandleForReading.availableData }

  /// Waits for its end. What it complains about stays well below what a pipe holds.
  func finish() throws -> Answer {
    try? input.fileHandleForWriting.close()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var complaint = complaints.split(separator: "\n").first.map(String.init) ?? ""
    if complaint.hasPrefix("fatal: ") { complaint.removeFirst("fatal: ".count) }
    while complaint.hasSuffix(".") { complaint.removeLast() }
    return Answer(status: process.terminationStatus, text: String(decoding: text, as: UTF8.self), complaint: complaint)
  }
}
