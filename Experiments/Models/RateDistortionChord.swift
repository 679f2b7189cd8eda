import Laboratory

/// The line between trainings at neighbouring prices of a nat, in the plane of rate and distortion.
///
/// Let one training be the best at its price β₁ and another at β₂ > β₁. Then neither would gain by changing to the other's codes:
/// D₁ + β₁ R₁ ≤ D₂ + β₁ R₂ and D₂ + β₂ R₂ ≤ D₁ + β₂ R₁. Together these say that the slope −(D₂ − D₁)/(R₂ − R₁) of the line between
/// them lies between β₁ and β₂.
struct RateDistortionChord {
  /// β₁ < β₂.
  let prices: ClosedRange<Double>
  /// How much distortion a nat saved costs, for each pair of trainings that share all but the price.
  let slopes: [Double]

  /// The same, over the pairs.
  var slope: Summary { Summary(of: slopes) }

  /// Whether the slope of one pair lies between the prices.
  func isBetween(inPair pair: Int) -> Bool { prices.contains(slopes[pair]) }

  /// The lines between neighbours.
  ///
  /// - Parameters:
  ///   - betas: The prices, ascending.
  ///   - evaluations: For each price, what its trainings came to: as many for each, in one order.
  static func chords(_ betas: [Double], _ evaluations: [[Evaluation]]) -> [RateDistortionChord] {
    betas.indices.dropLast().map { index in
      let slopes = zip(evaluations[index], evaluations[index + 1]).map { lower, upper in
        (upper.distortion.mean - lower.distortion.mean) / (lower.rate.mean - upper.rate.mean)
      }
      return RateDistortionChord(prices: betas[index]...betas[index + 1], slopes: slopes)
    }
  }

  /// “1 and 2”.
  var name: String {
    "\(NumberFormat.shortest(prices.lowerBound)) and \(NumberFormat.shortest(prices.upperBound))"
  }

  /// How far the slope lies outside of the two prices; 0 between them.
  private var excess: Double { max(prices.lowerBound - slope.mean, slope.mean - prices.upperBound, 0) }

  /// Whether it contradicts that both trainings are the best at their prices: outside of these by two standard errors or more.
  var isOutside: Bool { excess > 0 && excess >= 2 * slope.standardError }

  /// What the slope says.
  var verdict: String { excess == 0 ? "between them" : isOutside ? "outside" : "undecided" }
}

extension Table {
  /// A row for each pair of neighbouring prices, and for each kind of data, named, its slope and what that says.
  init(chords: KeyValuePairs<String, [RateDistortionChord]>) {
    let first = chords[0].value
    self.init(
      columns: ["between β ="] + chords.flatMap { ["slope, \($0.key)", "which is"] },
      rows: first.indices.map { row in
        [.text(first[row].name)]
          + chords.flatMap { [.number($0.value[row].slope, .fixed(2)), .text($0.value[row].verdict)] }
      })
  }
}
