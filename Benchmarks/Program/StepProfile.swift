import LabTensors
import LabWorkloads

/// Where the time of a workload's step goes.
struct StepProfile {
  private let name: String
  /// The median time of a step without a profile.
  private let stepMilliseconds: Double
  /// Of one step, by operation, the longest first; the time is the median over the steps of all its calls together.
  private let operations: [(operation: Profile.Operation, calls: Int, milliseconds: Double)]

  init(of workload: Workload, batchSize: Int? = nil) throws {
    name = workload.name
    let timing = try Timing(of: workload, batchSize: batchSize)
    stepMilliseconds = timing.medianMilliseconds
    var training = try workload.training(batchSize: batchSize)
    for _ in 0..<Timing.warmUpSteps { try training.step() }
    var tallies: [Profile.Operation: [Profile.Tally]] = [:]
    for _ in 0..<timing.steps {
      let profile = Profile()
      _ = try profile.record { try training.step() }
      for (operation, tally) in profile.tallies { tallies[operation, default: []].append(tally) }
    }
    operations = tallies.map { operation, tallies in
      (operation, tallies[0].calls, median(tallies.map { $0.time / .milliseconds(1) }))
    }
    .sorted { ($0.milliseconds, $0.operation.description) > ($1.milliseconds, $1.operation.description) }
  }

  /// Operations below it share a row: of the time of all of them, since the step was timed at another moment, when the machine
  /// may have been busier.
  private static let smallestShare = 0.001

  /// A row an operation, and the sums below: the floor is the time of the convolutions and matrix products alone.
  var table: String {
    var table = MarkdownTable(
      headings: ["operation", "calls", "ms", "µs a call", "MB a call", "GFLOP/s", "share"])
    let inside = operations.map(\.milliseconds).reduce(0, +)
    let shown = operations.prefix { $0.milliseconds >= Self.smallestShare * inside }
    table.rows = shown.map { operation, calls, milliseconds in
      let rate = Double(operation.floatingPointOperations * calls) / milliseconds / 1e6
      return [
        operation.description, "\(calls)", fixed(milliseconds, 3), fixed(milliseconds * 1e3 / Double(calls), 1),
        fixed(Double(operation.bytes) / 1e6, 2), operation.floatingPointOperations > 0 ? fixed(rate, 0) : "",
        share(milliseconds),
      ]
    }
    let rest = operations.dropFirst(shown.count)
    table.rows.append(total("\(rest.count) others, each below 0.1% of all", rest.map(\.milliseconds).reduce(0, +)))
    let floor = operations.filter { $0.operation.floatingPointOperations > 0 }.map(\.milliseconds).reduce(0, +)
    let calls = operations.map(\.calls).reduce(0, +)
    table.rows += [
      total("**floor: convolutions and matrix products**", floor),
      total("**other operations**", inside - floor),
      total("**outside of any operation**", stepMilliseconds - inside),
      ["**step**", "\(calls)", fixed(stepMilliseconds, 3), "", "", "", share(stepMilliseconds)],
    ]
    return "## \(name)\n\n\(table.text)\n"
  }

  private func total(_ name: String, _ milliseconds: Double) -> [String] {
    [name, "", fixed(milliseconds, 3), "", "", "", share(milliseconds)]
  }

  private func share(_ milliseconds: Double) -> String { fixed(100 * milliseconds / stepMilliseconds, 1) + "%" }
}
