import Foundation
import Testing

@Suite struct DataTests {
  private let damaged = "train-images-idx3-ubyte"

  @Test func aDamagedFileIsNamedAndExitsWith2() throws {
    let package = try TemporaryPackage()
    try package.write("not gzip", to: "data/fashion-mnist/\(damaged).gz")
    let transcript = try package.type("data", "verify", "fashion-mnist", "--data", "data")
    #expect(transcript.exitCode == 2)
    let lines = transcript.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "fashion-mnist: damaged in data/fashion-mnist")
    #expect(
      lines.dropFirst().first?.hasPrefix("  \(damaged)  data/fashion-mnist/\(damaged).gz: is not a gzip file") == true)
    #expect(
      lines.suffix(3) == [
        "  train-labels-idx1-ubyte  missing", "  t10k-images-idx3-ubyte  missing", "  t10k-labels-idx1-ubyte  missing",
      ])
  }

  @Test func aDataSetAskedForByNameMustBeThere() throws {
    let package = try TemporaryPackage()
    try package.write("", to: "data/nothing")
    #expect(
      try package.type("data", "verify", "mnist", "--data", "data")
        == Transcript(output: "mnist: not found\n", errors: "", exitCode: 2))
    #expect(
      try package.type("data", "verify", "--data", "data")
        == Transcript(
          output: "fashion-mnist: not found\nmnist: not found\nfortunes: not found\nwines: not found\n", errors: "",
          exitCode: 0)
    )
  }

  @Test func theListShowsStateAndFolder() throws {
    let package = try TemporaryPackage()
    try package.write("not gzip", to: "data/fashion-mnist/\(damaged).gz")
    #expect(
      try package.type("data", "list", "--data", "data")
        == Transcript(
          output: """
            NAME           STATE      SIZE  FOLDER
            fashion-mnist  damaged          data/fashion-mnist
            mnist          not found
            fortunes       not found
            wines          not found

            """, errors: "", exitCode: 0))
  }

  @Test func fetchSaysHowToGetWhatIsMissing() throws {
    let package = try TemporaryPackage()
    try package.write("", to: "data/nothing")
    let transcript = try package.type("data", "fetch", "fashion-mnist", "--data", "data")
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("sudo apt-get install dataset-fashion-mnist"))
  }
}

@Suite struct DoctorTests {
  @Test func aSoundMachineIsSaidToBe() throws {
    let package = try TemporaryPackage()
    let transcript = try package.type("doctor", program: .experiments)
    let lines = transcript.output.split(separator: "\n").map(String.init)
    for name in ["Swift", "computing", "Cairo", "glibc", "libpng", "figures", "reports"] {
      #expect(lines.contains { $0.hasPrefix("ok       \(name): ") }, "\(name) is sound where the tests run")
    }
    #expect(lines.contains("ok       reports: Reports can be written"))
  }

  @Test func whatIsMissingComesWithItsRemedy() throws {
    let package = try TemporaryPackage()
    try package.write("a file", to: "occupied")
    try package.write("", to: "data/nothing")
    let transcript = try package.type(
      "doctor", "--data", "data", "--output", "occupied", environment: ["PATH": "/none"])
    #expect(transcript.exitCode == 2)
    #expect(
      transcript.output.contains(
        """
        trouble  Swift: no swift command is on the path
                 Install Swift 6.2 or newer: https://www.swift.org/install/linux

        """))
    #expect(
      transcript.output.contains(
        """
        trouble  fashion-mnist: not found
                 To get Fashion-MNIST, install its Debian package:
                   sudo apt-get install dataset-fashion-mnist

        """))
    #expect(
      transcript.output.contains(
        """
        trouble  reports: \(package.path)/occupied: is a file where a folder should be
                 Choose a folder with --output.

        """))
  }
}
