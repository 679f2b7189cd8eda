/// The data sets that this program knows.
public enum DataCatalogue {
  /// Every known data set, by name.
  public static let all: [KnownDataset] = [FashionMNIST.dataset, MNIST.dataset]

  /// The data set called `name`, such as `mnist`, if it is known.
  public static func dataset(named name: String) -> KnownDataset? { all.first { $0.name == name } }

  /// The known data set that has a file with this checksum of its uncompressed content.
  static func owner(of sha256: String) -> KnownDataset? {
    all.first { dataset in ImageFile.allCases.contains { dataset.checksums[$0] == sha256 } }
  }
}
