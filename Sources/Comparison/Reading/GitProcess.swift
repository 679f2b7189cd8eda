import Foundation
import LabNotebooks

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

  /// Of what it complains about, so much is kept.
  private static let mostComplaints = 4_096

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()
  private var complaints: [UInt8] = []
  private var hasComplained = false

  init(_ arguments: [String], in directory: String) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", directory] + arguments
    // Reading must not write the index, nor speak the user's language where we read the answer.
    process.environment = Git.environment.merging(["GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"]) { $1 }
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
  func write(_ text: String) throws {
    do {
      try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    } catch {
      throw GitError(description: "git \(process.arguments?.last ?? "") stopped before it was asked all.")
    }
  }

  /// What it says next, as soon as it says anything; empty at its end. What it complains about meanwhile is read, too: a
  /// pipe that is full would stop it.
  func nextOutput() -> [UInt8] {
    let files = [output, errors].map(\.fileHandleForReading.fileDescriptor)
    while !hasComplained {
      var waiting = files.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      if poll(&waiting, nfds_t(waiting.count), -1) < 0 {
        if errno == EINTR { continue }
        break
      }
      if waiting[1].revents != 0 { readComplaint() }
      if waiting[0].revents != 0 { break }
    }
    return Self.read(files[0])
  }

  private func readComplaint() {
    let bytes = Self.read(errors.fileHandleForReading.fileDescriptor)
    hasComplained = bytes.isEmpty
    complaints += bytes.prefix(Self.mostComplaints - complaints.count)
  }

  /// What a file has next; empty at its end.
  private static func read(_ file: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(file, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      return Array(bytes.prefix(max(count, 0)))
    }
  }

  /// Waits for its end.
  func finish() -> Answer {
    try? input.fileHandleForWriting.close()
    var text: [UInt8] = []
    while case let bytes = nextOutput(), !bytes.isEmpty { text += bytes }
    while !hasComplained { readComplaint() }
    process.waitUntilExit()
    let lines = TextLines(complaints).lines.filter { !$0.isEmpty }
    // Before it fails, it may warn, or trace what it does.
    var complaint = String(lines.first { $0.hasPrefix("fatal: ") } ?? lines.first ?? "")
    if complaint.hasPrefix("fatal: ") { complaint.removeFirst("fatal: ".count) }
    while complaint.hasSuffix(".") { complaint.removeLast() }
    return Answer(status: process.terminationStatus, text: String(decoding: text, as: UTF8.self), complaint: complaint)
  }
}
