/// How far the sigmoid form of GELU with each of many constants is from what it stands for: the largest error over [0, 8].
struct ConstantSweep {
  /// The constants, from 1.5 to 2.
  static let constants = (1_500...2_000).map { Double($0) / 1_000 }

  /// What the sigmoid stands for.
  let target: String
  /// The largest absolute error of each constant.
  let errors: [Double]

  /// Goes through the constants with an error that depends on the form and on x.
  init(_ target: String, error: (SigmoidGELU, Double) -> Double) {
    let places = (0...512).map { Double($0) / 64 }
    self.target = target
    errors = Self.constants.map { c in places.map { abs(error(SigmoidGELU(constant: c), $0)) }.max()! }
  }

  /// The least error.
  var leastError: Double { errors.min()! }
  /// The constant that has it.
  var best: Double { Self.constants[errors.firstIndex(of: leastError)!] }
}
