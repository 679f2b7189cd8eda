import Foundation

/// How a report links to files of its package.
///
/// Prose has links as they are right where reports are committed, in `Reports/NAME`. A report that lies elsewhere in the package
/// has them from there; one that lies outside has none, since they would lead nowhere: it names the files.
struct ReportLinks: Equatable, Sendable {
  /// The essay's file, by its path from the root of its package where it is in one; nil where nothing is known of it.
  let essay: String?
  /// The report's folder, by its path from the root of the package; nil where it lies outside.
  private let folder: String?

  /// Links of a report that may lie anywhere.
  init(essay: String? = nil) { (self.essay, folder) = (essay, nil) }

  /// Links of the report in a folder, of the essay in a file.
  init(from report: String, of essay: String) {
    let file = Self.realPath(essay), folder = Self.realPath(report)
    var root = FileSystem.folder(of: file)
    while root != "/", !FileSystem.exists(root + "/Package.swift") { root = FileSystem.folder(of: root) }
    let isInPackage = root != "/"
    self.essay = isInPackage ? String(file.dropFirst(root.count + 1)) : FileSystem.name(of: essay)
    self.folder = isInPackage && folder.hasPrefix(root + "/") ? String(folder.dropFirst(root.count + 1)) : nil
  }

  /// A link to a file, by its path from the root; without one where it would lead nowhere.
  func link(_ text: String, to path: String) -> String {
    guard let folder else { return CodeMarkdown.span(path) }
    let target = Self.wayUp(from: folder) + path
    // A space or a parenthesis would end it.
    let isPlain = !target.contains { $0.isWhitespace || "()<>".contains($0) }
    return "[\(text)](\(isPlain ? target : "<\(target)>"))"
  }

  /// Prose with its links to files of the package as they are right from the report.
  func placed(_ text: String) -> String {
    let committed = folder.map { "Reports/" + FileSystem.name(of: $0) }
    if folder != nil && folder == committed { return text }
    return MarkdownLinks.replaced(in: text, to: "../") { label, target in
      guard let folder, let committed, let path = Self.resolved("\(committed)/\(target)") else { return String(label) }
      return "[\(label)](\(Self.wayUp(from: folder))\(path))"
    }
  }

  /// A line of a page without the targets of such links, so that pages that lie elsewhere can be compared.
  static func unlinked(_ line: String) -> String {
    MarkdownLinks.replaced(in: line, to: "../") { label, _ in String(label) }
  }

  private static func wayUp(from folder: String) -> String {
    String(repeating: "../", count: folder.split(separator: "/").count)
  }

  /// A path without `..`; nil where it leads out of the package.
  private static func resolved(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      if part != ".." { parts.append(part) } else if parts.popLast() == nil { return nil }
    }
    return parts.joined(separator: "/")
  }

  /// A path without links, also of what is not there yet.
  private static func realPath(_ path: String) -> String {
    let parent = FileSystem.folder(of: path)
    if FileSystem.exists(path) || parent == path || parent == "." { return FileSystem.realPath(path) }
    return realPath(parent) + "/" + FileSystem.name(of: path)
  }
}
