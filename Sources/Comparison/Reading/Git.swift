import Foundation
import Notebooks

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
    if answer.status == 127 {
      throw GitError(description: "There is no git command on the path. Install git: apt-get install git")
    }
    guard answer.text.hasPrefix("true") else {
      let reason = answer.complaint.isEmpty ? "it is no work tree" : answer.complaint
      throw GitError(description: "\(directory) is in no git repository that can be read (\(reason)).")
    }
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
    let problem = "\(first) and \(second) have no common commit; name the base to compare with"
    return try require("merge-base", first, second, orSay: problem).line
  }

  /// The files below a folder, whose path is from this directory, in a commit: their paths from the folder, and the ids
  /// of their contents.
  func files(in folder: String, of commit: String) throws -> [String: String] {
    let prefix = folder + "/"
    let answer = try require("ls-tree", "-r", "-z", commit, "--", prefix, orSay: "git cannot list \(commit)")
    var files: [String: String] = [:]
    for entry in answer.text.split(separator: "\0") {
      let parts = entry.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2, parts[1].hasPrefix(prefix) else { continue }
      let fields = parts[0].split(separator: " ")
      if fields.count == 3, fields[1] == "blob" { files[String(parts[1].dropFirst(prefix.count))] = String(fields[2]) }
    }
    return files
  }

  /// Makes a work tree of a commit beside this one.
  public func addWorkTree(at path: String, of commit: String) throws {
    _ = try require("worktree", "add", "--detach", "--force", path, commit, orSay: "git cannot make a work tree")
  }

  /// Removes a work tree made by `addWorkTree`.
  public func removeWorkTree(at path: String) throws {
    _ = try require("worktree", "remove", "--force", path, orSay: "git cannot remove the work tree \(path)")
  }

  /// The path from the root of the repository to this directory: empty, or with a slash at its end.
  public func pathFromRoot() throws -> String {
    try require("rev-parse", "--show-prefix", orSay: "git cannot say where \(directory) is").line
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
