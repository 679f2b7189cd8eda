import Foundation
import Testing

@testable import Notebooks

/// Two runs of one experiment at once.
@Suite struct RunLockTests {
  @Test(arguments: [("Reports", "elsewhere"), ("elsewhere", ".experiments")])
  func aSecondRunStopsBeforeItsWork(_ reports: String, _ workspace: String) throws {
    let sandbox = try Sandbox()
    let second = Experiment("test", title: "Test", summary: "") { _ in Issue.record("the work began") }
    let first = Experiment("test", title: "Test", summary: "") { notebook in
      var plan = sandbox.plan()
      (plan.reports, plan.workspace) = (sandbox.path + "/" + reports, sandbox.path + "/" + workspace)
      let shared = sandbox.path + "/" + (reports == "Reports" ? reports : workspace)
      #expect {
        try sandbox.run(second, plan)
      } throws: { error in
        "\(error)"
          == "Process \(ProcessInfo.processInfo.processIdentifier) is running it, and writes into \(shared) too. "
          + "Wait for its end, or stop it."
      }
    }
    try sandbox.run(first)
    #expect(sandbox.files(in: "").keys.allSatisfy { !$0.hasSuffix(".lock") })
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
    try sandbox.write("1\n", to: ".experiments/locks/test.lock")
    try sandbox.run(Experiment("test", title: "Test", summary: "") { _ in })
    #expect(sandbox.files(in: "").keys.allSatisfy { !$0.hasSuffix(".lock") })
  }
}
