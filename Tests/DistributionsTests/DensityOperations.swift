import LabAutodiff
import LabTensors
import LabTestSupport

@testable import LabDistributions

extension DifferentiableOperation {
  /// Every operation that densities, draws and divergences are made of. Draws by rejection are checked in LogGammaDrawTests:
  /// no difference of two can.
  static let all = elementwise + gammas + rows + bernoullis + normals

  static let elementwise =
    [
      ("expm1Excess", .expm1Excess), ("continuousBernoulliLogNormalizer", .continuousBernoulliLogNormalizer),
      ("continuousBernoulliMean", .continuousBernoulliMean),
    ].map { (name: String, function: ElementwiseFunction) in
      DifferentiableOperation(name, point([41])) { $0[0].mapped(function) }
    }

  static let gammas = [
    DifferentiableOperation("gammaLogDensity", positive([3, 5]), positive([3, 5]), point([3, 5])) {
      gammaLogDensity($0[0], concentration: $0[1], logRate: $0[2])
    },
    DifferentiableOperation("betaLogDensity", share([3, 5]), positive([3, 5]), positive([3, 5])) {
      betaLogDensity($0[0], $0[1], $0[2])
    },
    DifferentiableOperation("dirichletLogDensity", share([3, 5]), positive([3, 5])) {
      dirichletLogDensity($0[0], concentrations: $0[1])
    },
    DifferentiableOperation("poissonLogDensity", point([3, 5])) {
      poissonLogDensity(Variable(Tensor((0..<15).map(Float.init), shape: [3, 5])), logRate: $0[0])
    },
    DifferentiableOperation("gammaDivergence", positive([3, 5]), point([3, 5]), positive([3, 5]), point([3, 5])) {
      RowFunction.gammaDivergence($0[0], $0[1], $0[2], $0[3])
    },
    DifferentiableOperation("dirichletDivergence", positive([3, 5]), positive([3, 5])) {
      RowFunction.dirichletDivergence($0[0], $0[1])
    },
    DifferentiableOperation("gammaEntropy", positive([3, 5]), point([3, 5])) {
      RowFunction.gammaEntropy($0[0], $0[1])
    },
    DifferentiableOperation("dirichletEntropy", positive([3, 5])) { RowFunction.dirichletEntropy($0[0]) },
  ]

  static let rows =
    [
      ("bernoulliDivergence", RowFunction.bernoulliDivergence), ("poissonDivergence", .poissonDivergence),
      ("continuousBernoulliDivergence", .continuousBernoulliDivergence),
      ("categoricalDivergence", .categoricalDivergence), ("laplaceLogDensity", .laplaceLogDensity),
    ].map { name, function in
      DifferentiableOperation(name, point([3, 5]), point([3, 5])) { function($0[0], $0[1]) }
    }
    + [
      DifferentiableOperation("laplaceDivergence", point([3, 5]), point([3, 5]), point([3, 5])) {
        RowFunction.laplaceDivergence($0[0], $0[1], $0[2])
      },
      DifferentiableOperation("studentLogDensity", point([3, 5]), point([3, 5]), positive([3, 5])) {
        RowFunction.studentLogDensity($0[0], $0[1], $0[2])
      },
      DifferentiableOperation("studentEntropy", positive([3, 5]), point([3, 5])) {
        RowFunction.studentEntropy($0[0], $0[1])
      },
      DifferentiableOperation("continuousBernoulliEntropy", point([3, 5])) {
        RowFunction.continuousBernoulliEntropy($0[0])
      },
      DifferentiableOperation("continuousBernoulliLogDensity", share([3, 5]), point([3, 5])) {
        RowFunction.continuousBernoulliLogDensity($0[0], $0[1])
      },
      DifferentiableOperation("logLength", point([3, 5]), positive([3, 5])) {
        RowFunction.logLength($0[0], $0[1] + 10)
      },
      DifferentiableOperation(
        "uniformDivergence", point([3, 5]), positive([3, 5]), point([3, 5]), positive([3, 5])
      ) {
        RowFunction.uniformDivergence($0[0], $0[1] + 10, $0[2] - 20, $0[3] + 20)
      },
      DifferentiableOperation("categoricalEntropy", point([3, 5])) { RowFunction.categoricalEntropy($0[0]) },
      DifferentiableOperation("categoricalProbabilities", point([3, 5])) { $0[0].categoricalProbabilities },
      DifferentiableOperation("categoricalLogProbabilities", point([3, 5])) { $0[0].categoricalLogProbabilities },
    ]

  static let bernoullis = [
    DifferentiableOperation("continuousBernoulliQuantile", point([3, 5])) {
      continuousBernoulliQuantile(logits: $0[0], share([3, 5]))
    },
    DifferentiableOperation("bernoulliLogDensity, x repeated along the first axis", point([3, 2, 5]), point([2, 5])) {
      bernoulliLogDensity(logits: $0[0], $0[1])
    },
    DifferentiableOperation("bernoulliLogDensity, both repeated", point([4, 1]), point([2, 1, 5])) {
      bernoulliLogDensity(logits: $0[0], $0[1])
    },
    DifferentiableOperation("bernoulliLogDensity, summed over two axes", point([3, 2, 4, 5]), point([2, 4, 5])) {
      bernoulliLogDensity(logits: $0[0], $0[1], summingLast: 2)
    },
    DifferentiableOperation("bernoulliLogDensity, x repeated along a summed axis", point([3, 2, 5]), point([5])) {
      bernoulliLogDensity(logits: $0[0], $0[1], summingLast: 2)
    },
  ]

  static let normals = [
    DifferentiableOperation("normalDraw", point([3, 5]), point([3, 5])) {
      normalDraw(mean: $0[0], logStandardDeviation: $0[1], noise: numbers([3, 5]))
    },
    DifferentiableOperation(
      "normalLogDensity, repeated along the first axis", point([3, 2, 5]), point([2, 5]), point([5])
    ) {
      normalLogDensity($0[0], mean: $0[1], logStandardDeviation: $0[2])
    },
    DifferentiableOperation("normalLogDensity, repeated along others", point([]), point([3, 1]), point([2, 1, 5])) {
      normalLogDensity($0[0], mean: $0[1], logStandardDeviation: $0[2])
    },
    // Above log σ = 0, for the reason below, and not far above, where gradients drown in the rounding of the densities.
    DifferentiableOperation("normalPairDensities", point([3, 5]), point([4, 5]), share([4, 5])) {
      normalPairDensities($0[0], mean: $0[1], logStandardDeviation: $0[2])
    },
    DifferentiableOperation(
      "normalPairDensities, of more numbers than lanes", point([2, 2, 19]), point([3, 19]), share([3, 19])
    ) {
      normalPairDensities($0[0], mean: $0[1], logStandardDeviation: $0[2])
    },
    DifferentiableOperation("normalDivergence", point([3, 5]), point([3, 5]), point([5]), point([])) {
      normalDivergence(mean: $0[0], logStandardDeviation: $0[1], fromMean: $0[2], logStandardDeviation: $0[3])
    },
    // Below log σ′ = 0 derivatives of high order grow as 2ⁿ e^(−2 log σ′), and differences no longer tell 1e-4; there the
    // fixtures check the slopes, against mpmath.
    DifferentiableOperation(
      "normalDivergence, repeated along others", point([2, 1]), point([3]), point([2, 3]), positive([1])
    ) {
      normalDivergence(mean: $0[0], logStandardDeviation: $0[1], fromMean: $0[2], logStandardDeviation: $0[3])
    },
  ]
}

/// Numbers between 3/8 and 5/8, multiples of 2⁻¹².
private func share(_ shape: Shape) -> Tensor { positive(shape) / 4 + 0.125 }
