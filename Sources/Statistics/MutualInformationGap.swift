import LabRequirements

/// Whether each factor of the data has a number of the code to itself: by how much one number tells more of it than the next,
/// as a share of all there is to tell.
///
/// Each datum has a normal distribution of every number of its code. q(z | v) of a number z and a level v of a factor is the
/// mixture of those of the data at this level, q(z) that of all data, and I(z; v) = Σ p(v) KL(q(z | v) ‖ q(z)). The gap is 1
/// where one number tells a factor and no other anything of it; 0 where two numbers tell it equally well, or none tells
/// anything.
///
/// R. T. Q. Chen, X. Li, R. Grosse and D. Duvenaud: Isolating sources of disentanglement in variational autoencoders (2018),
/// equation 6. What their appendix C estimates from draws is integrated here: see `information`.
public struct MutualInformationGap: Sendable, Equatable {
  /// I(z; v) in nats: a row for each factor, in it a value for each number of the code.
  ///
  /// The integral over z is a sum over a lattice in steps of a quarter of the least standard deviation, which comes within a
  /// billionth of a nat of it; where the code has a range of more than 16,384 such steps, in steps of that part of the range. Each
  /// datum's values are normalised on it, so that they are the information of a joint distribution whatever the lattice: from 0 to
  /// the factor's entropy. A histogram of the means (F. Locatello et al.: Challenging common assumptions in the unsupervised
  /// learning of disentangled representations, 2019) is another measure: it counts what the code's own noise hides, so that a
  /// number that has all but the prior as its distribution may still seem to tell much.
  public let information: [[Double]]
  /// The entropy of each factor in nats, all there is to tell of it.
  public let entropies: [Double]
  /// The gap of each factor.
  public let gaps: [Gap]

  /// By how much one number of the code tells more of a factor than any other.
  public struct Gap: Sendable, Equatable {
    /// The difference of the two largest informations as a share of the factor's entropy, 0 to 1.
    public let share: Double
    /// The number of the code that tells most of the factor, counted from 0.
    public let code: Int
    /// The one that tells most after it; nil where there is no other.
    public let runnerUp: Int?
  }

  /// The mean of the gaps, 0 to 1.
  public var mean: Double { gaps.reduce(0) { $0 + $1.share } / Double(gaps.count) }

  /// The gaps of codes, one number of which may be all there is.
  ///
  /// - Parameters:
  ///   - means: the mean of each number of the code of each datum: data × codes, row-major.
  ///   - standardDeviations: the standard deviations, likewise; 0 for a number without noise.
  ///   - codes: how many numbers a code has.
  ///   - factors: for each factor, at least one, its level in each datum: any whole numbers.
  /// - Throws: where a number is not finite, a standard deviation is below 0, or a factor has one level alone.
  public init(
    means: [Double], standardDeviations: [Double], codes: Int, factors: [[Int]]
  ) throws(MutualInformationGapError) {
    require(codes > 0 && !factors.isEmpty, "\(codes) codes and \(factors.count) factors: give at least one of each")
    require(
      !means.isEmpty && means.count % codes == 0, "\(means.count) means are not a whole number of codes of \(codes)")
    require(
      standardDeviations.count == means.count,
      "\(standardDeviations.count) standard deviations cannot belong to \(means.count) means")
    let count = means.count / codes
    for (index, levels) in factors.enumerated() {
      require(levels.count == count, "factor \(index) has \(levels.count) levels for \(count) data")
    }
    let groups = factors.map(LevelGroups.init)
    if let constant = groups.firstIndex(where: { $0.shares.count == 1 }) { throw .constantFactor(constant) }
    var information = [[Double]](repeating: [], count: factors.count)
    for code in 0..<codes {
      let places = stride(from: code, to: means.count, by: codes)
      let lattice = try CodeLattice(
        means: places.map { means[$0] }, deviations: places.map { standardDeviations[$0] }, code: code)
      for (factor, value) in lattice.information(about: groups).enumerated() { information[factor].append(value) }
    }
    self.information = information
    entropies = groups.map(\.entropy)
    gaps = zip(information, entropies).map { Gap($0, entropy: $1) }
  }
}

extension MutualInformationGap.Gap {
  fileprivate init(_ information: [Double], entropy: Double) {
    // Of equals the first.
    let order = information.indices.sorted { (-information[$0], $0) < (-information[$1], $1) }
    code = order[0]
    runnerUp = order.count > 1 ? order[1] : nil
    share = (information[code] - (runnerUp.map { information[$0] } ?? 0)) / entropy
  }
}

/// Why codes have no mutual information gap.
public enum MutualInformationGapError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A mean or a standard deviation is infinite or not a number.
  case notFinite(datum: Int, code: Int)
  /// A standard deviation is below 0.
  case negativeDeviation(datum: Int, code: Int)
  /// The range of a number of the code overflows.
  case tooLarge(code: Int)
  /// A factor has the same level in all data, so that there is nothing to tell of it.
  case constantFactor(Int)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .notFinite(let datum, let code):
      "The mean or the standard deviation of number \(code) of code \(datum) is not finite; look for what made it so."
    case .negativeDeviation(let datum, let code):
      "The standard deviation of number \(code) of code \(datum) is below 0; give its root, or its exponential."
    case .tooLarge(let code): "Number \(code) of the codes is so large that its range overflows; scale it down."
    case .constantFactor(let factor):
      "Factor \(factor) has the same level in all data, so that nothing can tell of it; leave it out, or take data in which "
        + "it varies."
    }
  }
}
