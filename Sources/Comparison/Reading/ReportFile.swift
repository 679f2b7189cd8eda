import LabNotebooks

/// A file of a report, read when it is asked for.
struct ReportFile {
  /// What tells contents apart without reading them, where that is known.
  let identity: String?
  let content: () throws -> [UInt8]

  /// Whether two files are one: a text also where only its lines end otherwise, which a checkout may change, and a file in
  /// Git LFS where its pointer stands for the other's content.
  func isSame(as other: ReportFile, isText: Bool) throws -> Bool {
    if let identity, identity == other.identity { return true }
    let (mine, theirs) = (try content(), try other.content())
    if mine == theirs { return true }
    switch (LargeFilePointer(mine), LargeFilePointer(theirs)) {
    case (let pointer?, let other?): return pointer == other
    case (let pointer?, nil): return pointer.stands(for: theirs)
    case (nil, let pointer?): return pointer.stands(for: mine)
    case (nil, nil): return isText && TextLines(mine) == TextLines(theirs)
    }
  }
}

/// What a repository holds in place of a file that is in Git LFS (git-lfs, docs/spec.md).
struct LargeFilePointer: Equatable {
  private let digest: Substring

  /// Reads a pointer; nil of any other file.
  init?(_ bytes: [UInt8]) {
    guard bytes.count < 1_024, bytes.starts(with: "version https://git-lfs.github.com/spec/".utf8) else { return nil }
    let mark = "oid sha256:"
    guard let line = TextLines(bytes).lines.first(where: { $0.hasPrefix(mark) }) else { return nil }
    digest = line.dropFirst(mark.count)
  }

  /// Whether it is the pointer to this content.
  func stands(for content: [UInt8]) -> Bool { digest == Digest.sha256(of: content) }
}
