import Foundation
import LabRequirements
import LabWorkloads

/// How a step's time grows with the batch, and an epoch's with the data set. Each size is measured by a process of its own, so
/// that its memory is counted alone.
struct Scaling {
  let threads: Int

  private static let batchSizes = [8, 16, 32, 64, 128, 256, 512]
  private static let imageCounts = [1_000, 4_000, 16_000, 60_000]

  func write(_ workloads: [Workload]) throws {
    for workload in workloads {
      try StandardStream.output.write("## \(workload.name)\n\n\(batchTable(workload).text)\n\n")
      if workload.exampleShape.rank == 3 { try StandardStream.output.write("\(epochTable(workload).text)\n\n") }
    }
  }

  private func batchTable(_ workload: Workload) throws -> MarkdownTable {
    var table = MarkdownTable(
      headings: ["batch size", "ms a step", "µs an example", "peak memory, MB"], textColumns: 0)
    for size in Self.batchSizes {
      let timings: [Timing] = try measured(workload, "--batch-size", "\(size)")
      for timing in timings {
        let milliseconds = timing.medianMilliseconds
        table.rows.append(
          [
            "\(size)", fixed(milliseconds, 3), fixed(milliseconds * 1e3 / Double(size), 1),
            fixed(timing.peakMegabytes, 0),
          ])
      }
    }
    return table
  }

  private func epochTable(_ workload: Workload) throws -> MarkdownTable {
    var table = MarkdownTable(headings: ["images", "s an epoch", "µs an image", "peak memory, MB"], textColumns: 0)
    for count in Self.imageCounts {
      let timing: EpochTiming = try measured(workload, "--epoch", "\(count)")
      table.rows.append(
        [
          "\(count)", fixed(timing.seconds, 2), fixed(timing.seconds * 1e6 / Double(count), 1),
          fixed(timing.peakMegabytes, 0),
        ])
    }
    return table
  }

  /// What this program prints as JSON when it is run with the options besides.
  private func measured<Result: Decodable>(_ workload: Workload, _ options: String...) throws -> Result {
    let process = Process(), output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--only", workload.name, "--threads", "\(threads)", "--json"] + options
    process.standardOutput = output
    try process.run()
    let json = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ScalingError(options: process.arguments ?? [], exitCode: process.terminationStatus)
    }
    return try JSONDecoder().decode(Result.self, from: json)
  }
}

/// The measurement of one size failed.
struct ScalingError: Error, CustomStringConvertible {
  let options: [String]
  let exitCode: Int32

  var description: String {
    "benchmarks \(options.joined(separator: " ")) ended with exit code \(exitCode); run it by itself to see why"
  }
}
