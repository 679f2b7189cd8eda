/// The program that its user typed.
package enum Program {
  /// Its name, for messages that say what to type: `experiments`, or that of a laboratory of one's own.
  ///
  /// It belongs to the process, whose first argument it is; a test runs commands under another.
  @TaskLocal package static var name = "experiments"
}
