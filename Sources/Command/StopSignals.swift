import Dispatch
import Foundation
import LabNotebooks
import LabRequirements

/// Turns the signals that end a process into a request to stop: Ctrl-C, what `kill` sends, and a terminal that is closed. A
/// second Ctrl-C ends the process at once.
final class StopSignals {
  private var sources: [Int32: any DispatchSourceSignal] = [:]
  /// Which signals reached this thread before.
  private var mask = sigset_t()

  /// Listens for as long as it lives; what the parent process has this one ignore stays ignored.
  ///
  /// - Parameters:
  ///   - further: Signals that ask for a stop besides, such as that of a scheduler.
  ///   - isAnnounced: Whether the user is told that the request was heard.
  ///   - atOnce: What a second Ctrl-C does before it ends the process.
  ///
  /// The thread that computes makes it, before it starts others, and they are kept from the signals: dispatch catches them by a
  /// handler, and where that ran in the midst of a library's matrix product, one run in some twenty ended with a damaged heap.
  init(
    _ interruption: Interruption, and further: [Int32] = [], isAnnounced: Bool = true,
    atOnce: @escaping @Sendable () -> Void = {}
  ) {
    let numbers = [SIGINT, SIGTERM, SIGHUP] + further
    var stopping = sigset_t()
    sigemptyset(&stopping)
    for number in numbers { sigaddset(&stopping, number) }
    pthread_sigmask(SIG_BLOCK, &stopping, &mask)
    for number in numbers {
      // A handler, until dispatch has its own: a program that this one starts would inherit that the signal is ignored.
      let before = signal(number) { _ in }
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
        continue
      }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let isRepeated = interruption.request(by: number)
        // A closed terminal may say so twice, and whoever shuts a system down.
        if isRepeated, number == SIGINT {
          atOnce()
          _exit(128 + number)
        }
        if isRepeated || !isAnnounced { return }
        let how =
          number == SIGINT
          ? "\nStopping at the next step. Press Ctrl-C again" : "Stopping at the next step. Press Ctrl-C"
        StandardStream.error.tell("\(how) to stop at once.\n")
      }
      source.resume()
      sources[number] = source
    }
  }

  deinit {
    for (number, source) in sources {
      source.cancel()
      signal(number, SIG_DFL)
    }
    pthread_sigmask(SIG_SETMASK, &mask, nil)
  }
}
