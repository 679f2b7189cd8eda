extension LabelledImages {
  /// Grey images and their labels from two IDX files of unsigned bytes, such as those of EMNIST or KMNIST, compressed with
  /// gzip (`.gz`) or not.
  ///
  /// - Parameters:
  ///   - images: count × height × width.
  ///   - labels: count.
  ///   - classNames: what each label means, from 0 on; where left out, labels are called by their numbers, up to the greatest.
  /// - Throws: `DataError`, which names the file: not whole, of another type or rank; other numbers of images and labels; a
  ///   label without a name.
  public init(idx images: DataPath, labels: DataPath, classNames: [String]? = nil) throws(DataError) {
    let pixels = try Self.file(images, rank: 3), classes = try Self.file(labels, rank: 1)
    guard pixels.dimensions[0] == classes.dimensions[0] else {
      throw DataError(
        labels.name, "",
        "holds \(classes.dimensions[0]) labels, but \(images.name) holds \(pixels.dimensions[0]) images",
        remedy: "Name two files that belong together.")
    }
    let names = classNames ?? (0...Int(classes.bytes.max() ?? 0)).map(String.init)
    if let index = classes.bytes.firstIndex(where: { $0 >= names.count }) {
      throw DataError(
        labels.name, "item \(index)", "is the label \(classes.bytes[index]), where \(names.count) classes are named",
        remedy: "Name a class for every label from 0 on, or leave the names out.")
    }
    self.init(
      pixels: pixels.bytes, labels: classes.bytes, height: pixels.dimensions[1], width: pixels.dimensions[2],
      classNames: names)
  }

  private static func file(_ path: DataPath, rank: Int) throws(DataError) -> IDXFile {
    do throws(DatasetError) {
      return try IDXFile(path: path.absolute, rank: rank)
    } catch {
      throw error.dataError(called: path.name)
    }
  }
}

extension DataPath {
  /// The path of an IDX file as it is here: called so, or as others call such a file, with a dash or a dot before `idx`,
  /// compressed or not.
  ///
  /// - Throws: `DataError` where none of these is here.
  public static func idx(_ name: String, in root: String) throws(DataError) -> DataPath {
    let paths = ([name] + IDXFile.names(like: name)).map { DataPath($0, in: root) }
    guard let path = paths.first(where: \.isThere) else { throw paths[0].isNotHere }
    return path
  }
}

extension DatasetError {
  /// The same of a file that an experiment names itself.
  func dataError(called name: String) -> DataError {
    guard case .unusableFile(let path, let problem) = self else { return DataError(name, "", "\(self)", remedy: "") }
    return problem == .missing
      ? DataError(name, "", "is not here (\(path))", remedy: "Check the path: it begins at the root of the package.")
      : DataError(name, "", "\(problem)", remedy: "Put an intact file in its place.")
  }
}
