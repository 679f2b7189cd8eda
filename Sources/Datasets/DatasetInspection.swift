/// What is on this machine of one data set: where it was found, and each file compared with the published one.
public struct DatasetInspection: Sendable {
  /// One file of the data set.
  public struct File: Sendable {
    /// The name without `.gz`, such as `train-images-idx3-ubyte`.
    public let name: String
    /// What was found of it.
    public let state: State
  }

  /// What was found of a file.
  public enum State: Equatable, Sendable {
    /// It is there, with the content of the published file (of the embedded subset, where that is in use).
    case matching(DataFile)
    /// It is there whole, with other content.
    case different(DataFile)
    /// It is not there.
    case missing
    /// It is there and cannot be used.
    case unusable(DatasetError)
  }

  /// The data set looked for.
  public let dataset: KnownDataset
  /// What the place is where it was found, such as `$EXPERIMENTS_DATA`; `nil` where it was not.
  public let place: String?
  /// The folder where it was found.
  public let folder: String?
  /// Whether what was found is only the subset that comes with this library.
  public let isEmbeddedSubset: Bool
  /// Its files.
  public let files: [File]

  /// Whether all files are there with the published content.
  public var isIntact: Bool {
    files.allSatisfy { if case .matching = $0.state { true } else { false } }
  }
}

extension KnownDataset {
  /// Looks for the data set and reads each of its files whole, to compare it with the published one.
  public func inspect(in locations: DataLocations) -> DatasetInspection {
    let found = locate(in: locations)
    return DatasetInspection(
      dataset: self, place: found?.place, folder: found?.folder, isEmbeddedSubset: found?.subset != nil,
      files: files.indices.map { index in
        .init(name: files[index].name, state: found.map { state(ofFileAt: index, in: $0) } ?? .missing)
      })
  }

  private func state(ofFileAt index: Int, in found: FoundDataset) -> DatasetInspection.State {
    do throws(DatasetError) {
      let data = try file(at: index, in: found)
      return data.isAsPublished ? .matching(data) : .different(data)
    } catch .unusableFile(_, .missing) {
      return .missing
    } catch {
      return .unusable(error)
    }
  }
}
