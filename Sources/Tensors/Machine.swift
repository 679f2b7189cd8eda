import CKernels
import COneDNN
import Requirements

/// What computes: the process's threads, and the libraries and instructions behind them.
public enum Machine {
  /// The number of threads that share a loop or a library call; one pool serves both. All processors at first.
  ///
  /// OpenMP keeps a count for each thread of the program: set it on the thread that computes.
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

  /// Calls the body over 0..<count in one contiguous range a thread; on this thread alone where there are no more than the
  /// grain.
  static func share(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { body in
        kernels_parallel_for(count, grain, { $0!.load(as: ((Range<Int>) -> Void).self)($1..<$2) }, body)
      }
    }
  }

  /// oneDNN's version, such as `2.6.3`.
  public static var oneDNNVersion: String {
    let version = dnnl_version().pointee
    return "\(version.major).\(version.minor).\(version.patch)"
  }

  /// The widest instruction set that oneDNN uses here, such as `AVX-512`.
  public static var instructionSet: String {
    switch dnnl_get_effective_cpu_isa().rawValue {
    case let isa where isa & dnnl_cpu_isa_avx512_core.rawValue == dnnl_cpu_isa_avx512_core.rawValue: "AVX-512"
    case let isa where isa & dnnl_cpu_isa_avx2.rawValue == dnnl_cpu_isa_avx2.rawValue: "AVX2"
    case let isa where isa & dnnl_cpu_isa_avx.rawValue == dnnl_cpu_isa_avx.rawValue: "AVX"
    case let isa where isa & dnnl_cpu_isa_sse41.rawValue == dnnl_cpu_isa_sse41.rawValue: "SSE4.1"
    default: "baseline"
    }
  }
}
