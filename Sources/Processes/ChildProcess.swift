import Foundation
import LabNotebooks
import Synchronization

/// A program that this one has started, in a session of its own: Ctrl-C at the terminal does not reach it, and all that it
/// starts in turn is known by the session.
///
/// Foundation's `Process` takes a program for running as long as anything that it has started does.
package final class ChildProcess {
  /// Its number, and that of its session.
  package let session: Int32
  private var ending: Int32?

  /// Starts a program, by its path or by its name on the path, with arguments.
  ///
  /// - Throws: `FileError`. A name that is not on the path is an ending with `notFound`.
  package init(
    _ words: [String], in directory: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    output: Int32 = STDOUT_FILENO, errors: Int32 = STDERR_FILENO
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // The signals that stop it must reach it, whatever this process has blocked or was told to ignore.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // Whoever started this process may have it ignore that a child has ended: then the system keeps no word of how one ended,
    // and whoever asks never hears that it has.
    signal(SIGCHLD, SIG_DFL)
    let variables = environment.map { "\($0.key)=\($0.value)" }
    // Neither a folder nor a session can be asked of posix_spawn without extensions of the C library.
    let command = ["/usr/bin/env", "-C", directory, "setsid"] + words
    var process = pid_t(0)
    let problem = Self.withCStrings(command) { command in
      Self.withCStrings(variables) { posix_spawn(&process, "/usr/bin/env", &actions, &attributes, command, $0) }
    }
    guard problem == 0 else {
      throw FileError(path: words[0], problem: "cannot be started: \(String(cString: strerror(problem)))")
    }
    session = process
  }

  private static func withCStrings(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32) -> Int32 {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  /// How a name ends that no program on the path has.
  package static let notFound: Int32 = 127

  /// How it ended: its exit code, or 128 and the signal that ended it. Nil while it runs.
  package var status: Int32? { look(WNOHANG) }

  /// Waits for its end; how it ended.
  @discardableResult
  package func wait() -> Int32 { look(0) ?? 0 }

  private func look(_ options: Int32) -> Int32? {
    if let ending { return ending }
    var word: Int32 = 0, found = waitpid(session, &word, options)
    while found < 0, errno == EINTR { found = waitpid(session, &word, options) }
    if found == session { ending = word & 0x7F == 0 ? word >> 8 & 0xFF : 128 + word & 0x7F }
    return ending
  }

  /// Stops it and waits for its end: asks it by a signal, after some patience as a second Ctrl-C does, and ends it at last.
  /// What it has started ends with it.
  package func stop(by first: Int32, patience: Duration) {
    for (signal, patience) in [(first, patience), (SIGINT, .seconds(1)), (SIGKILL, .seconds(10))] {
      guard status == nil else { break }
      // In its first moments it has no session of its own yet.
      if kill(-session, signal) != 0 { kill(session, signal) }
      let deadline = ContinuousClock.now + patience
      while status == nil, ContinuousClock.now < deadline { usleep(5_000) }
    }
    Self.end(session)
  }

  /// Ends all that is left of a session, and waits until it has ended: compilers are in process groups of their own, and
  /// outlive the build that started them where it was stopped in the wrong moment.
  package static func end(_ session: Int32) {
    // One that another was just starting is on the list the next time.
    for _ in 0..<1_000 {
      let left = members(of: session)
      guard !left.isEmpty else { return }
      for process in left { kill(process, SIGKILL) }
      usleep(5_000)
    }
  }

  /// The processes of a session that have not ended.
  private static func members(of session: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { process in
      guard getsid(process) == session, let bytes = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
        return false
      }
      // Its number, its name in parentheses, and a letter: Z for what nobody has asked yet how it ended.
      let state = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.first { $0 != " " }
      return state != "Z" && state != "X"
    }
  }
}

/// The session that runs now, for whoever must end it at once; any thread may.
package final class RunningSession: Sendable {
  package init() {}

  private let session = Atomic<Int32>(0)

  /// It runs, or, nil, none does.
  package func set(_ child: ChildProcess?) { session.store(child?.session ?? 0, ordering: .sequentiallyConsistent) }

  /// Ends it.
  package func end() {
    let session = session.load(ordering: .sequentiallyConsistent)
    guard session > 0 else { return }
    kill(session, SIGKILL)
    ChildProcess.end(session)
  }
}

/// What a program writes, kept in a file without a name: unlike a pipe it is never full, and need not be read meanwhile.
package struct KeptOutput {
  private let handle: FileHandle

  /// Where the program writes.
  package var file: Int32 { handle.fileDescriptor }

  /// - Throws: `FileError`.
  package init() throws {
    guard let stream = tmpfile() else {
      throw FileError(path: "the folder of temporary files", problem: "cannot be written")
    }
    defer { fclose(stream) }
    handle = FileHandle(fileDescriptor: fcntl(fileno(stream), F_DUPFD_CLOEXEC, 0), closeOnDealloc: true)
  }

  /// What it has written, after its end.
  package var text: String {
    try? handle.seek(toOffset: 0)
    return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
