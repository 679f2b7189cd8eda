import Foundation

/// Ends the program, with a message and exit code 2, where a caller broke a rule, such as shapes that fit each other.
///
/// It takes the place of `precondition`, whose message an optimised build leaves out, and which ends the program by a signal.
/// The message says what was given and what the rule is.
@inlinable
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { brokenRule(message()) }
}

/// Ends the program, with a message and exit code 2, where there is nothing to go on with.
public func brokenRule(_ message: String) -> Never {
  fflush(nil)
  let text = Array("Error: \(message)\n".utf8)
  _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  _exit(2)
}
