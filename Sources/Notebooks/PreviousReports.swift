import Foundation

/// The hidden names that an old report has while a new one takes its place.
///
/// A process killed in that moment leaves the old report under such a name: the next command puts it back.
struct PreviousReports {
  private static let mark = ".previous"

  /// Where the report's folder is, without links to it.
  private let place: String

  init(of place: String) { self.place = place }

  /// The experiment whose report this name of a file hides; nil for another.
  static func experiment(of name: String) -> String? {
    guard name.hasPrefix("."), let range = name.range(of: mark, options: .backwards) else { return nil }
    let number = name[range.upperBound...]
    guard number.isEmpty || number.hasPrefix("-") && Int(number.dropFirst()) != nil else { return nil }
    return String(name[..<range.lowerBound].dropFirst())
  }

  /// Those that are there.
  var paths: [String] {
    let folder = FileSystem.folder(of: place)
    return FileSystem.names(in: folder).filter { Self.experiment(of: $0) == name }.map { "\(folder)/\($0)" }
  }

  /// A name for the old report; what cannot be cleared away does not bar the next.
  var freeName: String {
    discard()
    let taken = Set(paths), beginning = "\(FileSystem.folder(of: place))/.\(name)\(Self.mark)"
    return ([beginning] + (0...taken.count).map { "\(beginning)-\($0)" }).first { !taken.contains($0) } ?? beginning
  }

  /// Puts the last of them back, where there is no newer report.
  ///
  /// - Throws: `FileError`.
  func restore() throws {
    guard !FileSystem.exists(place) else { return }
    let reports = paths.compactMap { path -> (path: String, age: timespec)? in
      guard let status = FileSystem.status(path, followsLinks: false), status.st_mode & S_IFMT == S_IFDIR,
        FileSystem.exists(path + "/record.json")
      else { return nil }
      // To be renamed was the last that happened to it.
      return (path, status.st_ctim)
    }
    let last = reports.max { ($0.age.tv_sec, $0.age.tv_nsec) < ($1.age.tv_sec, $1.age.tv_nsec) }
    if let last { try FileSystem.rename(last.path, to: place) }
  }

  /// Removes them, under a name first that nobody takes for a whole report when this is cut short.
  func discard() {
    for path in paths {
      let staging = Staging(of: place).path
      guard (try? FileSystem.rename(path, to: staging)) != nil else { continue }
      try? FileSystem.remove(staging)
    }
  }

  private var name: String { place.split(separator: "/").last.map(String.init) ?? "" }
}

extension ReportFolder {
  /// Puts back every report of a folder that a killed process left under another name, but for those that another process is
  /// writing.
  ///
  /// - Returns: what could not be put back.
  public static func restoreAll(in reports: String) -> [FileError] {
    // A report that is a link has its old names where it leads to.
    let names = FileSystem.names(in: reports).compactMap { name in
      name.hasPrefix(".") ? PreviousReports.experiment(of: name) : name
    }
    return Set(names).sorted().compactMap { name in
      let folder = ReportFolder(name, in: reports), previous = PreviousReports(of: folder.place)
      guard !FileSystem.exists(folder.place), let path = previous.paths.first else { return nil }
      do {
        let lock = try folder.lock(patience: .zero)
        defer { lock.release() }
        try previous.restore()
      } catch is Locked {
        return nil
      } catch {
        return FileError(
          path: path, problem: "is the report of “\(name)”, which a crash left there", remedy: "Rename it to \(name).")
      }
      return nil
    }
  }
}
