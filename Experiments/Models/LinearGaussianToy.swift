import Autodiff
import Distributions
import Foundation
import Inference
import Tensors

/// The linear-Gaussian model of Rainforth et al. (2018, section 4): z ~ N(μ, I) and x | z ~ N(z, I), with the guide
/// q(z) = N(b, ⅔ I) for one datum x, whose posterior is N((x + μ)/2, ½ I).
struct LinearGaussianToy: VariationalModel {
  /// μ.
  let prior: Parameter
  /// b.
  let guideMean: Parameter
  /// x.
  let datum: Tensor

  /// A datum drawn from the model with μ = 0; then μ and b are moved from 0 and from the posterior's mean by normal noise
  /// of this deviation.
  init(dimensions: Int = 20, shift: Float, using random: Random) {
    var datumRandom = random["datum"], shiftRandom = random["shift"]
    datum = datumRandom.normal([dimensions]) * Float(2).squareRoot()
    prior = Parameter("model/prior mean", shiftRandom.normal([dimensions]) * shift)
    guideMean = Parameter("guide/mean", datum * 0.5 + shiftRandom.normal([dimensions]) * shift)
  }

  /// μ and b.
  var parameters: [Parameter] { [prior, guideMean] }

  /// The datum so many times over, count × dimensions: a gradient is then the sum of as many independent estimates.
  func repeated(_ count: Int) -> Tensor { datum.broadcast(to: [count, datum.count]) }

  /// log p(x), x being N(μ, 2 I).
  var logEvidence: Double {
    zip(datum.elements, prior.value.elements).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum - difference * difference / 4 - Foundation.log(4 * .pi) / 2
    }
  }

  /// p(z) and p(x | z).
  func model(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("copies", size: x.shape[0]) {
      let z = try trace.sample("z", Normal(mean: trace.pass[prior], logStandardDeviation: Variable(0)).toEvent(1))
      try trace.observe("x", Normal(mean: z, logStandardDeviation: Variable(0)).toEvent(1), x)
    }
  }

  /// q(z).
  func guide(_ trace: Trace, _ x: Tensor) throws {
    try trace.plate("copies", size: x.shape[0]) {
      try trace.sample(
        "z", Normal(mean: trace.pass[guideMean], logVariance: Variable(Foundation.log(2 / 3))).toEvent(1))
    }
  }
}
