import LabStatistics
import LabTestSupport
import Testing

@Suite struct PairedDifferenceTests {
  struct Reference: Decodable {
    struct Tail: Decodable {
      let degrees: Int
      let t, probability: Double
    }
    struct Difference: Decodable { let values, others: [Double], mean, standardError, probability: Double }
    struct Family: Decodable { let probabilities, adjusted: [Double] }
    let tails: [Tail]
    let differences: [Difference]
    let families: [Family]
  }

  @Test func tailsMatchFiftyDigits() throws {
    for point in try fixture("t-tests", as: Reference.self).tails {
      for t in [point.t, -point.t] {
        let value = studentTTwoSidedProbability(t, degreesOfFreedom: point.degrees)
        #expect(relativeError(value, point.probability) < 1e-11, "\(point)")
      }
    }
    #expect(studentTTwoSidedProbability(0, degreesOfFreedom: 3) == 1)
    #expect(studentTTwoSidedProbability(-.infinity, degreesOfFreedom: 3) == 0)
    #expect(studentTTwoSidedProbability(.nan, degreesOfFreedom: 3).isNaN)
  }

  @Test func tailsAndQuantilesAreOfOneDistribution() {
    for degrees in 1...12 {
      for probability in [0.5, 0.1, 0.05, 0.001] {
        let t = studentTQuantile(1 - probability / 2, degreesOfFreedom: degrees)
        #expect(relativeError(studentTTwoSidedProbability(t, degreesOfFreedom: degrees), probability) < 1e-10)
      }
    }
  }

  @Test func differencesAreThoseOfSciPy() throws {
    for reference in try fixture("t-tests", as: Reference.self).differences {
      let difference = PairedDifference(of: reference.values, less: reference.others)
      // SciPy's mean carries the rounding of its sum, of numbers as large as the values.
      let largest = (reference.values + reference.others).map(abs).max() ?? 0
      #expect(abs(difference.mean - reference.mean) < 1e-15 * largest + 1e-14)
      #expect(relativeError(difference.standardError, reference.standardError) < 1e-12)
      #expect(relativeError(difference.probability, reference.probability) < 1e-11)
      #expect(difference.count == reference.values.count)
    }
  }

  @Test func familiesAreAdjustedAsByStatsmodels() throws {
    for family in try fixture("t-tests", as: Reference.self).families {
      for (value, expected) in zip(holmAdjusted(family.probabilities), family.adjusted) {
        #expect(abs(value - expected) < 1e-15)
      }
    }
    #expect(holmAdjusted([]).isEmpty)
    // A test that says nothing is one more, wherever it stands, and hides no other.
    for place in 0...3 {
      var family = [0.001, 0.02, 0.4]
      family.insert(.nan, at: place)
      var adjusted = holmAdjusted(family)
      #expect(adjusted.remove(at: place).isNaN && adjusted == [0.004, 0.06, 0.8])
    }
  }

  /// Differences, and what they are called: two standard errors decide, of three pairs at least.
  @Test(arguments: [
    ([1.0, 1, 1], "higher"), ([-1, -1, -1], "lower"), ([0, 0, 0], "the same"),
    // A mean of 2 and a standard error of 1; then of 2 and 1.53.
    ([1, 1, 4], "higher"), ([-4, -1, -1], "lower"), ([0, 1, 5], "undecided"),
    // However regular, fewer are too few.
    ([1, 1], "undecided"), ([5], "undecided"), ([0, 0], "undecided"),
  ])
  func belowTwoStandardErrorsNothingIsDecided(_ differences: [Double], _ verdict: String) {
    let others = differences.indices.map { Double($0) - 7 }
    let difference = PairedDifference(of: zip(others, differences).map { $0 + $1 }, less: others)
    #expect(difference.verdict == verdict)
    #expect(difference.isHigher == (verdict == "higher") && difference.isLower == (verdict == "lower"))
    #expect(difference.isDecided == (verdict != "undecided"))
  }

  @Test func equalValuesHaveNoDoubt() {
    #expect(PairedDifference(of: [2, 3, 4], less: [2, 3, 4]).probability == 1)
    #expect(PairedDifference(of: [3, 4, 5], less: [2, 3, 4]).probability == 0)
    #expect(PairedDifference(of: [3], less: [2]).probability.isNaN)
  }
}
