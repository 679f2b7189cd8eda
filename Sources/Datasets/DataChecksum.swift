extension DataCatalogue {
  /// The SHA-256 of the uncompressed content of a data set's file as it is now, by the name that run records give it,
  /// such as `fashion-mnist/train-images-idx3-ubyte`; `nil` where there is no such file, or it is damaged.
  public static func sha256(of name: String, in locations: DataLocations) -> String? {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let dataset = dataset(named: parts[0]), let file = ImageFile(rawValue: parts[1]),
      let found = dataset.locate(in: locations)
    else { return nil }
    return try? dataset.read(file, in: found).file.sha256
  }
}
