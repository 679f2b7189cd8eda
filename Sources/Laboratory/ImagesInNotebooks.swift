import Foundation
import LabDatasets
import LabFigures
import LabNeuralNetworks
import LabNotebooks
import LabRequirements
import LabTensors

extension Notebook {
  /// Fashion-MNIST from where this run looks for data, with at least so many images to train and to test on, and of each
  /// class; the record names the files' checksums.
  public func fashionMNIST(training: Int, test: Int, ofEachClass: Int = 1) throws -> ImageDataset {
    try load(FashionMNIST.dataset, training, test, ofEachClass)
  }

  /// MNIST, or the subset of it that comes with the library, as the data set's source then says.
  public func mnist(training: Int, test: Int, ofEachClass: Int = 1) throws -> ImageDataset {
    try load(MNIST.dataset, training, test, ofEachClass)
  }

  private func load(_ dataset: KnownDataset, _ training: Int, _ test: Int, _ ofEachClass: Int) throws -> ImageDataset {
    try images(of: dataset, training: training, test: test, ofEachClass: ofEachClass, size: (28, 28))
  }

  /// Shows each network layer by layer as `NAME-architecture`, and measures its number of parameters as `NAME-parameters`.
  public func showLayers(
    of networks: [Network], fold: Bool = false, file: String = #filePath, line: UInt = #line
  ) throws {
    for summary in networks.map(\.summary) {
      let name = summary.name.replacing(" ", with: "-")
      try show(
        summary.table, id: "\(name)-architecture", caption: "The \(summary.name), layer by layer.", fold: fold,
        file: file, line: line)
      try measure("\(name)-parameters", summary.parameterCount, file: file, line: line)
    }
  }
}

extension LabelledImages {
  /// One image for a figure.
  public func picture(_ index: Int) -> RasterImage {
    RasterImage(width: width, height: height, channels: channels, bytes: pixels(of: index))
  }

  /// The first so many images of each class, of at least as many, one class after the other.
  public func first(ofEachClass count: Int) -> LabelledImages {
    require(classCounts.allSatisfy { $0 >= count }, "\(count) images of each class, of which there are \(classCounts)")
    return selecting(
      classNames.indices.flatMap { label in labels.indices.filter { labels[$0] == label }.prefix(count) })
  }

  /// Batches of consecutive images, the last as large as what is left, each made by the closure from its images and its
  /// number.
  public func batches<Batch>(of size: Int, _ make: (LabelledImages, Int) -> Batch) -> [Batch] {
    stride(from: 0, to: count, by: size).map { make(selecting($0..<min($0 + size, count)), $0 / size) }
  }
}

extension RasterImage {
  /// Images of 28 × 28 pixels, the size of MNIST's, from their brightness in [0, 1].
  public static func images(_ values: Tensor) -> [RasterImage] {
    images(width: 28, height: 28, values: values.elements)
  }
}

extension ModelSummary {
  /// The layers as a table, with the total.
  public var table: Table {
    Table(
      columns: ["layer", "output", "parameters"],
      rows: rows.map { [.text($0.layer), .text($0.outputShape.description), .number($0.parameterCount)] }
        + [["**total**", "", .number(parameterCount)]])
  }
}
