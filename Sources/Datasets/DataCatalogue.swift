import LabRequirements

/// Data sets that commands and experiments know by name: the library's, and those that a laboratory adds.
public struct DataCatalogue: Sendable {
  /// The library's own.
  public static let library = DataCatalogue()

  /// Every known data set, the library's first.
  public let datasets: [KnownDataset]

  /// The library's data sets and others. Two of one name are a programming error.
  public init(adding others: [KnownDataset] = []) {
    datasets = [FashionMNIST.dataset, MNIST.dataset, Fortunes.dataset] + others
    var names: Set<String> = []
    for dataset in datasets {
      require(
        names.insert(dataset.name).inserted,
        "two data sets are called “\(dataset.name)”; the library has fashion-mnist, mnist and fortunes, so call yours otherwise"
      )
    }
  }

  /// The data set called `name`, such as `mnist`, if it is known.
  public func dataset(named name: String) -> KnownDataset? { datasets.first { $0.name == name } }

  /// The known data set of images that has a file with this checksum of its uncompressed content.
  func owner(of sha256: String) -> KnownDataset? {
    datasets.first { dataset in dataset.files.contains { $0.sha256 == sha256 } }
  }
}
