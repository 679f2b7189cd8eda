import LabFigures
import LabNotebooks

/// The figures of a sweep.
struct SweepFigures {
  let results: SweepResults

  /// As many series as a reader tells apart.
  private static let mostSeries = 8

  /// A metric over each of the varied settings that have several values; nil where none has, and where all points have one value.
  func panels(of metric: String) -> Panels? {
    guard Set(results.points.map { $0.summary(of: metric)?.mean }).count > 1 else { return nil }
    let settings = results.plan.names.filter { results.values(of: $0).count > 1 }
    let figures = settings.compactMap { figure(of: metric, over: $0) }
    guard !figures.isEmpty else { return nil }
    return Panels(figures, sharing: [.y], palette: .ordered)
  }

  /// A metric over one setting: a line for each combination of the others, or, where these are many, the points.
  private func figure(of metric: String, over setting: String) -> Figure? {
    let positions = SweepAxisPositions(setting, values: results.values(of: setting))
    let places = results.points.compactMap { result -> (group: String, x: Double, y: Double, halfWidth: Double)? in
      guard let text = result.point.overrides[setting], let x = positions.position(of: text),
        let y = result.summary(of: metric)?.mean
      else { return nil }
      let others = result.point.values.filter { $0.name != setting }.map { "\($0.name)=\($0.text)" }
      return (others.joined(separator: " "), x, y, result.halfWidth(of: metric) ?? 0)
    }
    guard !places.isEmpty else { return nil }
    let groups = places.map(\.group).withoutRepetitions
    let unit = results.unit(of: metric)
    let y = Axis(metric, unit: unit.isEmpty ? nil : unit)
    guard groups.count <= Self.mostSeries else {
      return Figure(.points(places.map(\.x), places.map(\.y)), x: positions.axis, y: y)
    }
    let marks = groups.map { group -> Mark in
      let line = places.filter { $0.group == group }.sorted { $0.x < $1.x }
      let name = groups.count > 1 ? group : nil
      return results.plan.repetitions > 1
        ? .connectedPoints(line.map(\.x), line.map(\.y), errors: line.map(\.halfWidth), name: name)
        : .connectedPoints(line.map(\.x), line.map(\.y), name: name)
    }
    return Figure(Mark.sideBySide(marks), x: positions.axis, y: y, palette: .ordered)
  }

  /// Every point as a line over the varied settings and the metrics, each of which goes from its least value to its greatest; nil
  /// where there are not two points and two coordinates.
  ///
  /// A. Inselberg: The plane with parallel coordinates (1985).
  func parallelCoordinates(orderedBy goal: SweepGoal?) -> Figure? {
    let columns = results.plan.names.map(settingColumn) + results.metrics.map(metricColumn)
    let varied = columns.filter { Set($0.values.compactMap { $0 }).count > 1 }
    guard varied.count > 1, results.points.count > 1 else { return nil }
    var order = Array(results.points.indices)
    if let goal {
      let values = results.points.map { $0.summary(of: goal.metric)?.mean }
      // The first of an ordered palette is the darkest.
      order.sort { a, b in
        guard let a = values[a], let b = values[b], a != b else { return a < b }
        return goal.isMaximum ? a > b : a < b
      }
    }
    let marks = order.compactMap { index -> Mark? in
      let places = varied.enumerated().compactMap { number, column in
        column.fraction(at: index).map { (Double(number + 1), $0) }
      }
      return places.count > 1 ? .line(places.map(\.0), places.map(\.1)) : nil
    }
    guard !marks.isEmpty else { return nil }
    return Figure(
      marks, x: Axis("", names: varied.map(\.name)), y: Axis("from the least to the greatest of each", limits: 0...1),
      palette: .ordered,
      size: Size(width: 840, height: 360))
  }

  /// A coordinate: its value at each point.
  private struct Column {
    let name: String
    let values: [Double?]

    /// Where the value of a point lies between the least and the greatest.
    func fraction(at index: Int) -> Double? {
      let known = values.compactMap { $0 }
      guard let value = values[index], let low = known.min(), let high = known.max(), high > low else { return nil }
      return (value - low) / (high - low)
    }
  }

  private func settingColumn(_ setting: String) -> Column {
    let values = results.values(of: setting)
    let ranks = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Double($0)) })
    // By rank: the values of a grid are chosen to be told apart, whatever lies between them.
    return Column(name: setting, values: results.points.map { $0.point.overrides[setting].flatMap { ranks[$0] } })
  }

  private func metricColumn(_ metric: String) -> Column {
    Column(name: metric, values: results.points.map { $0.summary(of: metric)?.mean })
  }
}
