import Testing

@testable import LabFigures

@Suite("Nothing covers anything else")
struct LayoutTests {
  @Test("A legend inside the plot covers no data", arguments: Gallery.figures)
  func legends(entry: GalleryEntry) throws {
    let plan = try FigurePlan(entry.figure, typeface: try Typeface())
    let layout = plan.layout(in: entry.figure.size)
    let ink = plan.ink(in: PlotArea(rect: layout.plot, x: plan.x, y: plan.y))
    guard let legend = layout.furniture.legendRect(layout.plot, ink) else {
      #expect(plan.legendEntries.isEmpty)
      return
    }
    #expect(ink.count(where: legend.contains) == 0)
    let canvas = Rect(x: 0, y: 0, width: layout.size.width, height: layout.size.height)
    #expect(canvas.contains(legend))
  }

  @Test(
    "Error bars are data: a legend keeps off their ends, whichever way a bar goes",
    arguments: [[3.0, -3], [0.5, -0.5]])
  func errorBarEnds(heights: [Double]) throws {
    let figure = Figure(.bars(heights, errors: [1.0, 1], name: "difference"))
    let plan = try FigurePlan(figure, typeface: try Typeface())
    let area = PlotArea(rect: plan.layout(in: figure.size).plot, x: plan.x, y: plan.y)
    let ink = plan.ink(in: area)
    for (index, height) in heights.enumerated() {
      for end in [height - 1, height + 1] {
        let place = area.point(Double(index + 1), end)
        #expect(ink.contains { abs($0.x - place.x) < 1e-9 && abs($0.y - place.y) < 4 }, "\(end)")
      }
    }
  }

  @Test("A scatter without a free corner has its legend outside, a curve with one inside")
  func legendSides() throws {
    let typeface = try Typeface()
    func position(_ figure: Figure) throws -> LegendPosition {
      try FigurePlan(figure, typeface: typeface).layout(in: figure.size).furniture.legendPosition
    }
    #expect(try position(Gallery.figures[3].figure) == .outside)
    #expect(try position(Gallery.figures[1].figure) == .inside)
    var narrow = Gallery.figures[3].figure
    narrow.size.width = 240
    #expect(try position(narrow) == .below)
    var hidden = Gallery.figures[1].figure
    hidden.legend = .hidden
    #expect(try position(hidden) == .hidden)
  }

  @Test("Labels beside points keep off each other, off points and lines, and inside the plot", arguments: [2, 5, 9])
  func pointLabels(count: Int) throws {
    let typeface = try Typeface()
    let plot = Rect(x: 0, y: 0, width: 500, height: 300)
    // A convex curve, as rate and distortion make one.
    let points = (0..<count).map { index -> Point in
      let share = (Double(index) + 0.5) / Double(count)
      return Point(x: 40 + 400 * share, y: 260 - 200 * share * share)
    }
    let ink = Polyline.resampled(points, spacing: 2)
    let labels = points.enumerated().map {
      PointLabel(text: "β = \($0.offset)", color: .ink, point: $0.element, clearance: 3.6)
    }
    let legend = Rect(x: 400, y: 0, width: 100, height: 60)
    let placed = PointLabels.place(labels, in: plot, avoiding: ink, taken: [legend], typeface: typeface)
    #expect(placed.map { $0.text } == labels.map { $0.text })
    for (index, label) in placed.enumerated() {
      #expect(plot.contains(label.rect))
      #expect(!legend.intersects(label.rect))
      #expect(ink.count(where: label.rect.contains) == 0)
      #expect(placed[..<index].allSatisfy { !$0.rect.intersects(label.rect) })
    }
  }

  @Test("Tick labels of neighbours never touch", arguments: Gallery.figures, [200.0, 420, 600])
  func tickLabels(entry: GalleryEntry, width: Double) throws {
    let typeface = try Typeface()
    let plan = try FigurePlan(entry.figure, typeface: typeface)
    let axis =
      plan.categories.map {
        HorizontalAxis(categories: $0, plan.x, caption: "", length: width, typeface: typeface)
      } ?? HorizontalAxis(plan.x, caption: "", length: width, typeface: typeface)
    #expect(!axis.ticks.major.isEmpty)
    let edges = axis.labelEdges
    if axis.arrangement == .flat {
      for (left, right) in zip(edges, edges.dropFirst()) { #expect(left.trailing < right.leading) }
    } else {
      #expect(plan.categories != nil)
    }
  }

  @Test("Category names: one line where they fit, else broken, else every n-th number, else slanted")
  func categories() throws {
    let typeface = try Typeface()
    func axis(_ names: [String]) -> HorizontalAxis {
      let domain = Domain(Extent(0.5, Double(names.count) + 0.5), scale: .linear)
      return HorizontalAxis(categories: names, domain, caption: "", length: 400, typeface: typeface)
    }
    let short = axis(["a", "b", "c"])
    let broken = axis((0..<5).map { "category number \($0)" })
    let numbers = axis((1...100).map { String($0) })
    let slanted = axis((0..<8).map { "internationalisation-\($0)" })
    #expect(short.arrangement == .flat && short.ticks.major.count == 3)
    #expect(broken.arrangement == .flat && broken.insets.bottom > short.insets.bottom + 10)
    #expect(numbers.ticks.major.map { $0.label }.prefix(4) == ["1", "10", "20", "30"])
    #expect(slanted.arrangement == .slanted && slanted.ticks.major.count == 8)
  }

  @Test("Lines over an axis with names have these under them")
  func namesOfPlaces() throws {
    let figure = Figure(.line([1, 2, 3], [0, 1, 0.5]), x: Axis("", names: ["rate", "size", "bound"]), y: "share")
    #expect(try FigurePlan(figure, typeface: try Typeface()).categories == ["rate", "size", "bound"])
  }

  @Test("Names slanted at a wide matrix do not touch, and very long ones are elided")
  func slantedNames() throws {
    let typeface = try Typeface()
    func axis(_ names: [String]) -> HorizontalAxis {
      let domain = Domain(Extent(0.5, Double(names.count) + 0.5), scale: .linear)
      return HorizontalAxis(categories: names, domain, caption: "", length: 400, typeface: typeface)
    }
    let many = axis((1...60).map { "column \($0)" })
    #expect(
      many.arrangement == .slanted
        && many.ticks.major.map { $0.label }.prefix(3) == ["column 1", "column 5", "column 10"])
    let long = axis((1...6).map { String(repeating: "internationalisation", count: 4) + "-\($0)" })
    #expect(long.arrangement == .slanted && long.insets.bottom < 150)
  }

  @Test("Names of rows never touch and leave room for the plot", arguments: [1, 2, 4, 10, 60, 500], [60.0, 250, 600])
  func rowNames(count: Int, height: Double) throws {
    let typeface = try Typeface()
    let domain = Domain(Extent(0.5, Double(count) + 0.5), scale: .linear)
    for words in [
      "r", "a row with a name far longer than there is room for, number", "internationalisation-of-every-row-",
    ] {
      let names = (1...count).map { "\(words) \($0)" }
      let axis = VerticalAxis(rowNames: names, domain, caption: "", length: height, typeface: typeface)
      // Downwards from the plot's top.
      let edges = axis.labelEdges(domain)
      #expect(edges.count == axis.ticks.major.count && names.prefix(2).contains(axis.ticks.major[0].label))
      #expect(zip(edges, edges.dropFirst()).allSatisfy { $0.bottom < $1.top })
      #expect(axis.insets.left < 130)
    }
  }

  @Test("A name too long for its line keeps its beginning and its end")
  func elision() throws {
    let typeface = try Typeface()
    let name = "internationalisation-of-layer-7"
    #expect(typeface.elided(name, .tick, maxWidth: 1_000) == name)
    for width in [40.0, 80, 120] {
      let elided = typeface.elided(name, .tick, maxWidth: width)
      #expect(typeface.width(of: elided, .tick) <= width && elided.contains("…"))
      #expect(elided.hasPrefix("in") && elided.hasSuffix("7"))
    }
  }

  @Test("Equal aspect: a unit of x is as long as a unit of y")
  func equalAspect() throws {
    let figure = Figure(.points([0.0, 30], [0.0, 10]), equalAspect: true)
    let plan = try FigurePlan(figure, typeface: try Typeface())
    let plot = plan.layout(in: figure.size).plot
    let (unitX, unitY) = (plot.width / (plan.x.upper - plan.x.lower), plot.height / (plan.y.upper - plan.y.lower))
    // The plot's edges stand on whole points.
    #expect(abs(unitX / unitY - 1) < 0.01)
  }

  @Test("Panels: plots of a row are equal in size and on one line")
  func panels() throws {
    let figures = [Gallery.figures[0].figure, Gallery.figures[6].figure, Gallery.figures[1].figure]
    let layout = try PanelLayout(Panels(figures), typeface: try Typeface())
    #expect(Set(layout.plots.map { $0.y }).count == 1)
    #expect(Set(layout.plots.map { $0.width }).count == 1 && Set(layout.plots.map { $0.height }).count == 1)
    #expect(layout.plots[0].maxX < layout.plots[1].x && layout.plots[1].maxX < layout.plots[2].x)
  }

  @Test("A diverging colour map is white at zero, unless limits say otherwise")
  func divergingZero() throws {
    func domain(_ axis: Axis) throws -> Domain? {
      let figure = Figure(.heatMap([-1.0, 4], rows: 1, columns: 2, color: axis, map: .diverging))
      return try FigurePlan(figure, typeface: try Typeface()).colorScale?.domain
    }
    #expect(try domain("difference")?.fraction(0) == 0.5)
    #expect(try domain(Axis("difference", limits: -1...4))?.fraction(0) == 0.2)
  }

  @Test("Shared axes have one domain, a shared colour bar one colour scale")
  func sharing() throws {
    let figures = [1.0, 5].map { scale in
      Figure([.heatMap([0, scale, 2 * scale, 3 * scale], rows: 2, columns: 2, color: "density")])
    }
    let typeface = try Typeface()
    let shared = try PanelLayout.plans(Panels(figures, sharing: [.colorBar]), typeface)
    #expect(shared[0].colorScale == shared[1].colorScale)
    #expect(shared[0].colorScale?.domain.upper == 15)
    #expect(!shared[0].showsColorBar)
    let lines = [Figure(.line([1.0, 2])), Figure(.line([4.0, 9, 3]))]
    let axes = try PanelLayout.plans(Panels(lines, sharing: [.x, .y]), typeface)
    #expect(axes[0].x == axes[1].x && axes[0].y == axes[1].y)
    #expect(axes[0].y.lower <= 1 && axes[0].y.upper >= 9)
  }
}
