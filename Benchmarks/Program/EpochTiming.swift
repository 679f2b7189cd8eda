import LabDatasets
import LabTensors
import LabWorkloads

/// How long it takes to train on every image of a data set once: random bytes, in an order of their own, each batch
/// gathered and dequantised as the experiments do it.
struct EpochTiming: Codable {
  let workload: String
  let images: Int
  let seconds: Double
  /// The most memory that the process has held so far.
  let peakMegabytes: Double

  init(of workload: Workload, images count: Int) throws {
    let random = Random(seed: 0)
    let images = Self.randomImages(count, using: random["images"])
    var training = try workload.training()
    let batches = Minibatches(of: workload.batchSize, from: images, using: random["order of the images"])
    func step(_ number: Int) throws {
      let pixels = batches[number].dequantized(using: random["dequantisation"][number])
      try training.step(on: pixels.reshaped(to: [workload.batchSize] + workload.exampleShape))
    }
    for number in 0..<Timing.warmUpSteps { try step(number) }
    let elapsed = try ContinuousClock().measure { for number in 0..<batches.perEpoch { try step(number) } }
    (self.workload, self.images) = (workload.name, count)
    (seconds, peakMegabytes) = (elapsed / .seconds(1), PeakMemory.megabytes)
  }

  private static func randomImages(_ count: Int, using random: Random) -> LabelledImages {
    var pixels = [UInt8]()
    pixels.reserveCapacity(count * 28 * 28)
    for image in 0..<count {
      let noise = Tensor.uniform([28 * 28], using: random[image])
      noise.withElements { pixels.append(contentsOf: $0.lazy.map { UInt8($0 * 256) }) }
    }
    return LabelledImages(
      pixels: pixels, labels: Array(repeating: 0, count: count), height: 28, width: 28, classNames: ["noise"])
  }
}
