import LabRequirements
import LabTensors

/// One evaluation of a network: whether it trains, the tape, if any, that records it, and where its layers draw random
/// numbers from.
///
/// ```swift
/// let pass = Pass(.training, on: tape, using: random["layers"][step])
/// ```
public struct Pass {
  /// Whether layers use the statistics of the batch (and update their running ones), or those gathered in training; and
  /// whether those that disturb what they make, such as dropout, do so.
  public enum Mode: Sendable {
    /// By the batch's statistics, with disturbances.
    case training
    /// By those gathered in training, without.
    case evaluation
  }

  /// The mode.
  public let mode: Mode
  /// Whether an evaluation in training mode changes the running statistics.
  public private(set) var updatesStatistics: Bool
  /// Whether layers normalise by the statistics of the batch: all that train do.
  public private(set) var usesBatchStatistics: Bool
  private var tape: Tape?
  /// How many equal parts of a batch are evaluated side by side, each by a pass of its own; 1 for a batch that is whole.
  public private(set) var partCount = 1
  private var sumOverParts: ((Tensor) -> Tensor)?
  /// Where the streams of all places begin, and the place that the evaluation is at.
  private var source: Random?
  private var place: String?

  /// An evaluation recorded on a tape, or on none, where no gradients are wanted.
  ///
  /// - Parameters:
  ///   - mode: Whether this is training or evaluation.
  ///   - tape: What records it; nil where no gradients are wanted.
  ///   - random: Where layers draw from, in training another for each step; nil where none of them draws.
  public init(_ mode: Mode, on tape: Tape? = nil, using random: Random? = nil) {
    (self.mode, self.tape, source) = (mode, tape, random)
    (updatesStatistics, usesBatchStatistics) = (mode == .training, mode == .training)
  }

  /// A second evaluation in the same mode with the parameters as constants: no gradient reaches them, and it leaves no
  /// trace in the running statistics. Layers draw the same numbers again.
  public var withConstantParameters: Pass {
    var pass = withoutStatistics
    pass.tape = nil
    return pass
  }

  /// A second evaluation in the same mode, on the same tape, which leaves no trace in the running statistics. Layers draw the
  /// same numbers again.
  public var withoutStatistics: Pass {
    var pass = self
    pass.updatesStatistics = false
    return pass
  }

  /// An evaluation without gradients that normalises by the statistics of the batch at hand in place of those gathered in
  /// training; in all else it is as before.
  public var normalizingByBatch: Pass {
    var pass = withConstantParameters
    pass.usesBatchStatistics = true
    return pass
  }

  /// The same evaluation, whose layers draw from a stream; from their own, where it has one already.
  public func drawing(from random: @autoclosure () -> Random) -> Pass {
    guard source == nil else { return self }
    var pass = self
    pass.source = random()
    return pass
  }

  /// The same evaluation at a place within this one, such as `2 Dropout`, which has a stream of random numbers of its own: a
  /// layer that holds layers gives each of them a place, and so does who uses one network twice and wants other draws the
  /// second time.
  public func inside(_ name: String) -> Pass {
    var pass = self
    if let source, let place { pass.source = source[place] }
    pass.place = name
    return pass
  }

  /// The stream of the place that the evaluation is at: a function of the stream that the pass was made with and of the path
  /// of names, so that a layer's draws depend on no other layer. It begins anew each time that it is asked for.
  ///
  /// A pass that was given none is a mistake of who made it.
  public var random: Random {
    guard let source else {
      let who = place.map { "“\($0)”" } ?? "a layer"
      brokenRule(
        "\(who) draws random numbers in a pass that has none: give it some, as in Pass(.training, on: tape, using: random) "
          + "or training.step(using: random) { pass in … }, another stream for each step")
    }
    return place.map { source[$0] } ?? source
  }

  /// The same evaluation, of one of several equal parts of a batch, which are evaluated side by side.
  ///
  /// - Parameters:
  ///   - count: How many parts.
  ///   - sum: The sum of what the parts hand in at the same place, which each is given when all have.
  package func ofPart(among count: Int, sum: @escaping (Tensor) -> Tensor) -> Pass {
    var pass = self
    (pass.partCount, pass.sumOverParts) = (count, sum)
    return pass
  }

  /// The sum of a value over all parts of the batch: the value itself where the batch is whole. Every part asks for it alike. What a
  /// part hands in moves the loss of all, so that its gradient is the sum of theirs.
  public func sumOverParts(_ x: Variable) -> Variable {
    guard let sumOverParts else { return x }
    return .operation(sumOverParts(x.value), (x, { sumOverParts($0) }))
  }

  /// Says that gradients of this evaluation would teach nothing, and why, in a clause: a training step ends with that error.
  public func object(_ reason: String) { tape?.object(reason) }

  /// An evaluation of a trained network, without gradients.
  public static var evaluation: Pass { Pass(.evaluation) }

  /// A parameter as a variable of this evaluation.
  public subscript(parameter: Parameter) -> Variable { tape?.variable(for: parameter) ?? Variable(parameter.value) }
}
