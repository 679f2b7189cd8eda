import Foundation
import LabTensors
import LabWorkloads

/// How long a step of a workload takes.
struct Timing: Codable {
  let workload: String
  let batchSize: Int
  let threads: Int
  /// Those that it computed with, such as `AVX2`.
  let instructions: String
  /// The number of steps timed, after `warmUpSteps` that are not.
  let steps: Int
  /// The number of trained numbers.
  let parameters: Int
  let medianMilliseconds: Double
  /// The most memory that the process has held so far.
  let peakMegabytes: Double

  /// Compiled primitives, buffers and the processor's clock settle in these; the peers take as many.
  static let warmUpSteps = 5

  init(of workload: Workload, batchSize: Int? = nil) throws {
    let batchSize = batchSize ?? workload.batchSize
    var training = try workload.training(batchSize: batchSize)
    // As much work as at the peers' batch size, but not fewer than five steps.
    let steps = max(5, min(workload.timedSteps, workload.timedSteps * workload.batchSize / batchSize))
    let clock = ContinuousClock()
    let durations = try (0..<Self.warmUpSteps + steps).map { _ in try clock.measure { try training.step() } }
    self.workload = workload.name
    (self.batchSize, threads, self.steps) = (batchSize, Machine.threadCount, steps)
    instructions = Machine.instructions.rawValue
    parameters = training.parameters.map(\.value.count).reduce(0, +)
    medianMilliseconds = median(durations.dropFirst(Self.warmUpSteps).map { $0 / .milliseconds(1) })
    peakMegabytes = PeakMemory.megabytes
  }

  /// In the peers' form, such as `swift  conv-vae  38.210 ms/step`.
  var line: String { "swift  \(workload)  \(fixed(medianMilliseconds, 3)) ms/step" }
}

/// The figures for programs to read, in alphabetical order.
func jsonText(_ figures: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
  return String(decoding: try encoder.encode(figures), as: UTF8.self)
}

/// The value in the middle; of an even number of values, the mean of the two.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted(), half = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
}

/// A number with so many digits after the point.
func fixed(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }
