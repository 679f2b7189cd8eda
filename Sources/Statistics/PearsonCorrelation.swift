/// The linear correlation of paired values, −1 to 1; NaN where either side does not vary.
public func pearsonCorrelation(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "\(x.count) values cannot be paired with \(y.count)")
  precondition(x.count >= 2, "a correlation needs at least two pairs")
  let xMean = x.reduce(0, +) / Double(x.count)
  let yMean = y.reduce(0, +) / Double(y.count)
  var xSquares = 0.0, ySquares = 0.0, products = 0.0
  for (x, y) in zip(x, y) {
    xSquares += (x - xMean) * (x - xMean)
    ySquares += (y - yMean) * (y - yMean)
    products += (x - xMean) * (y - yMean)
  }
  let correlation = products / (xSquares.squareRoot() * ySquares.squareRoot())
  // Rounding must not carry a perfect correlation beyond 1. (`min` and `max` would turn NaN into a number.)
  return abs(correlation) > 1 ? (correlation > 0 ? 1 : -1) : correlation
}
