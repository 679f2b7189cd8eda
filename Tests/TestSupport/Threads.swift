import LabTensors

/// A computation whose results are the same to the last bit for any number of threads.
package struct ThreadedWork: Sendable, CustomStringConvertible {
  package let description: String
  private let run: @Sendable () -> [Tensor]

  package init(_ description: String, _ run: @escaping @Sendable () -> [Tensor]) {
    (self.description, self.run) = (description, run)
  }

  /// The results, by their positions, that two or three threads make differ from those of one.
  package func resultsThatDependOnThreads() -> [Int] {
    let one = withThreads(1, run), others = [2, 3].map { withThreads($0, run) }
    return one.indices.filter { i in others.contains { !identical(one[i], $0[i]) } }
  }
}

/// The body's result with the given number of threads.
package func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  let before = Machine.threadCount
  Machine.threadCount = count
  defer { Machine.threadCount = before }
  return try body()
}

/// Whether two tensors agree to the last bit; NaN agrees with NaN.
package func identical(_ a: Tensor, _ b: Tensor) -> Bool {
  a.shape == b.shape && a.elements.map(\.bitPattern) == b.elements.map(\.bitPattern)
}
