import Foundation
import Testing

/// The β-VAE as a user runs it: the real program, on real data and on damaged data.
@Suite struct BetaVAETests {
  /// A smoke run that is shorter still.
  private let smoke = [
    "run", "beta-vae", "--tier", "smoke", "--quiet", "--set", "steps=6", "--set", "beta=1,4", "--set",
    "test-images=100",
  ]

  private func files(of folder: String) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in
        (try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))).map { (name, $0) }
      })
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherOthers() throws {
    let package = try TemporaryPackage()
    for (folder, seed) in [("first", "1"), ("second", "1"), ("third", "2")] {
      let transcript = try package.start(smoke + ["--seed", seed, "--output", folder], program: .experiments).finish()
      #expect(transcript.errors == "" && transcript.exitCode < 2)
    }
    let first = try files(of: package.path + "/first")
    let third = try files(of: package.path + "/third")
    #expect(first.keys.contains("beta-vae/README.md") && first.keys.contains("beta-vae/figures/codes.png"))
    #expect(try files(of: package.path + "/second") == first)
    #expect(third.keys.sorted() == first.keys.sorted())
    for name in [
      "README.md", "record.json", "figures/loss.png", "figures/codes.png", "figures/prior-draws-decoded.png",
    ] {
      #expect(third["beta-vae/\(name)"] != first["beta-vae/\(name)"], "\(name) depends on the seed")
    }
  }

  /// Killed in the midst of its second training, with running statistics, Adam's averages and curves half-way.
  @Test func afterAKillTheSameCommandComesToTheSameBytes() throws {
    let package = try TemporaryPackage()
    let arguments = smoke + ["--checkpoint-interval", "0"]
    #expect(try package.start(arguments + ["--output", "whole"], program: .experiments).finish().exitCode < 2)
    let command = try package.start(arguments + ["--output", "killed"], program: .experiments)
    func hasCheckpoint() -> Bool {
      let folder = package.path + "/.experiments/checkpoints"
      let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
      return files.contains { $0.hasSuffix("/seed-1-training-2.safetensors") }
    }
    for _ in 0..<12_000 where !hasCheckpoint() && command.isRunning { Thread.sleep(forTimeInterval: 0.005) }
    command.kill()
    #expect(try command.finish().exitCode == SIGKILL)
    #expect(hasCheckpoint() && !package.exists("killed/beta-vae"))
    let last = try package.start(smoke.filter { $0 != "--quiet" } + ["--output", "killed"], program: .experiments)
    let transcript = try last.finish()
    #expect(transcript.exitCode < 2 && transcript.errors.contains("training at β = 1: 6 steps, done before\n"))
    // On a busy machine the signal may come when its six steps are done, too.
    let ways = ["continues at step ", "6 steps, done before\n"].map { "training at β = 4: " + $0 }
    #expect(ways.contains { transcript.errors.contains($0) })
    #expect(try files(of: package.path + "/killed") == files(of: package.path + "/whole"))
  }

  /// A big-endian header and its elements.
  private static func idx(_ dimensions: [Int], _ elements: [UInt8], type: UInt8 = 8) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)]
      + dimensions.flatMap { [UInt8($0 >> 24 & 255), UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
      + elements
  }

  private static let images = idx([2, 28, 28], Array(repeating: 7, count: 2 * 28 * 28))
  private static let labels = idx([2], [3, 4])

  private static let damages: [(damage: String, file: String, content: [UInt8])] = [
    ("a truncated gzip file", "train-images-idx3-ubyte.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x63]),
    ("not a gzip file", "train-images-idx3-ubyte.gz", images),
    ("a wrong magic number", "train-images-idx3-ubyte", [9, 9] + Array(images.dropFirst(2))),
    ("fewer pixels than the count says", "train-images-idx3-ubyte", Array(images.dropLast(5))),
    ("more pixels than the count says", "t10k-images-idx3-ubyte", images + [1]),
    ("a label out of range", "train-labels-idx1-ubyte", idx([2], [3, 10])),
    ("fewer labels than images", "train-labels-idx1-ubyte", idx([1], [3])),
    ("an empty file", "t10k-labels-idx1-ubyte", []),
  ]

  @Test(arguments: damages)
  func damagedDataStopsTheRun(_ damage: String, _ file: String, _ content: [UInt8]) throws {
    let package = try TemporaryPackage()
    try package.write("the committed report", to: "Reports/beta-vae/README.md")
    try package.write("{}", to: "Reports/beta-vae/record.json")
    let state = try package.state(of: "Reports")
    try package.write("", to: "data/fashion-mnist/nothing")
    var files = [
      "train-images-idx3-ubyte": Self.images, "train-labels-idx1-ubyte": Self.labels,
      "t10k-images-idx3-ubyte": Self.images, "t10k-labels-idx1-ubyte": Self.labels,
    ]
    files[file.replacingOccurrences(of: ".gz", with: "")] = nil
    files[file] = content
    for (name, bytes) in files {
      try Data(bytes).write(to: URL(fileURLWithPath: package.path + "/data/fashion-mnist/" + name))
    }
    let transcript = try package.start(smoke + ["--data", "data"], program: .experiments).finish()
    #expect(transcript.exitCode == 2, "\(damage)")
    #expect(transcript.errors.hasPrefix("Error: “beta-vae” failed. "))
    #expect(transcript.errors.contains(file), "the message names \(file)")
    #expect(transcript.errors.hasSuffix("The committed report is untouched.\n"))
    #expect(try package.state(of: "Reports") == state)
  }

  @Test func aDivergingTrainingNamesTheStepAndTheSite() throws {
    let package = try TemporaryPackage()
    let transcript = try package.start(smoke + ["--set", "learning-rate=1e30"], program: .experiments).finish()
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("at step 2: a value drawn for site “z” of the guide is not finite"))
    #expect(transcript.errors.contains("try a lower learning rate"))
    #expect(!package.exists("Reports/beta-vae"))
  }

  @Test func anOutputThatIsAFileIsRefusedBeforeTheTraining() throws {
    let package = try TemporaryPackage()
    try package.write("a file", to: "occupied")
    let transcript = try package.start(["run", "beta-vae", "--output", "occupied"], program: .experiments).finish()
    #expect(transcript.exitCode == 2)
    #expect(transcript.errors.contains("occupied"))
    #expect(!transcript.errors.contains("training"))
    #expect(package.text("occupied") == "a file")
  }
}
