import Foundation
import LabRequirements

/// The page in front of the reports: the title, the opening and the first figure of each.
///
/// It is made from the reports as they stand, so that it says what they say, whichever of them was run last.
public struct Gallery {
  /// The line by which a page of ours is known, whichever program wrote it.
  private static let mark = "run` from the reports beside it. -->"

  private let names: [String]
  private let folder: String

  /// The gallery of those of the experiments, in their order, that have a report in the folder.
  public init(of experiments: [Experiment], in reports: String) { (names, folder) = (experiments.map(\.name), reports) }

  /// Writes `README.md` into the folder of the reports, where it differs from what is there. A page of that name that was
  /// not written by this is left alone. Of several processes, each writes what stands there by then.
  ///
  /// - Throws: `FileError`, `Locked`; the page is then as it was.
  public func write() throws {
    let path = FileSystem.target(of: folder + "/README.md")
    try FileSystem.replaceInTurn(path) {
      let old = FileSystem.read(path)
      if let old, !String(decoding: old, as: UTF8.self).contains(Self.mark) { return nil }
      let page = Array(markdown.utf8)
      return page == old ? nil : page
    }
  }

  private var markdown: String {
    let entries = names.compactMap { name in
      FileSystem.read("\(folder)/\(name)/README.md").map { entry(name, String(decoding: $0, as: UTF8.self)) }
    }
    return (["# Reports\n", "<!-- Written by `\(Program.name) \(Self.mark)\n"] + entries).joined(separator: "\n")
  }

  private func entry(_ name: String, _ report: String) -> String {
    let lines = TextLines(report).lines
    let title = lines.first { $0.hasPrefix("# ") }?.dropFirst(2) ?? Substring(name)
    // The opening ends where the first figure or section begins.
    let opening = lines.drop { $0.hasPrefix("# ") || $0.isEmpty }
      .prefix {
        !$0.hasPrefix("<img ") && !$0.hasPrefix("#") && (!$0.hasPrefix("```") || ["```math", "```"].contains($0))
      }
    // Links are as they are right from the report's folder, and this page lies above it.
    let paragraph = opening.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
      .replacing("](#", with: "](\(name)/README.md#").replacing("](../", with: "](")
    let picture = lines.first { $0.hasPrefix("<img src=\"figures/") }
      .map { $0.replacingOccurrences(of: "src=\"figures/", with: "src=\"\(name)/figures/") }
    return """
      ## [\(title)](\(name)/README.md)

      \(([paragraph] + (picture.map { [$0] } ?? [])).filter { !$0.isEmpty }.joined(separator: "\n\n"))

      """
  }
}
