import Testing

@testable import LabFigures

@Suite("Heat maps")
struct HeatMapTests {
  /// The colour in the middle of each cell, row by row from the top of the plot.
  static func cells(_ figure: Figure, rows: Int, columns: Int) throws -> [UInt32] {
    let plot = try FigurePlan(figure, typeface: try Typeface()).layout(in: figure.size).plot
    let raster = try figure.raster()
    return (0..<rows * columns).map { index in
      let x = plot.x + plot.width * (Double(index % columns) + 0.5) / Double(columns)
      let y = plot.y + plot.height * (Double(index / columns) + 0.5) / Double(rows)
      return raster.color(of: Int(2 * y) * raster.width + Int(2 * x))
    }
  }

  @Test("With names the first row is on top, with numbers at the lower end of the axis")
  func firstRow() throws {
    let axis = Axis("p", limits: 0...1)
    let named = Figure(.heatMap([0, 1, 0.5, 0.5], rows: ["a", "b"], columns: ["x", "y"], color: axis))
    let numbered = Figure(.heatMap([0, 1, 0.5, 0.5], rows: 2, columns: 2, color: axis))
    let ends: [UInt32] = [0x440154, 0xFDE725]
    let read = try Self.cells(named, rows: 2, columns: 2)
    #expect(Array(read[..<2]) == ends && read[2] == read[3] && !ends.contains(read[2]))
    #expect(try Self.cells(numbered, rows: 2, columns: 2) == Array(read[2...] + read[..<2]))
  }

  @Test("Names stand at the middle of their rows and columns")
  func names() throws {
    let figure = Figure(.heatMap([1, 2, 3, 4, 5, 6], rows: ["a", "b"], columns: ["x", "y", "z"], color: "p"))
    let plan = try FigurePlan(figure, typeface: try Typeface())
    let vertical = VerticalAxis(
      rowNames: try #require(plan.rowNames), plan.y, caption: "", length: 100, typeface: plan.typeface)
    #expect(vertical.ticks.major == [Tick(value: 2, label: "a"), Tick(value: 1, label: "b")])
    let horizontal = HorizontalAxis(
      categories: try #require(plan.categories), plan.x, caption: "", length: 100, typeface: plan.typeface)
    #expect(horizontal.ticks.major.map { $0.label } == ["x", "y", "z"])
    #expect(horizontal.ticks.major.map { plan.x.fraction($0.value) }.map { ($0 * 6).rounded() } == [1, 3, 5])
  }

  @Test("Numbers have the decimals asked for, no −0, and a power of ten where they are huge")
  func format() {
    let texts: [(Double, Int, String)] = [
      (0.5, 2, "0.50"), (-0.5, 1, "−0.5"), (0, 0, "0"), (-0.004, 2, "0.00"), (1_234.5, 1, "1,234.5"),
      (2.0 / 3, 3, "0.667"),
      (3e12, 2, "3.00×10¹²"), (-1e300, 0, "−1×10³⁰⁰"), (99.996, 2, "100.00"), (1e-300, 9, "0.000000000"),
      (9.999e9, 2, "1.00×10¹⁰"), (-9.9e9, 0, "−1×10¹⁰"), (9.99e9, 2, "9.99×10⁹"),
    ]
    for (value, decimals, text) in texts { #expect(CellFormat.decimals(decimals).text(value) == text) }
  }

  @Test(
    "Numbers fit their cells, as large as tick labels where they can, and are left out where they would be too small")
  func fit() throws {
    let typeface = try Typeface()
    func size(_ width: Double, _ height: Double) -> Double? {
      CellTexts([0.5, 0.25], .decimals(2), cell: Size(width: width, height: height), typeface: typeface)?.style.size
    }
    let width = typeface.width(of: "0.50", .tick)
    #expect(size(100, 100) == TextStyle.tick.size)
    let narrow = try #require(size(width, 100)), low = try #require(size(100, 12))
    #expect(narrow * width / TextStyle.tick.size < width && (6..<10.5).contains(narrow))
    #expect(low < 12 && (6..<10.5).contains(low))
    #expect(size(width / 2, 100) == nil && size(100, 5) == nil && size(1, 1) == nil)
  }

  @Test("Numbers change the cells that have room for them, and only these")
  func numbers() throws {
    func figure(_ count: Int, _ format: CellFormat?) -> Figure {
      let names = (1...count).map { String($0) }
      return Figure(
        .heatMap(Gallery.noise(count * count), rows: names, columns: names, color: "p", cellFormat: format))
    }
    #expect(try figure(3, nil).raster() != figure(3, .decimals(1)).raster())
    #expect(try figure(100, nil).raster() == figure(100, .decimals(1)).raster())
  }
}
