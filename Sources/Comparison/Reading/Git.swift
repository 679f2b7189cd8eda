import Foundation
import LabNotebooks

/// Why git could not answer.
public struct GitError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do next.
  public let description: String

  /// Says what is wrong.
  public init(description: String) { self.description = description }
}

/// The git repository around a folder, asked by the git command.
public struct Git: Sendable {
  /// The folder in which git is asked.
  public let directory: String

  /// Finds the repository.
  ///
  /// - Throws: `GitError` where there is no git or no repository.
  public init(in directory: String) throws {
    self.directory = directory
    let answer = try GitProcess(["rev-parse", "--is-inside-work-tree"], in: directory).finish()
    if answer.status == 127 { throw Self.notFound }
    guard answer.text.hasPrefix("true") else {
      if let owned = answer.complaint.firstMatch(of: /dubious ownership in repository at '(.*)'/)?.1 {
        throw GitError(
          description: "The repository \(owned) is another user's, and git does not read it. Where you trust it:"
            + " git config --global --add safe.directory '\(owned)'")
      }
      let reason = answer.complaint.isEmpty ? "it is no work tree" : answer.complaint
      throw GitError(description: "\(directory) is in no git repository that can be read (\(reason)).")
    }
  }

  /// The environment of this process without what tells git of another repository than that of the folder it is asked in:
  /// a hook's git sets these.
  public static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter { name, _ in !placeVariables.contains(name) }
  }

  /// What `git rev-parse --local-env-vars` names, settings left out, and how git reads paths.
  private static let placeVariables: Set = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE", "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS", "GIT_LITERAL_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_EXTERNAL_DIFF", "GIT_REFLOG_ACTION",
  ]

  /// What to do where a commit or a branch is missing: nothing is known of what a shallow clone has left out. Empty, or a
  /// sentence after a space.
  public func missingHistoryAdvice() throws -> String {
    guard try ask("rev-parse", "--is-shallow-repository").line == "true" else { return "" }
    return " This clone is shallow; get the rest of its history: git fetch --unshallow"
  }

  /// The commit that a revision names, in full; nil where it names none.
  public func commit(_ revision: String) throws -> String? {
    let answer = try ask("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return answer.status == 0 ? answer.line : nil
  }

  /// A commit as people write it.
  public func short(_ commit: String) throws -> String {
    try require("rev-parse", "--short", commit, orSay: "git cannot shorten \(commit)").line
  }

  /// The first of these that there is: what the remote calls its main branch, `main`, `master`; nil where there is none.
  public func mainBranch() throws -> String? {
    let remote = try ask("rev-parse", "--abbrev-ref", "--verify", "--quiet", "origin/HEAD")
    let candidates = (remote.status == 0 ? [remote.line] : []) + ["origin/main", "main", "origin/master", "master"]
    return try candidates.first { try commit($0) != nil }
  }

  /// The best common ancestor of two revisions.
  ///
  /// - Throws: `GitError` where they have none.
  public func mergeBase(_ first: String, _ second: String) throws -> String {
    let answer = try ask("merge-base", first, second)
    if answer.status == 0 { return answer.line }
    throw GitError(
      description: "\(first) and \(second) have no common commit; name the base to compare with."
        + (try missingHistoryAdvice()))
  }

  /// The files below a folder, whose path is from this directory, in a commit: their paths from the folder, and the ids
  /// of their contents. The folder and the folders in it may be links to others of the commit.
  ///
  /// - Throws: `GitError`; also for a folder that is a link to what no commit holds.
  func files(in folder: String, of commit: String) throws -> [String: String] {
    let place = try target(of: folder, in: commit)
    var files: [String: String] = [:]
    for entry in try entries(of: place + "/", in: commit) {
      guard entry.path.hasPrefix(place + "/") else { continue }
      let path = String(entry.path.dropFirst(place.count + 1))
      if !entry.isLink {
        files[path] = entry.id
      } else if !path.contains("/"), let linked = try? target(of: entry.path, in: commit) {
        for file in try entries(of: linked + "/", in: commit) where !file.isLink && file.path.hasPrefix(linked + "/") {
          files[path + file.path.dropFirst(linked.count)] = file.id
        }
      }
    }
    return files
  }

  /// Where a path of a commit leads that may be a link, or a link to a link.
  private func target(of path: String, in commit: String) throws -> String {
    var path = path
    for _ in 0..<8 {
      guard let entry = try entries(of: path, in: commit).first, entry.path == path, entry.isLink else { return path }
      let link = try require("cat-file", "blob", entry.id, orSay: "git cannot read the link \(path)").text
      guard !link.hasPrefix("/") else {
        throw GitError(description: "In \(commit) \(path) is a link to \(link), which no commit holds.")
      }
      var parts = path.split(separator: "/").dropLast()
      for part in link.split(separator: "/") where part != "." {
        if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
      }
      path = parts.joined(separator: "/")
    }
    throw GitError(description: "In \(commit) \(path) is a link that leads to itself.")
  }

  /// A file or link of a commit.
  private struct Entry {
    var path: String
    var id: String
    var isLink: Bool
  }

  /// A file or link, or those below a path that ends with a slash.
  private func entries(of path: String, in commit: String) throws -> [Entry] {
    let answer = try require("ls-tree", "-r", "-z", commit, "--", path, orSay: "git cannot list \(commit)")
    return answer.text.split(separator: "\0").compactMap { entry in
      let parts = entry.split(separator: "\t", maxSplits: 1)
      let fields = parts[0].split(separator: " ")
      guard parts.count == 2, fields.count == 3, fields[1] == "blob" else { return nil }
      return Entry(path: String(parts[1]), id: String(fields[2]), isLink: fields[0] == "120000")
    }
  }

  /// Makes a work tree of a commit beside this one.
  public func addWorkTree(at path: String, of commit: String) throws {
    // A hook of the user's has nothing to do there.
    _ = try require(
      "-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", "--force", path, commit,
      orSay: "git cannot make a work tree")
  }

  /// Removes a work tree made by `addWorkTree`.
  public func removeWorkTree(at path: String) throws {
    _ = try require("worktree", "remove", "--force", path, orSay: "git cannot remove the work tree \(path)")
  }

  /// The path from the root of the repository to this directory: empty, or with a slash at its end.
  public func pathFromRoot() throws -> String {
    try require("rev-parse", "--show-prefix", orSay: "git cannot say where \(directory) is").line
  }

  /// Where this repository was cloned from; nil where it was not. The build's checkouts of other packages are cloned from
  /// copies of their own, which know.
  public func origin() throws -> String? {
    let answer = try ask("config", "--get", "remote.origin.url")
    guard answer.status == 0, !answer.line.isEmpty else { return nil }
    guard answer.line.hasPrefix("/"), answer.line.contains("/repositories/") else { return answer.line }
    let copy = try GitProcess(["config", "--get", "remote.origin.url"], in: answer.line).finish()
    return copy.status == 0 ? copy.line : answer.line
  }

  /// The newest version, such as `1.2.0`, that the commit here has or comes after; nil where it has none.
  public func version() throws -> String? {
    let answer = try ask("describe", "--tags", "--abbrev=0", "--match", "[0-9]*.*", "--match", "v[0-9]*.*")
    guard let match = answer.line.wholeMatch(of: /v?([0-9]+\.[0-9]+\.[0-9]+)/), answer.status == 0 else { return nil }
    return String(match.1)
  }

  /// The commit here in full; nil where there is none yet.
  public func head() throws -> String? { try commit("HEAD") }

  private static let notFound = GitError(
    description: "There is no git command on the path. Install git: apt-get install git")

  /// Makes a folder a repository whose branch is `main`, unless it is in one.
  ///
  /// - Throws: `GitError`.
  public static func make(in directory: String) throws {
    if (try? Git(in: directory)) != nil { return }
    let answer = try GitProcess(["init", "--quiet", "--initial-branch=main"], in: directory).finish()
    if answer.status == 127 { throw notFound }
    if answer.status != 0 { throw GitError(description: "git cannot make a repository: \(answer.complaint).") }
  }

  private func ask(_ arguments: String...) throws -> GitProcess.Answer {
    try GitProcess(arguments, in: directory).finish()
  }

  private func require(_ arguments: String..., orSay problem: String) throws -> GitProcess.Answer {
    let answer = try GitProcess(arguments, in: directory).finish()
    guard answer.status == 0 else {
      throw GitError(description: answer.complaint.isEmpty ? "\(problem)." : "\(problem): \(answer.complaint).")
    }
    return answer
  }
}
