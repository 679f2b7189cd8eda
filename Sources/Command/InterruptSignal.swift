import Dispatch
import Foundation
import Notebooks

/// Turns Ctrl-C into a request to stop; a second one ends the process at once.
final class InterruptSignal {
  private let source: any DispatchSourceSignal

  /// Listens for as long as it lives.
  init(_ interruption: Interruption) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if interruption.request() { _exit(130) }
      StandardError.write("\nStopping at the next step. Press Ctrl-C again to stop at once.\n")
    }
    source.resume()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
