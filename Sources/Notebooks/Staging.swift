/// The name under which a file or a folder is made before it takes its place: hidden, beside it, and no other process's.
struct Staging {
  let path: String

  /// A new name for what is to stand at a place.
  init(of place: String) {
    path = Self.beginning(of: place) + String(UInt64.random(in: .min ... .max), radix: 16)
  }

  /// What killed processes left under such names. They are of no use, and safe to remove for whoever holds the lock of the
  /// place.
  static func leftovers(of place: String) -> [String] {
    let folder = FileSystem.folder(of: place), beginning = beginning(of: place)
    return FileSystem.names(in: folder).map { "\(folder)/\($0)" }.filter { $0.hasPrefix(beginning) }
  }

  /// A file's name has 255 bytes at most.
  private static func beginning(of place: String) -> String {
    let name = place.split(separator: "/").last ?? ""
    return "\(FileSystem.folder(of: place))/.\(name.utf8.count < 230 ? name : name.prefix(50)).staging"
  }
}
