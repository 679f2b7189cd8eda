import LabAutodiff
import LabDistributions

/// A named place of a model or a guide where a value is drawn or observed.
///
/// An object that does not change: traces and objectives hand it on as one reference.
public final class Site {
  /// The name.
  public let name: String
  /// The distribution as the program gave it.
  public let distribution: any Distribution
  /// The value: particles × plates × event.
  public let value: Variable
  /// The log-density of the value: particles × plates.
  public let logDensity: Variable
  /// The plates around it, outermost first.
  public let plates: [Plate]
  /// What kind of place it is.
  public let kind: Kind
  /// What the guide expects the rest of the loss to be, where the draw is not reparameterized: of its plates.
  let baseline: Variable?

  /// What kind of place a site is.
  public enum Kind: Equatable, Sendable {
    /// Its value is drawn, or replayed from another trace.
    case latent
    /// All its values are summed over, along an axis before particles and plates; where a model is run to draw from, it is
    /// drawn like a latent one.
    case enumerated
    /// Its value is data.
    case observed
    /// It belongs to a guide alone, whose other sites are functions of it.
    case auxiliary
  }

  init(
    name: String, distribution: any Distribution, value: Variable, logDensity: Variable, plates: [Plate], kind: Kind,
    baseline: Variable? = nil
  ) {
    (self.name, self.distribution, self.value, self.logDensity) = (name, distribution, value, logDensity)
    (self.plates, self.kind, self.baseline) = (plates, kind, baseline)
  }
}
