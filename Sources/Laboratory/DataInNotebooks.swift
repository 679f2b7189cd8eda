import Foundation
import LabDatasets
import LabNotebooks

// What an experiment reads, each with its checksum in the run's record: the report is current while the content is the same.
// Paths begin at the root of the package with the experiments, unless they begin with a slash.

extension Notebook {
  /// A table from a CSV file: RFC 4180 in UTF-8. What is missing, and columns as numbers, texts or categories: see
  /// `DataTable`.
  ///
  /// ```swift
  /// let wines = try notebook.table(csv: "data/wines.csv")
  /// let features = try wines.tensor(["alcohol", "acidity"])
  /// ```
  ///
  /// - Parameters:
  ///   - file: its path, or its name in the data set.
  ///   - dataset: the known data set that the file is of; where left out, the file is a path.
  ///   - separator: what stands between fields: a comma, a semicolon, a tab, or another ASCII character.
  ///   - hasHeader: whether the first row names the columns; else they are called 1, 2, ….
  /// - Throws: `DataError`, which names line and column; `FileError` or `DatasetError` where the file is not here.
  public func table(
    csv file: String, in dataset: KnownDataset? = nil, separator: Character = ",", hasHeader: Bool = true
  ) throws -> DataTable {
    try DataTable(csv: contents(of: file, in: dataset), named: file, separator: separator, hasHeader: hasHeader)
  }

  /// An array of numbers from a file of `numpy.save`; as a tensor, doubles or integers: see `NumericArray`.
  ///
  /// - Parameters:
  ///   - file: its path, or its name in the data set.
  ///   - dataset: the known data set that the file is of; where left out, the file is a path.
  /// - Throws: `DataError`, which names the byte or has the header's text; `FileError` or `DatasetError` where the file is not
  ///   here.
  public func array(npy file: String, in dataset: KnownDataset? = nil) throws -> NumericArray {
    try NumericArray(npy: contents(of: file, in: dataset), named: file)
  }

  /// An array of numbers from a file of `numpy.savez` or `numpy.savez_compressed`.
  ///
  /// - Parameters:
  ///   - file: its path, or its name in the data set.
  ///   - name: the array's name; where left out, the file must hold one array alone.
  ///   - dataset: the known data set that the file is of; where left out, the file is a path.
  /// - Throws: as `array(npy:in:)`; `DataError` where the archive is damaged or has no such array.
  public func array(npz file: String, named name: String? = nil, in dataset: KnownDataset? = nil) throws -> NumericArray
  {
    try NumericArray(npz: contents(of: file, in: dataset), named: file, array: name)
  }

  /// The PNG files of a folder, each labelled by the sub-folder that it is in: see `ImageFolder`.
  ///
  /// - Parameters:
  ///   - path: the folder's path.
  ///   - background: the grey, 0 to 255, that transparent pixels are put on; where left out, a picture that has any is
  ///     refused.
  /// - Throws: `DataError`, which names the file that does not fit.
  public func images(folder path: String, background: UInt8? = nil) throws -> LabelledImages {
    let folder = try ImageFolder(DataPath(path, in: data.root), background: background)
    try uses(data: path, sha256: folder.sha256)
    return folder.images
  }

  /// Images and their labels from two IDX files, such as those of EMNIST or KMNIST, which may have a dash or a dot before
  /// `idx`, and be compressed or not.
  ///
  /// - Parameters:
  ///   - images: the path of the file with the images.
  ///   - labels: the path of the file with their labels.
  ///   - classNames: what each label means, from 0 on; where left out, labels are called by their numbers.
  /// - Throws: `DataError`, which names the file.
  public func idx(images: String, labels: String, classNames: [String]? = nil) throws -> LabelledImages {
    let paths = try [images, labels].map { try DataPath.idx($0, in: data.root) }
    let checksums = paths.map(\.sha256)
    let pair = try LabelledImages(idx: paths[0], labels: paths[1], classNames: classNames)
    for (path, checksum) in zip(paths, checksums) { try uses(data: path.name, sha256: checksum ?? "") }
    return pair
  }

  /// The images of a known data set, with at least so many to train and to test on, and of each class.
  ///
  /// - Parameters:
  ///   - dataset: the data set.
  ///   - training: how many images to train on there must be.
  ///   - test: how many to test on.
  ///   - ofEachClass: how many of each class, in either part.
  ///   - size: the height and width that the experiment needs; any where left out.
  /// - Throws: `DatasetError`, which names the file, or the places that were looked at.
  public func images(
    of dataset: KnownDataset, training: Int = 1, test: Int = 1, ofEachClass: Int = 0,
    size: (height: Int, width: Int)? = nil
  ) throws -> ImageDataset {
    let images = try dataset.load(from: dataLocations)
    let size = size ?? (images.train.height, images.train.width)
    try images.demand(
      training: training, test: test, ofEachClass: ofEachClass, height: size.height, width: size.width)
    if let notice = images.notice { note(notice) }
    for file in images.files { try uses(data: "\(images.name)/\(file.name)", sha256: file.sha256) }
    return images
  }

  /// The bytes of a file of a known data set, the same as published.
  ///
  /// - Throws: `DatasetError`, which names the places that were looked at, or the checksums that differ.
  public func contents(of file: String, in dataset: KnownDataset) throws -> [UInt8] {
    let bytes = try dataset.contents(of: file, from: dataLocations)
    try uses(data: "\(dataset.name)/\(file)", sha256: Digest.sha256(of: bytes))
    return bytes
  }

  /// The texts of Debian's package `fortunes`, labelled by their files; the record names the files' checksums.
  ///
  /// - Throws: `DatasetError`, which says what to install where they are not here.
  public func fortunes() throws -> LabelledTexts {
    let dataset = Fortunes.dataset
    return try LabelledTexts.concatenate(
      dataset.files.map { try LabelledTexts(fortunes: contents(of: $0.name, in: dataset), named: $0.name) })
  }

  /// Where this run looks for known data sets.
  public var dataLocations: DataLocations {
    DataLocations(
      explicitFolder: dataDirectory, environment: ProcessInfo.processInfo.environment, packageFolder: data.root)
  }

  private func contents(of file: String, in dataset: KnownDataset?) throws -> [UInt8] {
    if let dataset { try contents(of: file, in: dataset) } else { try contents(of: file) }
  }
}
