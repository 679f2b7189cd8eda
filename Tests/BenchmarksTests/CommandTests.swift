import Foundation
import LabWorkloads
import Testing

/// What the program prints, and how it ends, as typed.
@Suite struct CommandTests {
  @Test func aWorkloadIsOneLineInThePeersForm() throws {
    let transcript = try type("--only", "dense-vae")
    let words = transcript.output.split(separator: " ", omittingEmptySubsequences: false)
    #expect(transcript.exitCode == 0 && transcript.errors == "")
    #expect(words.count == 6 && transcript.output.hasPrefix("swift  dense-vae  "))
    #expect(words.dropFirst(4).first.flatMap { Double($0) }.map { $0 > 0 } == true)
    #expect(transcript.output.hasSuffix(" ms/step\n"))
  }

  @Test func theFiguresAreThereAsJSON() throws {
    struct Figures: Decodable {
      let workload: String
      let batchSize, threads, steps, parameters: Int
      let medianMilliseconds, peakMegabytes: Double
    }
    let transcript = try type("--only", "eight-gaussians", "--batch-size", "64", "--threads", "1", "--json")
    let figures = try JSONDecoder().decode([Figures].self, from: Data(transcript.output.utf8))
    #expect(figures.map(\.workload) == ["eight-gaussians"])
    #expect(figures[0].batchSize == 64 && figures[0].threads == 1 && figures[0].parameters == 1_056_774)
    #expect(figures[0].steps > 0 && figures[0].medianMilliseconds > 0 && figures[0].peakMegabytes > 0)
  }

  @Test func aProfileSaysWhereTheStepGoes() throws {
    let output = try type("--only", "dense-vae", "--profile").output
    for row in [
      "matrix product AB 100×784 · 784×256", "RMSProp 784×256", "floor: convolutions and matrix products",
      "outside of any operation", "**step**",
    ] {
      #expect(output.contains(row), "\(row) in \(output)")
    }
  }

  @Test func aBatchInShardsIsARowOfATable() throws {
    let transcript = try type("--only", "dense-vae", "--batch-size", "8", "--threads", "1", "--shards", "4")
    let rows = transcript.output.split(separator: "\n")
    #expect(transcript.exitCode == 0 && rows.count == 3)
    let cells = rows.last?.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    #expect(cells.prefix(4) == ["dense-vae", "1", "4", "1"])
    // Alone, there are no messages.
    #expect(cells.dropFirst(5) == ["0.000", "0", "0.00", "–", "–"])
  }

  @Test(arguments: [
    (["--only", "dense"], "choose one of conv-vae"),
    (["--threads", "0"], "write a whole number from 1 to 1024"),
    (["--epoch", "3000000000"], "an epoch has 1 to 1,000,000 images"),
    (["--batch-size", "0"], "a batch has 1 to 65536 examples"),
    (["--batch-size", "1000000000000"], "a batch has 1 to 65536 examples"),
    (["--epoch", "1000", "--only", "iwae"], "iwae wants no images"),
    (["--epoch", "50", "--only", "dense-vae"], "a batch of more"),
    (["--json", "--profile"], "give one of them"),
    (["--scaling", "--batch-size", "8"], "leave --batch-size out"),
    (["--shards", "3", "--only", "conv-vae"], "choose a divisor of 32"),
    (["--shards", "2", "--json"], "prints a table of its own"),
  ])
  func whatCannotBeMeasuredIsAUsageError(_ arguments: [String], _ advice: String) throws {
    let transcript = try type(arguments)
    #expect(transcript.exitCode == 64)
    #expect(transcript.output == "")
    #expect(transcript.errors.contains(advice))
  }

  private func type(_ arguments: String...) throws -> (output: String, errors: String, exitCode: Int32) {
    try type(arguments)
  }

  private func type(_ arguments: [String]) throws -> (output: String, errors: String, exitCode: Int32) {
    let process = Process(), output = Pipe(), errors = Pipe()
    process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("benchmarks")
    process.arguments = arguments
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let texts = [output, errors].map { String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
    process.waitUntilExit()
    return (texts[0], texts[1], process.terminationStatus)
  }
}
