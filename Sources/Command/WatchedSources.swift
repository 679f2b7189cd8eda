import Foundation
import LabNotebooks

/// The sources that a program is built from, looked at again and again.
///
/// A save is noticed by what the system says of a file, and counts where its content is another. An editor may write a file
/// anew under another name and rename it, or take it away for a moment, and several may be saved at once: what is there is
/// read when nothing has moved for a while.
struct WatchedSources {
  /// What changes when a file is written, or another takes its place.
  private struct Mark: Equatable {
    let device, inode: UInt64
    let size: Int64
    let written, changed: [Int]

    init(_ status: stat) {
      (device, inode, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int64(status.st_size))
      written = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
      changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
  }

  /// A file as it was read.
  private struct Content {
    let mark: Mark
    let digest: String
    /// The digest of its code; of a file without prose the same.
    let code: String
  }

  private let roots: [String]
  private var marks: [String: Mark] = [:]
  private var lastMove: ContinuousClock.Instant?
  private var contents: [String: Content] = [:]

  /// How long nothing must have moved; longer where a file is missing, which may come back.
  private static let calm = Duration.milliseconds(100), calmWithoutAFile = Duration.milliseconds(500)

  /// The sources of a package, of a library and of other packages that are built with it from other folders, and of experiments
  /// in none of these.
  init(package: String, library: String?, others folders: [String] = [], experiments: [Experiment]) {
    // A library that the package manager has fetched is nobody's to edit.
    let others = Set([library].compactMap { $0 } + folders).filter { $0 != package && !$0.contains("/.build/") }
      .sorted()
    roots =
      ([package] + others).flatMap { root in ["Package.swift", "Sources", "Experiments"].map { "\(root)/\($0)" } }
      + experiments.map(\.source)
    marks = scan()
    contents = read()
  }

  /// The digest of each file's code by its path: two states with the same differ in prose alone.
  var code: [String: String] { contents.mapValues(\.code) }

  /// Whether nothing has moved since the sources were read.
  var isSettled: Bool { lastMove == nil && scan() == marks }

  /// Looks; whether something was saved that makes the sources others than they were.
  mutating func look() -> Bool {
    let now = scan()
    if now != marks {
      marks = now
      lastMove = .now
      return false
    }
    let isMissing = contents.keys.contains { marks[$0] == nil }
    guard let lastMove, ContinuousClock.now - lastMove >= (isMissing ? Self.calmWithoutAFile : Self.calm) else {
      return false
    }
    self.lastMove = nil
    let old = contents.mapValues(\.digest)
    contents = read()
    return contents.mapValues(\.digest) != old
  }

  private func read() -> [String: Content] {
    var result: [String: Content] = [:]
    for (path, mark) in marks {
      if let known = contents[path], known.mark == mark {
        result[path] = known
      } else if let data = FileManager.default.contents(atPath: path) {
        let digest = Digest.sha256(of: Array(data))
        let code = path.hasSuffix(".swift") ? Self.digestOfCode(String(decoding: data, as: UTF8.self)) : nil
        result[path] = Content(mark: mark, digest: digest, code: code ?? digest)
      }
    }
    return result
  }

  /// The digest of an essay's code; nil of a file that has no prose.
  private static func digestOfCode(_ text: String) -> String? {
    guard text.contains("//:") || text.contains("/*:") else { return nil }
    let source = LiterateSource(text)
    let hasProse = source.cells.contains { if case .prose = $0 { true } else { false } }
    return hasProse ? source.digest : nil
  }

  private func scan() -> [String: Mark] {
    var marks: [String: Mark] = [:]
    for root in roots { Self.visit(root, into: &marks, below: []) }
    return marks
  }

  /// Links are followed, but for those that lead back to a folder above.
  private static func visit(_ path: String, into marks: inout [String: Mark], below folders: Set<UInt64>) {
    guard marks[path] == nil, let status = FileSystem.status(path) else { return }
    if status.st_mode & S_IFMT == S_IFREG { marks[path] = Mark(status) }
    guard status.st_mode & S_IFMT == S_IFDIR, !folders.contains(UInt64(status.st_ino)) else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where !isPassing(name) {
      visit("\(path)/\(name)", into: &marks, below: folders.union([UInt64(status.st_ino)]))
    }
  }

  /// Whether it is the name of something that editors and scripts leave beside what is saved, or of what is no part of a
  /// program.
  private static func isPassing(_ name: String) -> Bool {
    // 4913 is how Vim tries whether it may write into a folder.
    name.hasPrefix(".") || name.hasPrefix("#") || ["4913", "__pycache__"].contains(name)
      || ["~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".rej", ".py", ".md"].contains { name.hasSuffix($0) }
  }
}
