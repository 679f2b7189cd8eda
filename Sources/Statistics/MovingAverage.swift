/// The exponential moving average after each value: the weighted mean of the values so far, each weighing `decay` times
/// its successor.
///
/// The weights are divided by their sum, so that the first averages are not drawn to zero (the bias correction of Adam:
/// D. P. Kingma and J. Ba, 2015, section 3). `decay` is in 0..<1; 0 gives the values themselves.
public func exponentialMovingAverage(_ values: [Double], decay: Double) -> [Double] {
  precondition((0..<1).contains(decay), "a decay of \(decay) is outside 0..<1")
  var sum = 0.0
  var weight = 0.0
  return values.map { value in
    sum = decay * sum + (1 - decay) * value
    weight = decay * weight + (1 - decay)
    return sum / weight
  }
}
