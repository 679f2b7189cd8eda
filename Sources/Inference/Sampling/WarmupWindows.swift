/// What each step of a warm-up adapts: the step size always, the metric from draws of windows that double, so that what the
/// first ones saw on their way to the posterior is forgotten (Stan Development Team, Reference Manual, “HMC algorithm
/// parameters”).
struct WarmupWindows {
  /// The steps whose draws shape the metric.
  let metricSteps: Range<Int>
  /// The steps after which a window's draws become the metric, in ascending order.
  let windowEnds: [Int]

  /// 75 steps to find the posterior, windows of 25, 50, 100, …, and 50 for the last step size; in proportion where there are
  /// fewer, and no metric in fewer than 20.
  init(steps: Int) {
    guard steps >= 20 else {
      (metricSteps, windowEnds) = (0..<0, [])
      return
    }
    let (first, window, last) = steps >= 150 ? (75, 25, 50) : (steps * 15 / 100, 0, steps / 10)
    let end = steps - last
    metricSteps = first..<end
    guard window > 0 else {
      windowEnds = [end - 1]
      return
    }
    var ends: [Int] = [], start = first, size = window
    while start < end {
      // A window that would leave too little for the next one, which is twice as long, takes it in.
      let stop = start + size + 2 * size > end ? end : start + size
      ends.append(stop - 1)
      (start, size) = (stop, 2 * size)
    }
    windowEnds = ends
  }
}
