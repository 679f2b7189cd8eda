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

  /// Checks that a shard of a batch is scaled as the batch would be: its losses have a mean, not a sum.
  func requireTotal(of pair: TracePair) throws {
    guard let plate = pair.observations.lazy.compactMap(\.plates.first).first, plate.size == plate.total else { return }
    let sites = pair.latents.map(\.p) + pair.auxiliaries + pair.observations + pair.enumerated
    let outside = sites.first { $0.plates.first != plate }
    guard !isPerDatum || outside != nil else { return }
    let why = outside.map { "site “\($0.name)” stands outside the plate" } ?? "the loss is not taken per datum"
    throw ModelError(
      outside?.name ?? "",
      "the batch is cut into shards and \(why) “\(plate.name)”, which must then say how many data there are in all: "
        + "plate(\"\(plate.name)\", size: …, of: total)")
  }
}
