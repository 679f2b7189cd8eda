import Foundation
import Testing

/// How the watching ends.
@Suite struct WatchEndTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func whileItWaits(_ signal: Int32) throws { try WatchedPackage().end(signal) }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func duringABuild(_ signal: Int32) throws {
    let watched = try WatchedPackage(until: "building …\n", files: ["hold": ""])
    try watched.wait(for: "builds", line: "\n")
    try watched.end(signal)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func duringARun(_ signal: Int32) throws {
    let watched = try WatchedPackage(
      ["learning", "--set", "pause=0.05", "--set", "steps=100000"], until: "smoke tier", files: ["trace": ""])
    try watched.wait(for: "trace", line: "first 3\n")
    #expect(try watched.end(signal).errors.contains("Interrupted at step "))
  }

  @Test func afterAnErrorOfTheCompiler() throws {
    try WatchedPackage(until: "waiting for the next save", files: ["build-fails": "error: no\n"]).end()
  }

  /// A run that does not come to its next step is ended by the second Ctrl-C.
  @Test func atOnceByASecondCtrlC() throws {
    let watched = try WatchedPackage(["waiting"], until: "smoke tier", files: ["never-end": ""])
    try watched.wait(for: "deaf")
    watched.command.interrupt()
    try watched.command.hear("Stopping at the next step.")
    watched.command.interrupt()
    #expect(try watched.command.finish().exitCode == 130)
    // It would write the file again.
    try FileManager.default.removeItem(atPath: watched.package.path + "/deaf")
    Thread.sleep(forTimeInterval: 0.5)
    #expect(!watched.package.exists("deaf"))
  }

  @Test(arguments: [
    #"exec "$0" "$@" >/dev/full"#, #"exec "$0" "$@" >&-"#, #"exec 9> >(:); wait $!; exec "$0" "$@" >&9"#,
  ])
  func whereNobodyCanReadItDoesNotBegin(_ script: String) throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(["run", "good", "--watch"], by: script).finish()
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.hasPrefix("Error: The standard output cannot be written: "))
    #expect(!package.exists(".experiments"))
  }

  @Test func whereItsReaderGoesAway() throws {
    let package = try TemporaryPackage()
    let script = #"PATH="$PWD/bin:$PATH"; "$0" "$@" 9>&- | head -n 1; exit "${PIPESTATUS[0]}""#
    try package.write("#!/bin/sh\nsleep 60\n", to: "bin/swift")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: package.path + "/bin/swift")
    let transcript = try package.start(["run", "good", "--watch"], by: script).finish()
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("Error: The standard output cannot be written: Broken pipe.\n"))
  }

  @Test func withoutSwiftThereIsNothingToBuildWith() throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(["run", "good", "--watch"], environment: ["PATH": package.path]).finish()
    #expect(transcript.exitCode == 2)
    #expect(
      transcript.errors.contains(
        "Error: swift: is not on the path, and builds what is saved. Install Swift 6.2"))
  }

  @Test func withoutAPackageThereIsNothingToBuild() throws {
    let package = try TemporaryPackage()
    try FileManager.default.removeItem(atPath: package.path + "/Package.swift")
    #expect(
      try package.type("run", "good", "--watch")
        == Transcript(
          output: "",
          errors: """
            Error: \(package.path): is in no Swift package. Go to the package of the experiments: --watch builds it \
            whenever a file is saved.

            """, exitCode: 2))
  }
}
