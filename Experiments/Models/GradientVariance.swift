import Laboratory

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

  /// The noise's percentage of the variance of a step.
  var noiseShare: Double { 100 * ofNoise.mean / ofStep.mean }
}

/// How much the gradient of a step varies with several numbers of draws, from the fewest on.
struct GradientVariances {
  let all: [GradientVariance]
  var fewest: GradientVariance { all[0] }
  var most: GradientVariance { all[all.count - 1] }

  /// From so many pairs of gradients for each number of draws.
  init(
    of sampleCounts: [Int], pairs: Int, observer: some ProgressObserver,
    gradient: (_ samples: Int, _ batch: Int, _ noise: Int) -> [Tensor]
  ) throws {
    all = try sampleCounts.map { samples in
      try GradientVariance(samples: samples, pairs: pairs, observer: observer) { gradient(samples, $0, $1) }
    }
  }

  /// How many times the variance that the noise makes is larger with the fewest draws than with the most.
  var noiseRatio: Double { fewest.ofNoise.mean / most.ofNoise.mean }

  /// Whether that variance falls from each number of draws to the next.
  var ofNoiseFall: Bool { zip(all, all.dropFirst()).allSatisfy { $0.ofNoise.mean > $1.ofNoise.mean } }

  /// Whether it falls like 1/S, within so many standard errors.
  func areInverse(within standardErrors: Double) -> Bool {
    all.allSatisfy { $0.isExpected(from: fewest, within: standardErrors) }
  }

  /// Both variances against the draws.
  var figure: Figure {
    func points(_ name: String, _ part: (GradientVariance) -> Summary) -> Mark {
      .connectedPoints(
        all.map(\.samples), all.map { part($0).mean }, errors: all.map { part($0).standardError }, name: name)
    }
    return Figure(
      [
        points("other images, other noise", \.ofStep), points("same images, other noise", \.ofNoise),
        .line(all.map(\.samples), all.map { $0.expected(from: fewest) }, name: "like 1/S"),
      ], x: Axis("draws of each code, S", scale: .log), y: Axis("variance of the gradient", scale: .log))
  }
}

extension Loss {
  /// The sum of the weighted terms.
  var total: Double { terms.reduce(0) { $0 + Double($1.value.value.element) * Double($1.weight) } }
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

extension Notebook {
  /// Keeps `fewest-draws` and `most-draws`; `noise-ratio`, how many times more variance the noise makes with the fewest; and
  /// `noise-share`, its percentage of a step's variance then; both as means over trainings.
  func measure(_ trainings: [GradientVariances], file: String = #filePath, line: UInt = #line) throws {
    try measure("fewest-draws", trainings[0].fewest.samples, file: file, line: line)
    try measure("most-draws", trainings[0].most.samples, file: file, line: line)
    try measure("noise-ratio", meanOf: trainings.map(\.noiseRatio), format: .fixed(0), file: file, line: line)
    try measure(
      "noise-share", meanOf: trainings.map(\.fewest.noiseShare), unit: "%", format: .fixed(0), file: file, line: line)
  }
}
