extension DataCatalogue {
  /// The SHA-256 now of what a run record names: a file of a known data set, such as
  /// `fashion-mnist/train-images-idx3-ubyte`, or the path of a file or a folder.
  ///
  /// - Parameters:
  ///   - name: what the record says.
  ///   - locations: where data sets are looked for.
  ///   - root: where relative paths begin.
  /// - Returns: `nil` where there is no such thing, or it cannot be read.
  public func sha256(of name: String, in locations: DataLocations, root: String) -> String? {
    sha256(ofKnown: name, in: locations) ?? DataPath(name, in: root).sha256
  }

  /// Of a known data set's file, by its own checksum's rule: for images, of the uncompressed content.
  func sha256(ofKnown name: String, in locations: DataLocations) -> String? {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let dataset = dataset(named: parts[0]),
      let index = dataset.files.firstIndex(where: { $0.name == parts[1] }), let found = dataset.locate(in: locations)
    else { return nil }
    return try? dataset.file(at: index, in: found).sha256
  }
}
