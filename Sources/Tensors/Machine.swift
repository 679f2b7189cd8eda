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

  /// The instructions that the process computes with; at first the last of `availableInstructions`.
  ///
  /// AVX2 and AVX-512 give the same bits, so that the choice is one of speed.
  public static var instructions: Instructions {
    get { Instructions(kernels_instructions_in_use()) }
    set {
      require(
        availableInstructions.contains(newValue), "this processor has no \(newValue.rawValue) instructions")
      kernels_use_instructions(newValue.kernels)
    }
  }

  /// The instructions that the processor has, from those that all have to those with the longest vectors.
  public static let availableInstructions = Instructions.allCases.filter {
    $0.kernels.rawValue <= kernels_best_instructions().rawValue
  }

  /// Sets of instructions that loops are compiled for.
  public enum Instructions: String, CaseIterable, Sendable {
    /// Those that every processor has.
    case baseline
    /// AVX2 with fused multiply-adds: x86-64-v3.
    case avx2 = "AVX2"
    /// AVX-512: x86-64-v4.
    case avx512 = "AVX-512"

    /// Whether a product and a sum are rounded once; results are the same on all processors that do so.
    public var fusesMultiplyAdds: Bool {
      #if arch(x86_64)
        self != .baseline
      #else
        true
      #endif
    }

    fileprivate init(_ kernels: kernels_instructions) {
      switch kernels {
      case KERNELS_AVX512: self = .avx512
      case KERNELS_AVX2: self = .avx2
      default: self = .baseline
      }
    }

    fileprivate var kernels: kernels_instructions {
      switch self {
      case .baseline: KERNELS_BASELINE
      case .avx2: KERNELS_AVX2
      case .avx512: KERNELS_AVX512
      }
    }
  }
}
