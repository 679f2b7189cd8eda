import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// How well an objective's gradient estimator knows where to go: its mean, spread and signal-to-noise ratio for each
/// parameter, over independent draws at fixed parameters and data (Rainforth et al. 2018, section 3).
public struct GradientBench: Sendable {
  /// What was found about the gradient with respect to one parameter.
  public struct Statistics: Sendable {
    /// The parameter's name.
    public let parameter: String
    /// The number of estimates.
    public let draws: Int
    /// The mean of each coordinate's estimates.
    public let mean: [Double]
    /// The variance of each coordinate's estimates.
    public let variance: [Double]

    /// The root of the mean over the coordinates of mean²/variance, less what noise in both adds to it; 0 where noise is all
    /// there is. NaN of fewer than four draws, whose noise has no bounds. Coordinates without variance are left out; where none
    /// has any, it is 0, or ∞ if a mean is not 0.
    ///
    /// Of n normal estimates n mean²/variance has a noncentral F distribution with 1 and n − 1 degrees of freedom, whose mean is
    /// (n − 1)/(n − 3) (1 + n μ²/σ²): its square is an unbiased estimate of μ²/σ² where the gradients are normal.
    public var signalToNoise: Double {
      let squares = zip(mean, variance).filter { $1 != 0 }.map { $0 * $0 / $1 }
      if squares.isEmpty { return mean.allSatisfy { $0 == 0 } ? 0 : .infinity }
      guard draws > 3 else { return .nan }
      let count = Double(draws), ratio = squares.reduce(0, +) / Double(squares.count)
      return max(ratio * (count - 3) / (count - 1) - 1 / count, 0).squareRoot()
    }

    /// The mean less a reference, for each coordinate.
    public func bias(against reference: [Double]) -> [Double] { zip(mean, reference).map { $0 - $1 } }

    /// The standard error of each coordinate's mean.
    public var standardErrors: [Double] { variance.map { ($0 / Double(draws)).squareRoot() } }
  }

  /// One entry for each parameter, in the order given.
  public let statistics: [Statistics]

  /// What was found about the gradient with respect to a parameter, one of those that it was taken with respect to.
  public subscript(parameter: Parameter) -> Statistics {
    let index = statistics.firstIndex { $0.parameter == parameter.name }
    require(
      index != nil,
      "no gradient was drawn with respect to “\(parameter.name)”, only to \(statistics.map(\.parameter))")
    return statistics[index!]
  }

  /// Draws the gradient of the objective (of the bound, not of the loss) so many times. Nothing is trained.
  ///
  /// - Parameters:
  ///   - objective: The bound.
  ///   - model: The model, and its guide.
  ///   - parameters: Those that the gradient is taken with respect to; all that training would move where nil.
  ///   - data: One batch.
  ///   - draws: How many gradients, at least two.
  ///   - random: Where the sites draw from, another stream for each gradient.
  ///   - plateNesting: How deep plates are nested in the model, where the objective has several particles or the
  ///     model enumerated sites.
  ///   - phase: What the observer is told that this is.
  ///   - observer: Is told of every draw.
  public init<Data>(
    _ objective: any Objective, of model: some VariationalModel<Data>, withRespectTo parameters: [Parameter]? = nil,
    on data: Data, draws: Int, using random: Random, plateNesting: Int = 1, as phase: String = "gradients",
    observer: (any ProgressObserver)? = nil
  ) throws {
    require(draws >= 2, "a variance needs at least 2 gradients, not \(draws)")
    let parameters = parameters ?? model.parameters
    // Welford's updates: sums of squares would cancel where the signal is large.
    var means = parameters.map { [Double](repeating: 0, count: $0.value.count) }
    var squares = means
    try (0..<draws).forEach(phase, observer) { draw in
      let tape = Tape()
      let loss = try objective.loss(
        of: model, on: data, pass: Pass(.training, on: tape), using: random[draw], plateNesting: plateNesting)
      let gradients = tape.gradients(ofSum: loss.terms.map { ($0.value, -$0.weight) })
      for (index, parameter) in parameters.enumerated() {
        guard let gradient = gradients[parameter] else { throw TrainingError.noGradient(parameter.name) }
        for (coordinate, value) in gradient.elements.enumerated() {
          let change = Double(value) - means[index][coordinate]
          means[index][coordinate] += change / Double(draw + 1)
          squares[index][coordinate] += change * (Double(value) - means[index][coordinate])
        }
      }
    }
    statistics = parameters.indices.map { index in
      Statistics(
        parameter: parameters[index].name, draws: draws, mean: means[index],
        variance: squares[index].map { $0 / Double(draws - 1) })
    }
  }
}
