import Foundation

/// One of the two streams that a process writes to. A text is written whole or the writer is told; nothing ends the process.
public struct StandardStream: Sendable {
  /// Where results go.
  public static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
  /// Where progress and complaints go.
  public static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

  private let descriptor: Int32
  private let name: String

  /// Writes text, its control characters as escapes.
  ///
  /// - Throws: `UnwritableStream` where the disk is full, the stream closed or its reader gone.
  public func write(_ text: String) throws(UnwritableStream) { try write(exactly: text.escapingControlCharacters) }

  /// Writes text as it is: what draws on a terminal.
  ///
  /// - Throws: `UnwritableStream`.
  public func write(exactly text: String) throws(UnwritableStream) {
    let problem = Array(text.utf8).withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          // Whoever shares the stream lets nobody wait in it.
          var readiness = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&readiness, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    if problem != 0 { throw UnwritableStream(name: name, problem: String(cString: strerror(problem))) }
  }

  /// Writes what nobody's result depends on: where it cannot be written, it is lost, and nothing else is.
  public func tell(_ text: String) { try? write(text) }

  /// Draws on a terminal, as `tell` writes.
  public func draw(_ text: String) { try? write(exactly: text) }

  /// Looks whether anybody reads what is written, without writing.
  ///
  /// - Throws: `UnwritableStream` where its reader is gone.
  public func checkReader() throws(UnwritableStream) {
    var state = pollfd(fd: descriptor, events: 0, revents: 0)
    if poll(&state, 1, 0) > 0 { throw UnwritableStream(name: name, problem: String(cString: strerror(EPIPE))) }
  }

  /// Whether a person sees it.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The columns of the terminal now; 80 where that is not known.
  public var columns: Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Makes the streams safe to write to, before anything else of a program.
  public static func prepare() {
    // A reader that goes away and a file that may grow no more are errors of the writing. Handlers, since programs that this
    // one starts would inherit that the signals are ignored.
    for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
    // The number of a closed stream would be that of the next file opened, and messages would go into it. To write results
    // fails nevertheless; messages are lost.
    for (descriptor, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", mode)
    }
  }
}

/// Results cannot be written where they were to go.
public struct UnwritableStream: Error, Equatable, Sendable, CustomStringConvertible {
  let name: String
  let problem: String

  /// Which stream, and the system's word on it.
  public var description: String { "The \(name) cannot be written: \(problem)." }
}
