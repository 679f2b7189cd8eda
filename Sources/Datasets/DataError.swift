/// Why a file of one's own cannot be used: which, where in it, and what to do next.
public struct DataError: Error, Equatable, Sendable {
  /// The file, as the reader was given it.
  public let path: String
  /// Where in the file, such as “line 3, column “alcohol”” or “byte 12”; nothing for the file as a whole.
  public let place: String
  /// What is wrong: a clause whose subject is the place.
  public let problem: String
  /// What to do next: a sentence.
  public let remedy: String

  init(_ path: String, _ place: String = "", _ problem: String, remedy: String) {
    (self.path, self.place, self.problem, self.remedy) = (path, place, problem, remedy)
  }
}

extension DataError: CustomStringConvertible {
  /// The file, the place, what is wrong and what to do.
  public var description: String { "\(path)\(place.isEmpty ? "" : ", \(place)"): \(problem). \(remedy)" }
}

extension String {
  /// The text in quotation marks, cut where it is long.
  var quoted: String { "“\(count > 40 ? String(prefix(40)) + "…" : self)”" }
}

extension Sequence<String> {
  /// All of them with commas between, as far as a reader wants to read.
  var listed: String {
    let all = Array(self)
    return all.prefix(20).joined(separator: ", ") + (all.count > 20 ? " and \(all.count - 20) more" : "")
  }
}
