/// MNIST: 70,000 handwritten digits, 28 × 28 pixels; or a subset of 5,000 that comes with this library.
///
/// Y. LeCun, C. Cortes and C. J. C. Burges: The MNIST database of handwritten digits (1998).
public enum MNIST {
  /// How to find, check and load it.
  public static let dataset = KnownDataset(
    name: "mnist", title: "MNIST", credit: "Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0",
    files: ImageFile.files([
      .trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      .trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      .testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      .testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ]),
    classNames: (0...9).map(String.init),
    folderNames: ["mnist", "MNIST/raw"], embeddedSubset: subset)

  /// Made by Resources/make-mnist-subset.py.
  private static let subset = EmbeddedSubset(
    title: "A subset of MNIST of 5,000 digits", folderName: "mnist-subset",
    checksums: [
      .trainImages: "fa01c4e0e0ddb1b901673e9b19c34e207002f34b874e266b33006ed7b18f8f84",
      .trainLabels: "5dbd7686910cb66a8a6303f16940c2fae43896243c187897cd3976aab00f4817",
      .testImages: "12a9e7e24f894be6e2e757ca9a44da720457ef446785e1828756cf0c8c83a6a0",
      .testLabels: "66e4c6deb5f2a061f7d8cd5ec53025fdb9dabb08265e449acb8cf64b8cd36cac",
    ])

  /// Loads the 60,000 training and 10,000 test images from the first place that has them; where none has, 4,000 and
  /// 1,000 of them that come with this library, as the data set's `source` then says.
  public static func load(from locations: DataLocations) throws(DatasetError) -> ImageDataset {
    try dataset.load(from: locations)
  }
}
