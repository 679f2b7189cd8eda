import LabRequirements

/// The largest difference of the empirical distribution function of `values`, at least one and none NaN, from a continuous
/// distribution function F: sup |Fₙ(x) − F(x)|, between 1/(2n) and 1.
///
/// For n values that were drawn from F, √n times it exceeds 1.95 once in a thousand times (Kolmogorov 1933).
public func kolmogorovSmirnovDistance(of values: [Double], from distribution: (Double) -> Double) -> Double {
  require(!values.isEmpty, "no values to compare with a distribution")
  require(!values.contains(where: \.isNaN), "NaN has no place in a distribution: look for what made it")
  let count = Double(values.count)
  return values.sorted().enumerated().reduce(0) { largest, value in
    let below = distribution(value.element), rank = Double(value.offset)
    return max(largest, abs(below - rank / count), abs((rank + 1) / count - below))
  }
}
