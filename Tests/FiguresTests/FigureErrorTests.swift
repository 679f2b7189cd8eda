import Testing

@testable import LabFigures

@Suite("Data that cannot be drawn are refused, with the series and the place")
struct FigureErrorTests {
  static let bad: [(Figure, [String])] = [
    (Figure([]), ["no marks"]),
    (Figure(.line([1.0, .nan], name: "loss")), ["loss", "y value at index 1", "nan"]),
    (Figure(.line([1.0, 2, -.infinity], name: "loss")), ["loss", "index 2", "-inf"]),
    (Figure(.line([.nan, 2.0], [1.0, 2])), ["x value at index 0"]),
    (Figure(.line([1.0, 1e301])), ["index 1", "1e+301", "1e300"]),
    (Figure(.line([Double]())), ["no values"]),
    (Figure(.line([1.0, 2], [1.0])), ["2 x values", "1 y"]),
    (Figure(.line([1.0, 0, 2], name: "loss"), y: Axis("loss", scale: .log)), ["loss", "index 1", "logarithmic"]),
    (Figure(.line([1.0, 2], [1.0, 2], lower: [0.0], upper: [2.0, 3])), ["1 lower values"]),
    (Figure(.line([1.0, 2], [1.0, 2], lower: [0.0, 1], upper: [2.0, .nan])), ["upper value at index 1"]),
    (Figure(.smoothedLine([1.0, 2], name: "loss", smoothing: .mean(window: 4))), ["loss", "1, 3, 5"]),
    (Figure(.points([1.0], [2.0, 3])), ["2 y values", "1 x"]),
    (Figure(.points([1.0], [2.0], categories: [3], names: ["a", "b"])), ["index 0 is 3", "2 names"]),
    (Figure(.points([1.0], [2.0], categories: [0, 1], names: ["a", "b"])), ["2 category values"]),
    (Figure(.points([1.0], [2.0], values: [Double.nan], color: "p")), ["colour value at index 0"]),
    (Figure(.points([1.0], [2.0], size: -1)), ["radius of -1"]),
    (Figure(.points([1.0], [2.0], opacity: 2)), ["opacity of 2"]),
    (Figure(.connectedPoints([1.0, 2], [1.0, 2], labels: ["a"])), ["1 label values", "2 x"]),
    (Figure(.connectedPoints([1.0, 2], [1.0, 2], errors: [0.1])), ["1 error values", "2 y"]),
    (Figure(.connectedPoints([1.0], [1.0], errors: [1.0]), y: Axis("cost", scale: .log)), ["reaches zero"]),
    (Figure(.bars([1.0, .nan], name: "KL")), ["KL", "index 1"]),
    (Figure(.bars([1.0], labels: ["a", "b"])), ["2 label values", "1 bar"]),
    (Figure(.bars([1.0, 2], errors: [0.1])), ["1 error values"]),
    (Figure(.bars([1.0]), x: Axis("unit", scale: .log)), ["linear horizontal axis"]),
    (Figure(.bars([1.0], errors: [1.0]), y: Axis("KL", scale: .log)), ["reaches zero"]),
    (Figure(.heatMap([1.0, 2, 3], rows: 2, columns: 2, color: "p")), ["3 values for 2 rows and 2 columns"]),
    (Figure(.heatMap([1.0, .nan], rows: 1, columns: 2, color: "p")), ["index 1 is nan"]),
    (Figure(.heatMap([1.0], rows: 1, columns: 1, x: 1...1, color: "p")), ["x extent is empty"]),
    (Figure(.heatMap([0.0], rows: 1, columns: 1, color: Axis("p", scale: .log))), ["logarithmic"]),
    (Figure(.heatMap([1.0], rows: 1, columns: 1, color: "p"), x: Axis("x", scale: .log)), ["linear axes"]),
    (
      Figure(.heatMap([1.0, 2], rows: ["a"], columns: ["b", "c", "d"], color: "p")),
      ["2 values for 1 rows and 3 columns"]
    ),
    (Figure(.heatMap([Double](), rows: [], columns: [], color: "p")), ["0 rows and 0 columns"]),
    (Figure(.heatMap([1.0], rows: ["🙂"], columns: ["b"], color: "p")), ["🙂", "glyph"]),
    (Figure(.heatMap([1.0], rows: 1, columns: 1, color: "p", cellFormat: .decimals(10))), ["10 decimals", "0 to 9"]),
    (Figure(.band([1.0, 2], lower: [0.0, 1], upper: [1.0], name: "range")), ["range", "1 upper values", "2 x"]),
    (Figure(.band([1.0, 2], lower: [0.0, .nan], upper: [1.0, 2])), ["lower value at index 1"]),
    (Figure(.band([Double](), lower: [Double](), upper: [Double]())), ["no values"]),
    (Figure(.band([1.0], lower: [0.0], upper: [1.0]), y: Axis("loss", scale: .log)), ["index 0", "logarithmic"]),
    (
      Figure([
        .heatMap([1.0], rows: 1, columns: 1, color: "p"), .points([1.0], [1.0], values: [1.0], color: "q"),
      ]), ["“p”", "“q”"]
    ),
    (Figure([.line([1.0]), .horizontalLine(at: .nan, name: "optimum")]), ["optimum"]),
    (Figure(.line([1.0]), x: Axis("x", limits: 0...(.infinity))), ["x axis", "limits"]),
    (Figure(.line([1.0]), y: Axis("y", scale: .log, limits: 0...1)), ["y axis", "logarithmic"]),
    (Figure(.line([1.0]), y: Axis("y", scale: .log), equalAspect: true), ["equal aspect"]),
    (Figure(.line([1.0]), size: Size(width: 10, height: 300)), ["10.0 × 300.0 points"]),
    (Figure(.line([1.0]), size: Size(width: .nan, height: 300)), ["nan × 300.0 points"]),
    (Figure(.line([1.0], name: "loss 🙂")), ["🙂", "glyph"]),
  ]

  @Test("Figures", arguments: bad.indices)
  func figures(index: Int) {
    let (figure, reasons) = Self.bad[index]
    let error = #expect(throws: FigureError.self) { try figure.rendered() }
    for reason in reasons {
      #expect(error?.description.contains(reason) == true, "“\(reason)” in “\(error?.description ?? "")”")
    }
  }

  static let badPanels: [(Panels, String)] = [
    (Panels([]), "no figures"),
    (Panels([Figure(.line([1.0]))], columns: 0), "0 columns"),
    (Panels([Figure(.line([1.0]))], aspect: -1), "aspect -1"),
    (Panels([Figure(.line([1.0]))], width: 5), "5.0"),
    (Panels((0..<30).map { _ in Figure(.line([1.0])) }, columns: 30), "fewer columns"),
    (Panels([Figure(.line([1.0])), Figure(.line([Double.nan], name: "b"))]), "“b”"),
    (
      Panels([Figure(.line([1.0])), Figure(.line([1.0]), y: Axis("y", scale: .log))], sharing: [.y]),
      "share the y axis"
    ),
  ]

  @Test("Panels", arguments: badPanels.indices)
  func panels(index: Int) {
    let (panels, reason) = Self.badPanels[index]
    let error = #expect(throws: FigureError.self) { try panels.rendered() }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("A missing font is named with the package that holds it")
  func missingFont() {
    #expect(FigureError.missingFont.description.contains("fonts-dejavu-core"))
  }
}
