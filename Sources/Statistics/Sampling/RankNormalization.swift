/// The places of numbers in ascending order, from 1; equal ones share the mean of theirs.
func averageRanks(of values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count), start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
    start = end
  }
  return ranks
}

/// Numbers replaced by the quantiles of a standard normal distribution at (rank − ⅜)/(count + ¼): what is not infinite
/// whatever they are, and knows no scale (Vehtari et al. 2021).
func rankNormalized(_ values: [Double]) -> [Double] {
  let count = Double(values.count)
  return averageRanks(of: values).map { normalQuantile(($0 - 0.375) / (count + 0.25)) }
}

/// The distances of numbers from their median.
func folded(_ values: [Double]) -> [Double] {
  let sorted = values.sorted(), count = sorted.count
  let median = count.isMultiple(of: 2) ? (sorted[count / 2 - 1] + sorted[count / 2]) / 2 : sorted[count / 2]
  return values.map { abs($0 - median) }
}
