import Testing

@testable import LabFigures

/// Joined points with error bars at the same values.
@Suite("Error bars of one value stand side by side")
struct SideBySideTests {
  private static let axes: [(Axis, [Double])] = [
    (Axis("β", ticks: [1, 2, 4]), [1, 2, 4]), (Axis("β", scale: .log), [0.001, 0.01, 10]), ("β", [-3, 0.5]), ("β", [2]),
  ]

  private func figure(_ count: Int, _ axis: Axis, _ values: [Double], hasErrors: Bool = true) -> Figure {
    Figure(
      Mark.sideBySide(
        (1...count).map { k in
          let y = values.map { _ in Double(k) }
          return hasErrors
            ? .connectedPoints(values, y, errors: y.map { $0 / 4 }, name: "k = \(k)")
            : .connectedPoints(values, y, name: "k = \(k)")
        }), x: axis, y: "y", size: Size(width: 420, height: 300))
  }

  /// The area of the plot, and where the first mark draws, and the second, ….
  private func ink(_ figure: Figure) throws -> (area: PlotArea, marks: [[Point]]) {
    let plan = try FigurePlan(figure, typeface: try Typeface())
    let area = PlotArea(rect: plan.layout(in: figure.size).plot, x: plan.x, y: plan.y)
    return (area, plan.styledMarks.map { $0.content.ink(in: area, $0.style) })
  }

  @Test(
    "in order, around the value, in the plot, and nearer to their own value than to the next", arguments: axes,
    [2, 3, 5, 8])
  func places(axis: (Axis, [Double]), count: Int) throws {
    let (axis, values) = axis
    let (area, marks) = try ink(figure(count, axis, values))
    let shifts = (0..<count).map {
      SidePlace(index: $0, count: count, positions: values).shift(in: area)
    }
    let steps = zip(shifts.dropFirst(), shifts).map(-)
    // Wide enough that neither the lines nor the ends of the bars, six points wide, lie on each other.
    #expect(steps.allSatisfy { $0 >= 3 && abs($0 - steps[0]) < 1e-9 })
    #expect(abs(shifts.reduce(0, +)) < 1e-9)
    let places = values.map(area.horizontal)
    if let distance = zip(places.dropFirst(), places).map(-).min() {
      #expect(shifts[count - 1] - shifts[0] <= 0.4 * distance + 1e-9)
    }
    for (mark, shift) in zip(marks, shifts) {
      #expect(mark.allSatisfy(area.rect.contains))
      // The lowest point is the end of an error bar.
      let low = try #require(mark.max { $0.y < $1.y })
      #expect(places.contains { abs($0 + shift - low.x) < 1e-9 })
    }
  }

  @Test("but what is plotted, and marks alone or without error bars, stay where they are")
  func stay() throws {
    let values = [1.0, 2, 4]
    let many = figure(3, "β", values)
    #expect(many.plottedData.series.allSatisfy { $0.x == values })
    for figure in [figure(1, "β", values), figure(3, "β", values, hasErrors: false)] {
      let (area, marks) = try ink(figure)
      for mark in marks { #expect(mark.contains { abs($0.x - area.horizontal(1)) < 1e-9 }) }
      var plain = figure
      plain.marks = figure.marks.map { mark in
        guard var content = mark.content as? ConnectedPointsMark else { return mark }
        content.place = nil
        return Mark(content: content)
      }
      if figure.marks.count > 1 { #expect(try figure.raster() == plain.raster()) }
    }
    #expect(Mark.sideBySide([.line([1, 2])]).count == 1 && Mark.sideBySide([]).isEmpty)
  }

  @Test("also where a repeated run gives them their error bars")
  func repeated() throws {
    let figure = figure(3, "β", [1, 2, 4], hasErrors: false)
    let averaged = figure.averaged(with: [figure]) { _ in 0.5 }
    let (area, marks) = try ink(averaged)
    let lowest = try marks.map { try #require($0.min { $0.x < $1.x }).x }
    #expect(lowest[0] < lowest[1] - 3 && lowest[1] < lowest[2] - 3 && area.rect.contains(marks[0][0]))
  }
}
