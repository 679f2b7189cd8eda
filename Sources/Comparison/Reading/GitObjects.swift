import Foundation

/// The contents of a repository's files by their ids, read through one `git cat-file --batch`.
final class GitObjects {
  private let git: Git
  private var process: GitProcess?
  private var buffer: [UInt8] = []
  private var position = 0

  init(_ git: Git) { self.git = git }

  /// The bytes of the object of this id.
  func content(of id: String) throws -> [UInt8] {
    let process = try self.process ?? GitProcess(["cat-file", "--batch"], in: git.directory)
    self.process = process
    try process.write(id + "\n")
    // The answer: id, type and size on a line, the bytes, a line end.
    var header: [UInt8] = []
    while header.last != UInt8(ascii: "\n") { header += try next(1, of: id, from: process) }
    let fields = String(decoding: header.dropLast(), as: UTF8.self).split(separator: " ")
    guard fields.count == 3, let size = Int(fields[2]) else {
      throw GitError(description: "git has no object \(id). Its repository may be damaged: git fsck tells.")
    }
    let bytes = try next(size, of: id, from: process)
    _ = try next(1, of: id, from: process)
    return bytes
  }

  private func next(_ count: Int, of id: String, from process: GitProcess) throws -> [UInt8] {
    while buffer.count - position < count {
      let more = process.nextOutput()
      guard !more.isEmpty else { throw GitError(description: "git cat-file stopped before the end of \(id).") }
      buffer.removeFirst(position)
      position = 0
      buffer += more
    }
    position += count
    return Array(buffer[position - count..<position])
  }
}
