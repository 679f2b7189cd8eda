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
  StandardStream.error.tell("Error: \(message)\n")
  _exit(2)
}
