import Foundation

/// What several repetitions of a number become in a picture: a middle and the ends of an interval around it.
struct Repetition {
  /// Half the width of the interval around the mean of so many values.
  let halfWidth: @Sendable ([Double]) -> Double

  /// The middle and the ends at each place; on a logarithmic axis the logarithms are averaged, so that the ends stay
  /// positive. Ends that no axis can show become the last that one can.
  func interval(
    of curves: [[Double]], scale: Axis.Scale
  ) -> (middle: [Double], lower: [Double], upper: [Double]) {
    var result: (middle: [Double], lower: [Double], upper: [Double]) = ([], [], [])
    for index in curves[0].indices {
      let values = curves.map { scale == .log ? log($0[index]) : $0[index] }
      let mean = values.reduce(0, +) / Double(values.count), reach = halfWidth(values)
      let limit = Domain.largestMagnitude
      let points = [mean, mean - reach, mean + reach].map { point in
        scale == .log ? min(max(exp(point), 1 / limit), limit) : min(max(point, -limit), limit)
      }
      result.middle.append(points[0])
      result.lower.append(points[1])
      result.upper.append(points[2])
    }
    return result
  }
}

extension Picture {
  /// Nothing of it is a curve.
  public func averaged(with others: [any Picture], halfWidth: @escaping @Sendable ([Double]) -> Double) -> Self {
    self
  }
}

extension Figure {
  /// Lines, bars and joined points as means with intervals, bands by the means of their edges, where every repetition has
  /// them at the same places, and under the same names: series in the order of a result are not the same ones.
  public func averaged(with others: [any Picture], halfWidth: @escaping @Sendable ([Double]) -> Double) -> Figure {
    let others = others.compactMap { $0 as? Figure }
    guard others.allSatisfy({ $0.marks.count == marks.count }) else { return self }
    var figure = self
    for index in marks.indices {
      figure.marks[index] = Mark(
        content: marks[index].content.averaged(
          with: others.map { $0.marks[index].content }, Repetition(halfWidth: halfWidth), scale: y.scale))
    }
    return figure
  }
}

extension Panels {
  /// Each panel averaged.
  public func averaged(with others: [any Picture], halfWidth: @escaping @Sendable ([Double]) -> Double) -> Panels {
    let others = others.compactMap { $0 as? Panels }
    guard others.allSatisfy({ $0.figures.count == figures.count }) else { return self }
    var panels = self
    for index in figures.indices {
      panels.figures[index] = figures[index].averaged(with: others.map { $0.figures[index] }, halfWidth: halfWidth)
    }
    return panels
  }
}

extension LineMark {
  func averaged(with others: [any MarkContent], _ repetition: Repetition, scale: Axis.Scale) -> any MarkContent {
    let lines = [self] + others.compactMap { $0 as? LineMark }
    guard lines.count == others.count + 1,
      lines.allSatisfy({ $0.name == name && $0.x == x && $0.y.values.count == y.values.count })
    else { return self }
    let curves = lines.map { $0.smoothing?.smoothed($0.y.values) ?? $0.y.values }
    let interval = repetition.interval(of: curves, scale: scale)
    return LineMark(
      name: name, x: x, y: Channel(y.name, interval.middle),
      band: Band(Channel("lower", interval.lower), Channel("upper", interval.upper)), repetitions: curves)
  }
}

extension BandMark {
  /// Each edge becomes its mean: a band has no middle for an interval to stand around.
  func averaged(with others: [any MarkContent], _ repetition: Repetition, scale: Axis.Scale) -> any MarkContent {
    let all = [self] + others.compactMap { $0 as? BandMark }
    guard all.count == others.count + 1,
      all.allSatisfy({
        $0.name == name && $0.x == x && $0.band.lower.values.count == x.values.count
          && $0.band.upper.values.count == x.values.count
      })
    else { return self }
    func mean(_ edge: KeyPath<Band, Channel>) -> Channel {
      let edges = all.map { $0.band[keyPath: edge] }
      return Channel(edges[0].name, repetition.interval(of: edges.map(\.values), scale: scale).middle)
    }
    return BandMark(name: name, x: x, band: Band(mean(\.lower), mean(\.upper)))
  }
}

extension ConnectedPointsMark {
  func averaged(with others: [any MarkContent], _ repetition: Repetition, scale: Axis.Scale) -> any MarkContent {
    let all = [self] + others.compactMap { $0 as? ConnectedPointsMark }
    guard all.count == others.count + 1,
      all.allSatisfy({ $0.name == name && $0.y.values.count == y.values.count && $0.texts == texts })
    else { return self }
    let interval = repetition.interval(of: all.map(\.y.values), scale: scale)
    // Where the horizontal place is a result too, as on a rate–distortion curve, it is averaged as well.
    let places = repetition.interval(of: all.map(\.x.values), scale: .linear).middle
    let isFixed = all.allSatisfy { $0.x == x }
    return ConnectedPointsMark(
      name: name, x: isFixed ? x : Channel(x.name, places), y: Channel(y.name, interval.middle), texts: texts,
      bounds: (Channel("lower", interval.lower), Channel("upper", interval.upper)), place: place)
  }
}

extension BarsMark {
  func averaged(with others: [any MarkContent], _ repetition: Repetition, scale: Axis.Scale) -> any MarkContent {
    let all = [self] + others.compactMap { $0 as? BarsMark }
    guard all.count == others.count + 1,
      all.allSatisfy({ $0.name == name && $0.heights.values.count == heights.values.count && $0.labels == labels })
    else { return self }
    let interval = repetition.interval(of: all.map(\.heights.values), scale: scale)
    return BarsMark(
      name: name, heights: Channel(heights.name, interval.middle), labels: labels,
      bounds: (Channel("lower", interval.lower), Channel("upper", interval.upper)))
  }
}
