import Autodiff
import Figures
import Foundation
import Inference
import NeuralNetworks
import Statistics
import Tensors

/// How much the gradient of a step varies, the variances of all its coordinates together.
struct GradientVariance {
  /// The draws of each code.
  let samples: Int
  /// Where the images are the same and only the noise differs.
  let ofNoise: Summary
  /// Where the images differ too.
  let ofStep: Summary

  /// Half the squared distance between two independent gradients is an unbiased estimate of their variance; so many pairs
  /// give it an error.
  init(
    samples: Int, pairs: Int, observer: some ProgressObserver, gradient: (_ batch: Int, _ noise: Int) -> [Tensor]
  ) throws {
    var near: [Double] = [], far: [Double] = []
    try observer.observe("gradients of \(samples) draws", over: 0..<pairs) { pair in
      let first = gradient(2 * pair, 0)
      near.append(pow(distance(first, gradient(2 * pair, 1)), 2) / 2)
      far.append(pow(distance(first, gradient(2 * pair + 1, 2)), 2) / 2)
    }
    (self.samples, ofNoise, ofStep) = (samples, Summary(of: near), Summary(of: far))
  }

  /// What the noise would make of the variance if it fell like 1/S from another number of draws.
  func expected(from fewer: GradientVariance) -> Double {
    fewer.ofNoise.mean * Double(fewer.samples) / Double(samples)
  }

  /// Whether it is that, within so many standard errors of both.
  func isExpected(from fewer: GradientVariance, within standardErrors: Double) -> Bool {
    let error = hypot(
      ofNoise.standardError, fewer.ofNoise.standardError * Double(fewer.samples) / Double(samples))
    return abs(ofNoise.mean - expected(from: fewer)) <= standardErrors * error
  }

  /// Both variances against the draws, from the fewest on.
  static func figure(_ variances: [GradientVariance]) -> Figure {
    func points(_ name: String, _ part: (GradientVariance) -> Summary) -> Mark {
      .connectedPoints(
        variances.map(\.samples), variances.map { part($0).mean }, errors: variances.map { part($0).standardError },
        name: name)
    }
    return Figure(
      [
        points("other images, other noise", \.ofStep), points("same images, other noise", \.ofNoise),
        .line(variances.map(\.samples), variances.map { $0.expected(from: variances[0]) }, name: "like 1/S"),
      ], x: Axis("draws of each code, S", scale: .log), y: Axis("variance of the gradient", scale: .log))
  }
}

/// A loss and its gradient with respect to the parameters, both divided by a number of data.
func differentiated(
  _ parameters: [Parameter], per count: Int = 1, _ loss: (Pass) throws -> Loss
) rethrows -> (loss: Double, gradient: [Tensor]) {
  let tape = Tape(), scale = 1 / Float(count)
  let terms = try loss(Pass(.training, on: tape)).terms
  let value = terms.reduce(0) { $0 + $1.value.value.element * $1.weight * scale }
  let gradients = tape.gradients(ofSum: terms.map { ($0.value, $0.weight * scale) })
  return (Double(value), parameters.compactMap { gradients[$0] })
}

/// The Euclidean distance of two gradients.
func distance(_ a: [Tensor], _ b: [Tensor]) -> Double { Tensor.norm(of: zip(a, b).map { $0 - $1 }) }
