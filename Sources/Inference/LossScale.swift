/// What the loss of a training, and with it every gradient, is multiplied by.
public struct LossScale: Sendable {
  private let factor: Float
  private let isPerDatum: Bool

  /// The bound on the log evidence of all data as it is.
  public static let total = LossScale(factor: 1, isPerDatum: false)

  /// The bound divided by the number of data: the repeats that the outermost plate around an observation stands for. Without
  /// such a plate there is one datum.
  public static let perDatum = LossScale(factor: 1, isPerDatum: true)

  /// So many times that.
  public static func * (factor: Float, scale: LossScale) -> LossScale {
    LossScale(factor: factor * scale.factor, isPerDatum: scale.isPerDatum)
  }

  /// The number for one run of model and guide.
  func value(for pair: TracePair) -> Float {
    let count = pair.observations.lazy.compactMap(\.plates.first).first?.total ?? 1
    return isPerDatum ? factor / Float(count) : factor
  }
}
