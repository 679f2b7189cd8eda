import LabCMessagePassing

/// Messages by MPI: between the processes that a launcher such as `mpirun` started together.
final class MPITransport: Transport {
  let rank: Int
  let count: Int
  private let silence: Double
  private var isOver = false

  /// Starts MPI, which a process can do once.
  ///
  /// - Parameters:
  ///   - path: the library's file; nil to look for it.
  ///   - flavor: whose library to look for.
  ///   - silence: after how many seconds without a sign of life a process is lost.
  /// - Throws: `LaunchError.library`.
  init(_ path: String?, _ flavor: messages_flavor, silence: Double) throws(LaunchError) {
    var rank: Int32 = 0, count: Int32 = 1
    if let problem = messages_start(path, flavor, silence, &rank, &count) {
      throw .library(problem: String(cString: problem))
    }
    (self.rank, self.count, self.silence) = (Int(rank), Int(count), silence)
  }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(MessageError) {
    var missing: Int32 = 0
    try check(messages_send(bytes.baseAddress, bytes.count, Int32(rank), &missing), missing)
  }

  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(MessageError) {
    var missing: Int32 = 0
    try check(messages_receive(bytes.baseAddress, bytes.count, Int32(rank), &missing), missing)
  }

  func check() throws(MessageError) {
    guard count > 1 else { return }
    var missing: Int32 = 0
    try check(messages_trouble(&missing), missing)
  }

  private func check(_ state: Int32, _ missing: Int32) throws(MessageError) {
    let rank = Int(missing)
    switch state {
    case 0: return
    case Int32(MESSAGES_LOST.rawValue): throw .lost(rank: rank, seconds: silence)
    case Int32(MESSAGES_FAILED.rawValue): throw .failed(rank: rank, words: words(of: missing))
    case Int32(MESSAGES_DONE.rawValue): throw .ended(rank: rank)
    default: throw .library(rank: rank)
    }
  }

  private func words(of rank: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { words in
      messages_words(rank, words.baseAddress, words.count)
      return words.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  func askToStop() { messages_tell(MESSAGES_ASKED_TO_STOP) }

  var isAskedToStop: Bool { messages_asked_to_stop() != 0 }

  func end(failure: String?) {
    guard count > 1, !isOver else { return }
    isOver = true
    _ = messages_end(failure == nil ? MESSAGES_DONE : MESSAGES_FAILED, failure ?? "")
  }
}
