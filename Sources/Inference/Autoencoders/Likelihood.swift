import Foundation
import LabAutodiff
import LabDistributions

/// What a decoder's output means: the distribution of an example, whose numbers are independent of each other given the
/// output.
public struct Likelihood {
  /// What training moves besides the decoder's weights.
  let parameters: [Parameter]
  /// Whether data outside of the support are an error.
  public let checksSupport: Bool
  private let distribution: (_ output: Variable, _ eventAxes: Int, Pass) -> any Distribution

  /// Each number has the distribution that the closure makes of the decoder's output for it.
  ///
  /// - Parameters:
  ///   - parameters: Those that the closure asks the pass for.
  ///   - checkingSupport: false where the distribution is knowingly stretched over data that it does not hold.
  ///   - element: The distribution of each number, from the decoder's output for it.
  public init<Element: Distribution>(
    parameters: [Parameter] = [], checkingSupport: Bool = true, _ element: @escaping (Variable, Pass) -> Element
  ) {
    (self.parameters, checksSupport) = (parameters, checkingSupport)
    distribution = { element($0, $2).toEvent($1) }
  }

  /// The distribution of examples whose decoder's outputs, batch × example, have so many axes in an example.
  public func callAsFunction(_ output: Variable, eventAxes: Int, _ pass: Pass = .evaluation) -> any Distribution {
    distribution(output, eventAxes, pass)
  }
}

extension Likelihood {
  /// Zeros and ones; the output is their logits.
  public static var bernoulli: Likelihood { Likelihood { logits, _ in Bernoulli(logits: logits) } }

  /// A Bernoulli distribution stretched over numbers between 0 and 1, as is usual for grey pixels: a score, but no density.
  public static var greyBernoulli: Likelihood {
    Likelihood(checkingSupport: false) { logits, _ in Bernoulli(logits: logits) }
  }

  /// The bound on the logits that the authors of the continuous Bernoulli distribution use, log(10⁴ − 1)
  /// (Loaiza-Ganem and Cunningham 2019).
  public static let logitBound: Float = 9.21024

  /// Numbers between 0 and 1; the output is their logits, kept within ± a bound where there is one.
  public static func continuousBernoulli(logitBound: Float? = logitBound) -> Likelihood {
    Likelihood { logits, _ in
      ContinuousBernoulli(logits: logitBound.map { logits.clamped(to: -$0...$0) } ?? logits)
    }
  }

  /// Numbers around the output, all with one standard deviation above 0.
  public static func normal(standardDeviation: Float) -> Likelihood {
    let logStandardDeviation = Variable(Foundation.log(standardDeviation))
    return Likelihood { mean, _ in Normal(mean: mean, logStandardDeviation: logStandardDeviation) }
  }
}
