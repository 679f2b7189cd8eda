import LabMessagePassing
import LabTensors
import LabWorkloads

/// What it costs that ranks share the shards of a batch: the time of a step, how much of it the root waits for messages, and how
/// long a message takes by itself.
struct ShardedTiming {
  let workload: Workload
  let shards: Int
  let communicator: Communicator
  /// Medians over the steps, at this rank.
  let stepMilliseconds, waitingMilliseconds: Double
  /// What this rank sent and received in a step.
  let messages, bytes: Int
  /// One way between the first two ranks: of a few bytes, and of all gradients; nil where there is but one.
  let shortMilliseconds, longMilliseconds: Double?

  init(of workload: Workload, batchSize: Int?, shards: Int, over communicator: Communicator) throws {
    (self.workload, self.shards, self.communicator) = (workload, shards, communicator)
    let size = batchSize ?? workload.batchSize
    var training = try workload.training(batchSize: size)
    let steps = max(5, min(workload.timedSteps, workload.timedSteps * workload.batchSize / size))
    let clock = ContinuousClock()
    var times: [Double] = [], waits: [Double] = []
    var before = communicator.traffic
    for step in 0..<Timing.warmUpSteps + steps {
      if step == Timing.warmUpSteps { before = communicator.traffic }
      let waited = communicator.traffic.waiting
      times.append(try clock.measure { try training.step(shards: shards, over: communicator) } / .milliseconds(1))
      waits.append((communicator.traffic.waiting - waited) / .milliseconds(1))
    }
    (messages, bytes) = (
      (communicator.traffic.messages - before.messages) / steps, (communicator.traffic.bytes - before.bytes) / steps
    )
    stepMilliseconds = median(Array(times.dropFirst(Timing.warmUpSteps)))
    waitingMilliseconds = median(Array(waits.dropFirst(Timing.warmUpSteps)))
    let gradients = training.parameters.map(\.value.count).reduce(0, +) * MemoryLayout<Float>.size
    shortMilliseconds = try Self.oneWay(8, over: communicator)
    longMilliseconds = try Self.oneWay(gradients, over: communicator)
  }

  /// The median of half of the time that bytes take from the first rank to the second and back.
  private static func oneWay(_ count: Int, over communicator: Communicator) throws -> Double? {
    guard communicator.count > 1 else { return nil }
    let bytes = [UInt8](repeating: 0, count: count)
    let times = try (0..<20).map { _ in
      try ContinuousClock().measure {
        if communicator.rank == 0 {
          try communicator.send(bytes, to: 1)
          _ = try communicator.receive(from: 1)
        } else if communicator.rank == 1 {
          try communicator.send(try communicator.receive(from: 0), to: 0)
        }
      } / .milliseconds(2)
    }
    return median(times)
  }

  static let headings = [
    "workload", "ranks", "shards", "threads a rank", "ms a step", "of it waiting for messages", "messages a step",
    "MB a step", "ms a short message", "ms for all gradients",
  ]

  var row: [String] {
    func text(_ milliseconds: Double?) -> String { milliseconds.map { fixed($0, 3) } ?? "–" }
    return [
      workload.name, "\(communicator.count)", "\(shards)", "\(Machine.threadCount)", text(stepMilliseconds),
      text(waitingMilliseconds), "\(messages)", fixed(Double(bytes) / 1e6, 2), text(shortMilliseconds),
      text(longMilliseconds),
    ]
  }
}
