import LabTensors

/// One chain of the no-U-turn sampler, which asks for one density after another: its warm-up and its draws.
struct SamplingChain {
  /// What the chain's draws were like, beside their values.
  struct Record {
    var positions: [[Double]] = []
    var depths: [Int] = []
    var divergences: [Bool] = []
    var acceptances: [Double] = []
    var energies: [Double] = []
    var steps = 0

    fileprivate mutating func add(_ trajectory: Trajectory) {
      positions.append(trajectory.choice.position)
      depths.append(trajectory.depth)
      divergences.append(trajectory.diverges)
      acceptances.append(trajectory.acceptance)
      energies.append(trajectory.energy)
      steps += trajectory.steps
    }
  }

  private enum Activity {
    case search(StepSizeSearch)
    case trajectory(Trajectory)
  }

  private let sampler: NoUTurnSampler
  private let windows: WarmupWindows
  private let random: Random
  private var place: Place
  private var metric: Metric
  private var estimate: MetricEstimate
  private var averaging: DualAveraging
  private var activity: Activity

  /// How many steps of the warm-up and draws are done.
  private(set) var iteration = 0
  /// The draws so far.
  private(set) var record = Record()
  /// The step size in use; after the warm-up that of all draws.
  private(set) var stepSize = 1.0

  /// A chain that begins at a place of finite density.
  init(_ sampler: NoUTurnSampler, at place: Place, using random: Random) {
    (self.sampler, self.place, self.random) = (sampler, place, random)
    windows = WarmupWindows(steps: sampler.warmup)
    let dimension = place.position.count
    metric = .unit(dimension)
    estimate = MetricEstimate(dimension: dimension, isDense: sampler.metric == .dense)
    averaging = DualAveraging(from: stepSize, target: sampler.targetAcceptance)
    activity = .search(StepSizeSearch(from: stepSize, at: place, metric: metric, using: random["step size"]))
  }

  /// Whether all draws are made.
  var isFinished: Bool { iteration == sampler.warmup + sampler.draws }

  /// Where the density is wanted.
  var question: [Double] {
    switch activity {
    case .search(let search): search.question
    case .trajectory(let trajectory): trajectory.question
    }
  }

  /// Goes on with the density at the point that was asked for.
  mutating func answer(_ value: (logDensity: Double, gradient: [Double])) throws {
    let arrival = Place(position: question, gradient: value.gradient, logDensity: value.logDensity)
    switch activity {
    case .search(var search):
      try search.answer(arrival)
      activity = .search(search)
      if search.isFinished {
        stepSize = search.stepSize
        averaging = DualAveraging(from: stepSize, target: sampler.targetAcceptance)
        beginTrajectory()
      }
    case .trajectory(var trajectory):
      trajectory.answer(arrival)
      activity = .trajectory(trajectory)
      if trajectory.isFinished { end(trajectory) }
    }
  }

  private mutating func beginTrajectory() {
    activity = .trajectory(
      Trajectory(
        from: place, metric: metric, stepSize: stepSize, maximumDepth: sampler.maximumDepth, using: random[iteration]))
  }

  private mutating func end(_ trajectory: Trajectory) {
    place = trajectory.choice
    let done = iteration
    iteration += 1
    if done < sampler.warmup {
      adapt(after: done, acceptance: trajectory.acceptance)
    } else {
      record.add(trajectory)
    }
    if case .trajectory = activity, !isFinished { beginTrajectory() }
  }

  /// Learns from a step of the warm-up.
  private mutating func adapt(after done: Int, acceptance: Double) {
    averaging.add(acceptance)
    stepSize = done + 1 == sampler.warmup ? averaging.averaged : averaging.stepSize
    if windows.metricSteps.contains(done) { estimate.add(place.position) }
    guard windows.windowEnds.contains(done) else { return }
    metric = estimate.metric
    estimate = MetricEstimate(dimension: place.position.count, isDense: sampler.metric == .dense)
    // Steps by another metric are of another length: their size is sought anew.
    activity = .search(StepSizeSearch(from: stepSize, at: place, metric: metric, using: random["step size"][done]))
  }
}
