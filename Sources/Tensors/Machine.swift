import LabCKernels
import LabRequirements

/// What computes: the process's threads, and the instructions behind them.
public enum Machine {
  /// The number of threads that share a loop; all processors at first.
  ///
  /// Each thread of the program has a count of its own: set it on the thread that computes.
  public static var threadCount: Int {
    get { Int(kernels_thread_count()) }
    set {
      require(
        threadCounts.contains(newValue),
        "\(newValue) threads; there can be \(threadCounts.lowerBound) to \(threadCounts.upperBound)")
      kernels_set_thread_count(Int32(newValue))
    }
  }

  /// How many threads there can be: more than any machine that this is for has processors, and no more than a system lets
  /// a process start.
  public static let threadCounts = 1...1_024

  /// The instructions that products and convolutions run on here, such as `AVX-512`.
  public static var instructionSet: String { String(cString: kernels_instructions()) }
}
