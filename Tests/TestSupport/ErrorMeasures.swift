import LabTensors

// How far results are from their references. What is not a number, or of another shape, is infinitely far from all.

/// The difference of a number from its reference, as a fraction of it; plain where that is zero.
package func relativeError(_ actual: Double, _ expected: Double) -> Double {
  if actual == expected { return 0 }
  return distance(actual, expected) / (expected == 0 ? 1 : abs(expected))
}

/// The largest difference of an element from its reference, as a fraction of that reference.
package func elementwiseError(_ actual: Tensor, _ expected: FixtureArray) -> Double {
  guard actual.shape.dimensions == expected.shape else { return .infinity }
  return largest(actual, expected.values) { actual, expected in
    actual == expected ? 0 : distance(actual, expected) / abs(expected)
  }
}

/// The largest difference of an element from its reference, as a fraction of the largest reference: rounding errors of a
/// sum are in proportion to its terms, of which the largest result is a measure, and not to a result that happens to be
/// near 0. Where every result is what a cancellation leaves, `terms` is the magnitude of what cancelled.
package func errorRelativeToLargest(_ actual: Tensor, _ expected: [Double], terms: Double = 0) -> Double {
  let scale = max(terms, expected.map(abs).max() ?? 0)
  return largest(actual, expected) { $0 == $1 ? 0 : distance($0, $1) / scale }
}

/// The same, of an array with a shape.
package func errorRelativeToLargest(_ actual: Tensor, _ expected: FixtureArray, terms: Double = 0) -> Double {
  actual.shape.dimensions == expected.shape
    ? errorRelativeToLargest(actual, expected.values, terms: terms) : .infinity
}

/// The largest difference of an element from a result that was computed in another way, as a fraction of the largest of
/// these, or of the largest of `terms` alone.
package func errorRelativeToLargest(_ actual: Tensor, _ expected: Tensor, terms: Tensor? = nil) -> Double {
  guard actual.shape == expected.shape else { return .infinity }
  let scale = (terms ?? expected).elements.map { Double(abs($0)) }.max() ?? 0
  return largest(actual, expected.elements.map(Double.init)) { $0 == $1 ? 0 : distance($0, $1) / scale }
}

/// The largest error of an element as a multiple of what is allowed for it: at most 1 where all are good.
package func excess(_ actual: Tensor, _ expected: [Double], allowing tolerance: [Double]) -> Double {
  guard tolerance.count == expected.count else { return .infinity }
  let excesses = zip(actual.elements, zip(expected, tolerance)).map { actual, reference in
    actual.isFinite ? distance(Double(actual), reference.0) / reference.1 : .infinity
  }
  return actual.count == expected.count ? excesses.max() ?? 0 : .infinity
}

/// The same tolerance for every element.
package func excess(_ actual: Tensor, _ expected: [Double], allowing tolerance: Double) -> Double {
  excess(actual, expected, allowing: expected.map { _ in tolerance })
}

/// The distance of a float from an exact value, in units of the last place of the exact value.
package func ulps(_ value: Float, from exact: Double) -> Double {
  if Double(value) == exact || value == Float(exact) && value.isInfinite { return 0 }
  return abs(Double(value) - exact) / Double(Float(exact).ulp)
}

private func largest(_ actual: Tensor, _ expected: [Double], _ error: (Double, Double) -> Double) -> Double {
  guard actual.count == expected.count else { return .infinity }
  return zip(actual.elements, expected).map { error(Double($0), $1) }.max() ?? 0
}

private func distance(_ actual: Double, _ expected: Double) -> Double {
  let distance = abs(actual - expected)
  return distance.isNaN ? .infinity : distance
}
