import Foundation

/// A regular file open for reading, closed when it goes out of scope.
struct OpenFile: ~Copyable {
  let path: String
  /// Bytes on disk.
  let size: Int
  private let descriptor: Int32

  init(path: String) throws(DatasetError) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unusableFile(path: path, problem: Self.problem(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .unusableFile(path: path, problem: Self.problem(code))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unusableFile(path: path, problem: .notAFile)
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from the current position and returns how many bytes it got: fewer only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unusableFile(path: path, problem: Self.problem(errno))
      }
      filled += count
    }
    return filled
  }

  /// Whether any byte follows the current position; reads it if so.
  func hasMore() throws(DatasetError) -> Bool {
    var byte: UInt8 = 0
    return try withUnsafeMutableBytes(of: &byte) { buffer throws(DatasetError) in try read(into: buffer) } > 0
  }

  /// The error for this file with `problem`.
  func failure(_ problem: FileProblem) -> DatasetError { .unusableFile(path: path, problem: problem) }

  private static func problem(_ code: Int32) -> FileProblem {
    code == ENOENT ? .missing : .unreadable(reason: String(cString: strerror(code)))
  }
}
