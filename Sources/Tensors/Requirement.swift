/// Stops the program, with a message, where a caller broke a rule of an operation, such as shapes that fit each other.
///
/// It takes the place of `precondition`, whose message an optimised build leaves out.
@inlinable
public func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
