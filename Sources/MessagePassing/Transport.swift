/// What carries messages between the processes of a run.
///
/// A process sends and receives from one thread. Messages from one process to another arrive in the order in which they were
/// sent, each with as many bytes as it was sent with.
package protocol Transport: AnyObject {
  /// The number of this process among all, from 0.
  var rank: Int { get }
  /// The number of processes.
  var count: Int { get }

  /// Sends bytes; they may be changed when this returns.
  ///
  /// - Throws: `MessageError` where the other one will not receive them.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(MessageError)

  /// Receives as many bytes as the other one sends.
  ///
  /// - Throws: `MessageError` where the other one will not send them.
  func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(MessageError)

  /// Looks whether all are still there, as far as is known.
  ///
  /// - Throws: `MessageError` where one is not.
  func check() throws(MessageError)

  /// Lets the first process know that this one was asked to stop.
  func askToStop()

  /// Whether any process was asked to; the first one hears of it.
  var isAskedToStop: Bool { get }

  /// Says that this process has come to its end, or failed in these words, waits for the others', and carries nothing more.
  func end(failure: String?)
}

/// A message that could not be sent or received, since another process is not there for it.
public enum MessageError: Error, Equatable, Sendable {
  /// Nothing was heard of a process for so long that it must have been killed, or its machine or the way there be gone.
  case lost(rank: Int, seconds: Double)
  /// A process ended with an error, in its words as far as they are known here.
  case failed(rank: Int, words: String)
  /// A process came to its end, where a message of it was expected.
  case ended(rank: Int)
  /// The MPI library failed.
  case library(rank: Int)
  /// Two processes do not do the same.
  case unexpected(rank: Int)
}

extension MessageError: CustomStringConvertible {
  /// Which process is not there, and what to do.
  public var description: String {
    switch self {
    case .lost(let rank, let seconds):
      "Rank \(rank) is lost: nothing was heard of it for \(Int(seconds)) seconds. It was killed, or its machine or the network "
        + "failed. The same command goes on from the last checkpoint, with as many ranks as you like."
    case .failed(let rank, let words): "Rank \(rank) failed\(words.isEmpty ? "." : ": \(words)")"
    case .ended(let rank):
      "Rank \(rank) came to its end while this one waited for it. Start the same program with the same arguments on every rank."
    case .library(let rank):
      "MPI could not carry a message to or from rank \(rank), which was probably killed. The same command goes on from the last "
        + "checkpoint, with as many ranks as you like."
    case .unexpected(let rank):
      "Rank \(rank) sent what this one did not wait for. Start the same program with the same arguments on every rank."
    }
  }
}
