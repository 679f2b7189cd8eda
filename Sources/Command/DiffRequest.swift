import ArgumentParser
import Foundation
import LabComparison
import LabNotebooks

/// Which reports `diff` compares: its words told apart into revisions and names.
struct DiffRequest {
  private struct Revision {
    /// As the user typed it, or as the header names it.
    var name: String
    var commit: String
  }

  /// The folder of the package, in which git is asked.
  let package: String
  let git: Git
  private let baseRevision: Revision
  private let headRevision: Revision?
  private let words: [String]
  private let names: [String]

  /// Tells words apart: a word that git knows as a commit is a revision, one that is the name of a report a name. Revisions
  /// come first; what is both must be said to be one.
  ///
  /// - Throws: `ValidationError` for words that are ambiguous, in the wrong order or too many; `FileError` for one that is
  ///   neither; `GitError`.
  init(_ words: [String], names: [String], in package: String, git: Git) throws {
    (self.package, self.git) = (package, git)
    var revisions: [Revision] = []
    var rest: [String] = []
    let known = Set(ReportSet(in: package + "/Reports", called: "").reports.keys)
      .union(Laboratory.current.experiments.map(\.name))
    for word in words {
      let commit = try git.commit(word)
      let isName = known.contains(word)
      if commit != nil, isName {
        throw ValidationError(
          "“\(word)” is both a revision and an experiment."
            + " Write refs/heads/\(word) for the branch, or --only \(word) for the experiment.")
      }
      if let commit {
        if let other = rest.first(where: { !known.contains($0) }) { throw try Self.unknown(other, among: known, git) }
        guard rest.isEmpty else { throw ValidationError("The revision “\(word)” must come before the names.") }
        revisions.append(Revision(name: word, commit: commit))
      } else {
        rest.append(word)
      }
    }
    guard revisions.count <= 2 else {
      throw ValidationError("There are \(revisions.count) revisions; give at most two.")
    }
    (self.words, self.names) = (rest, names)
    headRevision = revisions.count == 2 ? revisions[1] : nil
    do {
      baseRevision = try revisions.first ?? Self.defaultBase(git)
    } catch {
      // It may have been meant for the base.
      if let word = rest.first(where: { !known.contains($0) }) { throw try Self.unknown(word, among: known, git) }
      throw error
    }
  }

  private static func defaultBase(_ git: Git) throws -> Revision {
    guard try git.commit("HEAD") != nil else {
      throw GitError(description: "The repository has no commit yet, so there is nothing to compare with.")
    }
    guard let main = try git.mainBranch() else {
      throw GitError(
        description: "There is no branch main or master to compare with; name the base."
          + (try git.missingHistoryAdvice()))
    }
    return Revision(name: main, commit: try git.mergeBase(main, "HEAD"))
  }

  /// The reports to compare with.
  func base() throws -> ReportSet { try set(of: baseRevision) }

  /// The reports to be compared: of the second revision, or the working tree's.
  func head() throws -> ReportSet {
    try headRevision.map(set) ?? ReportSet(in: package + "/Reports", called: "the working tree")
  }

  /// The commit to compare with, in full.
  var baseCommit: String { baseRevision.commit }

  /// What the base is called: “main (1a2b3c4)”.
  func baseName() throws -> String { try name(of: baseRevision) }

  /// The names to compare; nil for all.
  ///
  /// - Throws: `FileError` for a word that is neither a revision nor the name of a report on either side.
  func chosenNames(in base: ReportSet, _ head: ReportSet) throws -> [String]? {
    let experiments = Laboratory.current.experiments.map(\.name)
    let known = Set(base.reports.keys).union(head.reports.keys).union(experiments)
    for word in words + names where !known.contains(word) {
      throw try Self.unknown(word, among: known, isName: names.contains(word), git)
    }
    return words.isEmpty && names.isEmpty ? nil : words + names
  }

  /// What to say of a word that is nothing.
  private static func unknown(
    _ word: String, among known: Set<String>, isName: Bool = false, _ git: Git
  ) throws -> FileError {
    let advice =
      word.contains("..")
      ? " Write the two commits of a range as two words." : Suggestion.question(for: word, among: known.sorted())
    let history = isName ? "" : try git.missingHistoryAdvice()
    return FileError(
      path: word, problem: "is \(isName ? "no experiment" : "neither a commit nor an experiment")",
      remedy: String((advice + history).dropFirst()))
  }

  private func set(of revision: Revision) throws -> ReportSet {
    try ReportSet(
      in: "Reports", of: revision.commit, called: try name(of: revision), revision: revision.name, from: git)
  }

  private func name(of revision: Revision) throws -> String {
    let short = try git.short(revision.commit)
    return revision.name == short || revision.name == revision.commit ? short : "\(revision.name) (\(short))"
  }
}
