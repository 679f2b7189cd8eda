/// The ends of error bars of ± `errors` around values. The error itself is named where there is one too few or it is not
/// finite.
func errorBars(of errors: Channel, around values: Channel) -> (lower: Channel, upper: Channel) {
  func ends(_ sign: Double) -> Channel {
    Channel(
      errors.name,
      errors.values.enumerated().map { index, error in
        (values.values.indices.contains(index) ? values.values[index] : 0) + sign * abs(error)
      })
  }
  return (lower: ends(-1), upper: ends(1))
}

extension MarkContent {
  /// Refuses error bars that are not one for each value, not finite, or that reach what the axis cannot show.
  func validate(
    _ bounds: (lower: Channel, upper: Channel)?, of values: Channel, series: String, scale: Axis.Scale
  ) throws(FigureError) {
    guard let bounds else { return }
    for end in [bounds.lower, bounds.upper] {
      try end.validateCount(series: series, equals: values)
      try end.validate(series: series, scale: .linear)
    }
    if scale == .log, let low = bounds.lower.values.firstIndex(where: { $0 <= 0 }) {
      throw .invalid("\(series): the error bar at index \(low) reaches zero, which a logarithmic axis cannot show.")
    }
  }
}
