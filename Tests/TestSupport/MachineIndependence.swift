import Foundation
import LabTensors

/// A computation whose results are the same to the last bit for any number of threads, and on all processors with fused
/// multiply-adds.
package struct PortableWork: Sendable, CustomStringConvertible {
  package let description: String
  private let run: @Sendable () -> [Tensor]

  package init(_ description: String, _ run: @escaping @Sendable () -> [Tensor]) {
    (self.description, self.run) = (description, run)
  }

  /// The results, by their positions, that other instructions, or two or three threads, make differ from those of one thread
  /// with the instructions in use.
  package func resultsThatDependOnTheMachine() -> [Int] {
    let one = withThreads(1, run)
    let others = [2, 3].map { withThreads($0, run) } + portableInstructions.map { withInstructions($0, run) }
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

/// Those of this processor that give the same bits.
package let portableInstructions = Machine.availableInstructions.filter(\.fusesMultiplyAdds)

/// The body's result with the given instructions. They are the process's, so that one body at a time chooses them.
package func withInstructions<Result>(
  _ instructions: Machine.Instructions, _ body: () throws -> Result
) rethrows -> Result {
  try choice.withLock {
    let before = Machine.instructions
    Machine.instructions = instructions
    defer { Machine.instructions = before }
    return try body()
  }
}

private let choice = NSLock()

/// Whether two tensors agree to the last bit; NaN agrees with NaN.
package func identical(_ a: Tensor, _ b: Tensor) -> Bool {
  a.shape == b.shape && a.elements.map(\.bitPattern) == b.elements.map(\.bitPattern)
}
