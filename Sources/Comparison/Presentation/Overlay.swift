import LabFigures
import LabNotebooks

/// Curves of two runs in one picture, drawn from what their records hold.
enum Overlay {
  /// How many series of a panel are drawn, those that changed most.
  private static let mostSeries = 3

  /// The changed curves of a figure before and after; nil where none can be drawn.
  static func png(_ change: FigureChange, from before: RunRecord, to after: RunRecord) -> [UInt8]? {
    guard let old = plot(change.id, in: before), let new = plot(change.id, in: after) else { return nil }
    let figures = zip(old.panels, new.panels).compactMap { figure($0, $1, change) }
    guard let first = figures.first else { return nil }
    // Data that cannot be drawn, or a font that is missing, leave the page without this picture only.
    let picture = figures.count == 1 ? try? first.rendered() : try? Panels(figures, letters: false).rendered()
    return picture?.png
  }

  private static func plot(_ id: String, in record: RunRecord) -> Plot? {
    for output in record.outputs where output.id == id {
      if case .figure(_, _, _, let plot) = output.content { return Plot(plot) }
    }
    return nil
  }

  private static func figure(_ before: Plot.Panel, _ after: Plot.Panel, _ change: FigureChange) -> Figure? {
    // The largest change first: the order that the change has them in.
    let names = change.series.map(\.series)
    let pairs = before.series.compactMap { old -> (rank: Int, marks: [Mark])? in
      guard let rank = names.firstIndex(of: before.prefix + old.text),
        let new = after.series.first(where: { $0.key == old.key }),
        let first = mark(old.recorded, "before"), let second = mark(new.recorded, "after")
      else { return nil }
      return (rank, [first, second])
    }
    let marks = pairs.sorted { $0.rank < $1.rank }.prefix(mostSeries).flatMap(\.marks)
    if marks.isEmpty { return nil }
    let title = before.letter.map { "\($0) \(before.recorded.title ?? "")" } ?? before.recorded.title
    return Figure(marks, x: axis(after.recorded.x), y: axis(after.recorded.y), title: title, legend: .below)
  }

  private static func mark(_ series: RecordedPlot.Series, _ side: String) -> Mark? {
    guard let known = series.y?.known else { return nil }
    let x = known.map { series.x?.value(at: $0.index) ?? Double($0.index + 1) }
    let y = known.map(\.value)
    let name = [series.name, side].compactMap { $0 }.joined(separator: ", ")
    switch series.mark {
    case "line", "bars": return .line(x, y, name: name)
    case "connected points": return .connectedPoints(x, y, name: name)
    case "points": return .points(x, y, name: name)
    default: return nil
    }
  }

  private static func axis(_ recorded: PlottedData.AxisData?) -> Axis {
    let scale = (recorded?.scale).flatMap { Axis.Scale(rawValue: $0) } ?? .linear
    let limits = (recorded?.lower).flatMap { lower in
      (recorded?.upper).flatMap { $0 > lower ? lower...$0 : nil }
    }
    return Axis(recorded?.label ?? "", scale: scale, limits: limits)
  }
}
