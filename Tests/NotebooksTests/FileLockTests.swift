import Foundation
import Testing

@testable import LabNotebooks

/// Two runs of one experiment at once.
@Suite struct FileLockTests {
  private let empty = Experiment("test", title: "Test", summary: "") { _ in }

  @Test(arguments: [".experiments", "elsewhere"])
  func aSecondRunIntoTheSameReportsStopsBeforeItsWork(_ stateFolder: String) throws {
    let sandbox = try Sandbox()
    let second = Experiment("test", title: "Test", summary: "") { _ in Issue.record("the work began") }
    let first = Experiment("test", title: "Test", summary: "") { notebook in
      var plan = sandbox.plan()
      plan.stateFolder = sandbox.path + "/" + stateFolder
      #expect {
        try sandbox.run(second, plan)
      } throws: { error in
        "\(error)"
          == "Process \(ProcessInfo.processInfo.processIdentifier) writes \(sandbox.path)/Reports/test too. "
          + "Wait for its end, or stop it."
      }
    }
    try sandbox.run(first)
    #expect(sandbox.files(in: "").keys.allSatisfy { !$0.hasSuffix(".lock") })
  }

  /// Their state folder is the same, and their seed.
  @Test func aSecondRunIntoOtherReportsRuns() throws {
    let sandbox = try Sandbox()
    let first = Experiment("test", title: "Test", summary: "") { notebook in
      var plan = sandbox.plan()
      plan.reports = sandbox.path + "/elsewhere"
      try sandbox.run(empty, plan)
    }
    try sandbox.run(first)
    #expect(sandbox.text("elsewhere/test/README.md") == sandbox.text("Reports/test/README.md"))
  }

  @Test func anotherExperimentMayRun() throws {
    let sandbox = try Sandbox()
    let first = Experiment("test", title: "Test", summary: "") { _ in
      try sandbox.run(Experiment("other", title: "Other", summary: "") { _ in })
    }
    try sandbox.run(first)
    #expect(sandbox.files(in: "Reports").keys.contains("other/README.md"))
  }

  @Test func aLockThatNobodyHoldsIsTakenOver() throws {
    let sandbox = try Sandbox()
    try sandbox.write("1\n", to: "Reports/.test.lock")
    try sandbox.run(empty)
    #expect(sandbox.files(in: "").keys.allSatisfy { !$0.hasSuffix(".lock") })
  }

  @Test func whoIsPatientWaits() throws {
    let sandbox = try Sandbox(), place = sandbox.path + "/file"
    nonisolated(unsafe) let first = try FileLock(place, patience: .zero)
    #expect(throws: Locked.self) { try FileLock(place, patience: .milliseconds(30)) }
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.1)
      first.release()
    }
    try FileLock(place, patience: .seconds(10)).release()
    #expect(sandbox.files(in: "").isEmpty)
  }

  /// What an attacker puts where a lock is expected, in a folder that others may write too.
  @Test(arguments: ["symbolic link", "link to nothing", "hard link", "FIFO", "folder"])
  func whatIsNoLockIsRefusedAndUntouched(_ kind: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write("precious", to: "victim")
    try sandbox.write("", to: "Reports/keep")
    let lock = sandbox.path + "/Reports/.test.lock", victim = sandbox.path + "/victim"
    switch kind {
    case "symbolic link": symlink(victim, lock)
    case "link to nothing": symlink(victim + "s", lock)
    case "hard link": link(victim, lock)
    case "FIFO": mkfifo(lock, 0o600)
    default: mkdir(lock, 0o700)
    }
    #expect {
      try sandbox.run(empty)
    } throws: { error in
      "\(error)".hasPrefix(lock + ": ")
    }
    #expect(sandbox.text("victim") == "precious")
    #expect(!FileManager.default.fileExists(atPath: victim + "s"))
  }
}
