/// Lines through many points.
enum Polyline {
  /// Thinned to the first, lowest, highest and last of each half-point column, which draws the same, only faster.
  static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > 2_000 else { return points }
    var result: [Point] = []
    var start = 0
    while start < points.count {
      let column = (2 * points[start].x).rounded(.down)
      var end = start + 1
      while end < points.count, (2 * points[end].x).rounded(.down) == column { end += 1 }
      let range = start..<end
      let lowest = range.max { points[$0].y < points[$1].y } ?? start
      let highest = range.min { points[$0].y < points[$1].y } ?? start
      var kept = [start, min(lowest, highest), max(lowest, highest), end - 1]
      kept.removeDuplicateNeighbours()
      result += kept.map { points[$0] }
      start = end
    }
    return result
  }

  /// Points along the line, at most `spacing` apart.
  static func resampled(_ points: [Point], spacing: Double) -> [Point] {
    guard var previous = points.first else { return [] }
    var result = [previous]
    for point in points.dropFirst() {
      let (dx, dy) = (point.x - previous.x, point.y - previous.y)
      let pieces = max(1, Int(((dx * dx + dy * dy).squareRoot() / spacing).rounded(.up)))
      for piece in 1...pieces {
        let share = Double(piece) / Double(pieces)
        result.append(Point(x: previous.x + dx * share, y: previous.y + dy * share))
      }
      previous = point
    }
    return result
  }
}

extension [Int] {
  fileprivate mutating func removeDuplicateNeighbours() {
    self = enumerated().filter { $0.offset == 0 || self[$0.offset - 1] != $0.element }.map { $0.element }
  }
}
