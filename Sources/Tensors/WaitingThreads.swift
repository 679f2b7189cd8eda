import Foundation

extension Machine {
  /// How often a thread that waits for the others looks again before it sleeps, where the user does not say.
  ///
  /// libgomp's own default is some hundred thousand times, a millisecond: alone that gains nothing (2,000 steps of
  /// eight-gaussians took 13.3 s so, 13.4 s with this, 16 s without any), but beside another busy process threads spend whole
  /// time slices waiting for one that the system has put aside (45 s so, 25 s with this). Where threads are slow to wake, it costs
  /// the smallest steps a quarter (`Benchmarks/README.md`).
  private static let spinCount = "500"

  /// Starts the program anew with a bound on the time that waiting threads spin, unless the environment has one.
  ///
  /// libgomp reads its environment once, when it is loaded, before any code of the program. Call this first; where the program
  /// cannot be started anew, it goes on as it is.
  public static func boundSpinning() {
    guard getenv("GOMP_SPINCOUNT") == nil, getenv("OMP_WAIT_POLICY") == nil else { return }
    setenv("GOMP_SPINCOUNT", spinCount, 1)
    execv("/proc/self/exe", CommandLine.unsafeArgv)
  }
}
