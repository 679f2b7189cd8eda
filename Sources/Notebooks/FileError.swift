/// A file or folder that the run cannot use.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong: a clause without its subject.
  public let problem: String
  /// What to do next: a sentence, or nothing.
  public let remedy: String

  /// Names a file or folder, what is wrong with it, and what to do next.
  public init(path: String, problem: String, remedy: String = "") {
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// The path, what is wrong, and what to do next.
  public var description: String { remedy.isEmpty ? "\(path): \(problem)." : "\(path): \(problem). \(remedy)" }
}
