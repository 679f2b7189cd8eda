/// Fashion-MNIST: 70,000 photographs of clothes in ten classes, 28 × 28 pixels.
///
/// H. Xiao, K. Rasul and R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms
/// (2017), arXiv:1708.07747.
public enum FashionMNIST {
  /// How to find, check and load it.
  public static let dataset = KnownDataset(
    name: "fashion-mnist", title: "Fashion-MNIST", credit: "H. Xiao, K. Rasul and R. Vollgraf; MIT licence",
    // Of the content of the files whose MD5 sums the authors publish.
    files: ImageFile.files([
      .trainImages: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      .trainLabels: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      .testImages: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      .testLabels: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ]),
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ],
    folderNames: ["fashion-mnist", "FashionMNIST/raw"], debianPackage: "dataset-fashion-mnist")

  /// Loads the 60,000 training and 10,000 test images from the first place that has them.
  public static func load(from locations: DataLocations) throws(DatasetError) -> ImageDataset {
    try dataset.load(from: locations)
  }
}
