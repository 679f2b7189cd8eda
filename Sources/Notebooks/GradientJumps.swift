import Foundation

/// Steps of a training whose gradient was many times the usual, before any clipping.
///
/// Adam and its kin remember the square of such a gradient for thousands of steps, and move the less for it.
public struct GradientJumps: Codable, Equatable, Sendable {
  /// How many steps there were.
  public var count: Int
  /// The step of the greatest, from 1.
  public var step: Int
  /// How many times the usual that one was.
  public var ratio: Double

  /// So many times the usual is a jump.
  public static let threshold = 30.0
}

/// Finds jumps among the norms of a training's gradients, as they come.
///
/// Usual is the geometric mean of the norms of some fifty steps; of the first twenty, their median, so that a jump among these is
/// found when they are done.
struct GradientWatch: Equatable, Sendable {
  private static let beginning = 20
  private static let memory = 1.0 / 50

  private(set) var jumps: GradientJumps?
  private var step = 0
  private var first: [Double] = []
  private var usual = 0.0

  /// Takes the norm of the next step's gradient; says whether there was a jump, in it or among the first.
  mutating func take(_ norm: Double) -> Bool {
    step += 1
    guard step > Self.beginning else {
      first.append(norm)
      guard step == Self.beginning else { return false }
      usual = first.sorted()[Self.beginning / 2]
      let before = jumps
      for (index, norm) in first.enumerated() { note(norm, at: index + 1) }
      return jumps != before
    }
    let isJump = note(norm, at: step)
    // A jump counts as much as a norm can, lest it become the usual.
    if norm > 0, usual > 0 { usual *= pow(min(norm / usual, GradientJumps.threshold), Self.memory) }
    return isJump
  }

  @discardableResult
  private mutating func note(_ norm: Double, at step: Int) -> Bool {
    // A record has no number that is not finite, and a norm may overflow.
    let ratio = min(norm / usual, .greatestFiniteMagnitude)
    guard usual > 0, ratio > GradientJumps.threshold else { return false }
    let greatest = jumps.map { $0.ratio >= ratio ? ($0.step, $0.ratio) : (step, ratio) } ?? (step, ratio)
    jumps = GradientJumps(count: (jumps?.count ?? 0) + 1, step: greatest.0, ratio: greatest.1)
    return true
  }
}

extension GradientJumps {
  /// A sentence for a log or a report, about a training of this name.
  func sentence(about phase: String) -> String {
    let times = NumberFormat.significant(2).text(ratio)
    let others =
      count == 1 ? "" : " (\(NumberFormat.count(count)) steps were above \(NumberFormat.shortest(Self.threshold)))"
    return """
      \(phase): the gradient at step \(NumberFormat.count(step)) was \(times) times the usual\(others). An optimiser may remember \
      that for thousands of steps, unless such gradients are scaled down (`maximumGradientNorm`).
      """
  }
}
