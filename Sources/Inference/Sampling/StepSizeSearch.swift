import Foundation
import LabTensors

/// A step size with which a single step is accepted with a probability of about 0.8, found by doubling or halving one (Hoffman
/// and Gelman 2014, algorithm 4, with Stan's threshold): where the adaptation begins.
struct StepSizeSearch {
  private let place: Place
  private let metric: Metric
  private let random: Random
  private var attempt = 0
  /// Whether the size grows; nil before the first step.
  private var isGrowing: Bool?
  private var step: LeapfrogStep
  private var energy: Double

  /// The size at work.
  private(set) var stepSize: Double
  /// Whether it is found.
  private(set) var isFinished = false

  init(from stepSize: Double, at place: Place, metric: Metric, using random: Random) {
    (self.stepSize, self.place, self.metric, self.random) = (stepSize, place, metric, random)
    (step, energy) = Self.begin(place, metric, stepSize, random[0])
  }

  private static func begin(
    _ place: Place, _ metric: Metric, _ size: Double, _ random: Random
  ) -> (LeapfrogStep, energy: Double) {
    let momentum = metric.momentum(place.position.count, using: random)
    let motion = Motion(momentum: momentum, velocity: metric.velocity(momentum))
    return (LeapfrogStep(from: place, motion, size: size, metric), LeapfrogStep.energy(place, motion))
  }

  /// Where the density is wanted.
  var question: [Double] { step.position }

  /// Goes on with the density at the point that was asked for.
  mutating func answer(_ arrival: Place) throws {
    let change = LeapfrogStep.change(from: energy, to: arrival, step.motion(arrivingAt: arrival, metric))
    let isGood = change > log(0.8)
    if let isGrowing {
      if isGood != isGrowing {
        isFinished = true
        return
      }
      stepSize *= isGrowing ? 2 : 0.5
    } else {
      isGrowing = isGood
    }
    guard stepSize < 1e7 else {
      throw ModelError(
        "",
        "the sampler may step as far as it likes: the posterior is improper; give each latent variable a proper prior")
    }
    guard stepSize > 1e-10 else {
      throw ModelError(
        "",
        "no step of the sampler is small enough: the density jumps, or is not finite beside where a chain begins; look for a "
          + "parameter of the model that leaves its range")
    }
    attempt += 1
    (step, energy) = Self.begin(place, metric, stepSize, random[attempt])
  }
}
