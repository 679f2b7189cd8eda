/// The texts of Debian's package `fortunes`: quotations, jokes and verses in files by subject, of which the program `fortune`
/// shows one at a time.
public enum Fortunes {
  /// How to find and check it.
  public static let dataset = KnownDataset(
    name: "fortunes", title: "Fortunes",
    credit: "FORTUNE_CREDIT",
    files: [
    ],
    classNames: [], folderNames: ["fortunes"], debianPackage: "fortunes", debianFolder: "games/fortunes")

  /// Loads all texts from the first place that has them, labelled by their files.
  ///
  /// - Throws: `DatasetError` where no place has it, or a file is not as published.
  public static func load(from locations: DataLocations) throws -> LabelledTexts {
    try LabelledTexts.concatenate(
      dataset.files.map { try LabelledTexts(fortunes: dataset.contents(of: $0.name, from: locations), named: $0.name) })
  }
}
