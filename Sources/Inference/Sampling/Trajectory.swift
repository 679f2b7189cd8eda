import Foundation
import LabTensors

/// A trajectory of Hamiltonian dynamics that doubles, forwards or backwards in time, until it turns back on itself; and a draw
/// from its points: one step of the no-U-turn sampler (Hoffman and Gelman 2014; the draw and the rule after Betancourt 2017,
/// appendix A).
///
/// It asks for the density where it wants to go next, one leapfrog step at a time, and so leaves to its owner how many chains are
/// computed at once. A doubling grows as binary numbers count: parts of equal length are joined as soon as there are two.
struct Trajectory {
  private let metric: Metric
  private let stepSize: Double
  private let maximumDepth: Int
  private let startEnergy: Double
  private var random: Random

  /// All points so far, and the first and the last of them.
  private var whole: TrajectoryPart
  private var ends: (first: (Place, Motion), last: (Place, Motion))
  /// Whether the doubling at work goes forwards, the parts of it, and the step that it is about to make.
  private var isForward = true
  private var parts: [(depth: Int, part: TrajectoryPart)] = []
  private var step: LeapfrogStep

  /// The number of doublings that were kept.
  private(set) var depth = 0
  /// The number of leapfrog steps.
  private(set) var steps = 0
  /// Whether the energy rose so far that the steps cannot be following the dynamics.
  private(set) var diverges = false
  /// Whether there is nothing more to ask.
  private(set) var isFinished = false
  private var acceptances = 0.0

  /// The energy that a step may not rise by: far beyond anything that would be accepted (Hoffman and Gelman 2014, section 3.1.1).
  private static let largestEnergyError = 1_000.0

  /// From a place, with a momentum drawn for it.
  init(from place: Place, metric: Metric, stepSize: Double, maximumDepth: Int, using random: Random) {
    let momentum = metric.momentum(place.position.count, using: random["momentum"])
    let motion = Motion(momentum: momentum, velocity: metric.velocity(momentum))
    (self.metric, self.stepSize, self.maximumDepth) = (metric, stepSize, maximumDepth)
    self.random = random["trajectory"]
    startEnergy = LeapfrogStep.energy(place, motion)
    whole = TrajectoryPart(place, motion, logWeight: 0)
    ends = ((place, motion), (place, motion))
    step = LeapfrogStep(from: place, motion, size: stepSize, metric)
    beginDoubling()
  }

  /// Where the density is wanted.
  var question: [Double] { step.position }

  /// The point that was drawn.
  var choice: Place { whole.choice }

  /// The mean of min(1, exp(H₀ − H)) over the steps: what the step size is adapted by.
  var acceptance: Double { steps > 0 ? acceptances / Double(steps) : 0 }

  /// The energy that the trajectory began with.
  var energy: Double { startEnergy }

  /// Goes on with the density at the point that was asked for.
  mutating func answer(_ place: Place) {
    let motion = step.motion(arrivingAt: place, metric)
    let change = LeapfrogStep.change(from: startEnergy, to: place, motion)
    steps += 1
    acceptances += min(1, exp(change))
    if -change > Self.largestEnergyError {
      (diverges, isFinished) = (true, true)
      return
    }
    if isForward { ends.last = (place, motion) } else { ends.first = (place, motion) }
    guard grow(by: TrajectoryPart(place, motion, logWeight: change)) else {
      isFinished = true
      return
    }
    if parts.count == 1, parts[0].depth == depth { endDoubling() } else { beginStep() }
  }

  /// Adds a point to the doubling, and tells whether it goes on.
  private mutating func grow(by point: TrajectoryPart) -> Bool {
    var new = (depth: 0, part: point)
    while let before = parts.last, before.depth == new.depth {
      parts.removeLast()
      let joint = join(before.part, new.part)
      // Once it turns, whatever it found and would find is thrown away.
      if !joint.goesOn { return false }
      var whole = joint.whole
      // Each half is taken in proportion to its weight.
      whole.choice = accepts(new.part.logWeight - whole.logWeight) ? new.part.choice : before.part.choice
      new = (new.depth + 1, whole)
    }
    parts.append(new)
    return true
  }

  private func join(_ near: TrajectoryPart, _ far: TrajectoryPart) -> (whole: TrajectoryPart, goesOn: Bool) {
    isForward ? TrajectoryPart.joined(near, far) : TrajectoryPart.joined(far, near)
  }

  private mutating func beginDoubling() {
    guard depth < maximumDepth else {
      isFinished = true
      return
    }
    isForward = uniform() < 0.5
    parts = []
    beginStep()
  }

  /// Joins the doubling to the trajectory. Its choice is taken with probability min(1, w′/w), which goes further than w′/(w + w′)
  /// and keeps the distribution as it is (Betancourt 2017, appendix A).
  private mutating func endDoubling() {
    let new = parts[0].part, before = whole
    let joint = join(before, new)
    whole = joint.whole
    whole.choice = accepts(new.logWeight - before.logWeight) ? new.choice : before.choice
    depth += 1
    if joint.goesOn { beginDoubling() } else { isFinished = true }
  }

  /// From the end that is to grow.
  private mutating func beginStep() {
    let (place, motion) = isForward ? ends.last : ends.first
    step = LeapfrogStep(from: place, motion, size: isForward ? stepSize : -stepSize, metric)
  }

  private mutating func accepts(_ logProbability: Double) -> Bool {
    uniform() < exp(min(logProbability, 0))
  }

  private mutating func uniform() -> Double { Double(random.uniform([1]).element) }
}
