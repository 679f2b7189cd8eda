import Foundation
import Testing

/// Intact data sets that no experiment can work with: each experiment that uses images refuses them before its work.
@Suite struct UnsuitableDataTests {
  /// Images of `side` × `side` pixels, so many to train and to test on, of ten classes in turn.
  private static let sets: [(what: String, side: Int, training: Int, test: Int, named: String)] = [
    ("images of one pixel", 1, 5_000, 1_000, "train-images-idx3-ubyte: has images of 1 × 1 pixels"),
    ("nine test images", 28, 5_000, 9, "t10k-images-idx3-ubyte: has 9 images"),
    ("nine training images", 28, 9, 1_000, "train-images-idx3-ubyte: has 9 images"),
  ]

  @Test(arguments: sets) func everyExperimentRefusesThem(
    _ what: String, _ side: Int, _ training: Int, _ test: Int, _ named: String
  ) throws {
    let package = try TemporaryPackage()
    for set in ["fashion-mnist", "mnist"] {
      try package.write("", to: "data/\(set)/nothing")
      for (half, count) in [("train", training), ("t10k", test)] {
        let images = Self.idx([count, side, side], (0..<count * side * side).map { UInt8($0 % 251) })
        let labels = Self.idx([count], (0..<count).map { UInt8($0 % 10) })
        for (name, bytes) in [("images-idx3", images), ("labels-idx1", labels)] {
          try Data(bytes).write(to: URL(fileURLWithPath: "\(package.path)/data/\(set)/\(half)-\(name)-ubyte"))
        }
      }
    }
    let list = try package.start(["list"], program: .experiments).finish().output
    let names = list.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.count >= 10)
    // What needs no images: points, sprites and schools are made or written down, texts are read.
    let others = ["eight-gaussians", "disentanglement", "topics", "posteriors"]
    var refused: [String] = []
    for name in names where name != "topics" {
      let run = ["run", name, "--tier", "smoke", "--quiet", "--data", "data", "--output", "reports"]
      let transcript = try package.start(run, program: .experiments).finish()
      if transcript.exitCode == 2 {
        #expect(transcript.errors.hasPrefix("Error: “\(name)” failed. data/"))
        #expect(transcript.errors.contains(named) && transcript.errors.contains("--data"), "\(transcript.errors)")
        refused.append(name)
      }
    }
    #expect(refused == names.filter { !others.contains($0) })
  }

  private static func idx(_ dimensions: [Int], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)]
      + dimensions.flatMap { size in stride(from: 24, through: 0, by: -8).map { UInt8(size >> $0 & 255) } } + elements
  }
}
