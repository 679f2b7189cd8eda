import ArgumentParser
import Foundation
import LabMessagePassing
import LabPrograms
import LabRequirements
import LabTensors
import LabWorkloads

/// The program: what is measured, on which workloads.
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks",
    abstract: "Time one optimiser step of each workload.",
    discussion: """
      A line a workload: the median time of a whole step (batch, noise, forward, backward, update) after warm-up steps. \
      `Benchmarks/compare` runs the same workloads in PyTorch and JAX beside these.
      """)

  @Option(help: ArgumentHelp("Measure this workload alone: \(Workload.names).", valueName: "name"))
  var only: String?

  @OptionGroup var computing: ComputingOptions

  @Option(help: ArgumentHelp("Take batches of this size instead of the peers'.", valueName: "examples"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      "Time an epoch of so many random images instead of a step, as JSON.", valueName: "images", visibility: .hidden))
  var epoch: Int?

  @Flag(help: "Print the figures as JSON.")
  var json = false

  @Flag(help: "Print where the time of a step goes, operation by operation.")
  var profile = false

  @Flag(help: "Print how time and memory grow with the batch and with the data set.")
  var scaling = false

  @Option(
    help: ArgumentHelp(
      "Cut each batch into so many equal shards, for the ranks of an mpirun to share, and print what that costs.",
      valueName: "count"))
  var shards: Int?

  /// Beyond it a mistake is likelier than a machine with the memory.
  private static let batchSizes = 1...65_536

  /// As many bytes of pixels as fit any memory.
  private static let imageCounts = 1...1_000_000

  private var workloads: [Workload] { only.flatMap(Workload.named).map { [$0] } ?? Workload.all }

  func validate() throws {
    if let only, Workload.named(only) == nil {
      throw ValidationError("--only \(only): there is no such workload; choose one of \(Workload.names).")
    }
    if let batchSize, !Self.batchSizes.contains(batchSize) {
      throw ValidationError("--batch-size \(batchSize): a batch has 1 to \(Self.batchSizes.upperBound) examples.")
    }
    if let epoch, !Self.imageCounts.contains(epoch) {
      throw ValidationError("--epoch \(epoch): an epoch has 1 to 1,000,000 images.")
    }
    if let epoch, let unsuitable = workloads.first(where: { $0.exampleShape.rank != 3 || $0.batchSize > epoch }) {
      throw ValidationError(
        "--epoch \(epoch): \(unsuitable.name) wants no images, or a batch of more; name one with --only.")
    }
    if [json, profile, scaling].filter({ $0 }).count > 1 {
      throw ValidationError("--json, --profile and --scaling print different things; give one of them.")
    }
    if let shards {
      if json || profile || scaling || epoch != nil {
        throw ValidationError("--shards prints a table of its own; leave --json, --profile, --scaling and --epoch out.")
      }
      let sizes = workloads.map { batchSize ?? $0.batchSize }
      if shards < 1 || !sizes.allSatisfy({ $0.isMultiple(of: shards) }) {
        throw ValidationError(
          "--shards \(shards): a batch is cut into equal parts; choose a divisor of \(sizes.min() ?? 1).")
      }
    }
    if scaling, batchSize != nil {
      throw ValidationError("--scaling takes batches of many sizes; leave --batch-size out.")
    }
  }

  static func main() {
    main(nil)
  }

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let communicator = try Communicator.launched(by: environment)
    computing.apply(besides: Communicator.processesOfMachine(environment))
    guard let shards else {
      guard communicator.count == 1 else {
        throw ValidationError("Ranks share the shards of a batch: say how many with --shards, or leave mpirun out.")
      }
      return try measureAlone()
    }
    do {
      var table = MarkdownTable(headings: ShardedTiming.headings)
      var onPaper = MarkdownTable(headings: ScalingOnPaper.headings)
      for workload in workloads {
        let timing = try ShardedTiming(of: workload, batchSize: batchSize, shards: shards, over: communicator)
        table.rows.append(timing.row)
        if let message = timing.longMilliseconds {
          onPaper.rows += try ScalingOnPaper.all(of: workload, messageMilliseconds: message).map {
            $0.row(workload.name)
          }
        }
      }
      if communicator.isRoot {
        try Self.write(table.text)
        if !onPaper.rows.isEmpty { try Self.write("\n" + onPaper.text) }
      }
      communicator.end()
    } catch {
      communicator.end(failure: "\(error)")
      throw error
    }
  }

  private func measureAlone() throws {
    if let epoch {
      for workload in workloads { try Self.write(jsonText(EpochTiming(of: workload, images: epoch))) }
    } else if scaling {
      try Scaling(threads: Machine.threadCount).write(workloads)
    } else if profile {
      for workload in workloads { try Self.write(StepProfile(of: workload, batchSize: batchSize).table) }
    } else if json {
      try Self.write(jsonText(workloads.map { try Timing(of: $0, batchSize: batchSize) }))
    } else {
      for workload in workloads { try Self.write(Timing(of: workload, batchSize: batchSize).line) }
    }
  }
}

extension Benchmarks {
  private static func write(_ line: String) throws { try StandardStream.output.write(line + "\n") }
}

extension Workload {
  static func named(_ name: String) -> Workload? { all.first { $0.name == name } }

  static var names: String { all.map(\.name).joined(separator: ", ") }
}
