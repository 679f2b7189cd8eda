import Foundation
import Testing

@testable import LabFigures

@Suite("The plotted data say what a picture shows")
struct PlottedDataTests {
  @Test("A line: axes, name, positions")
  func line() {
    let figure = Figure(
      .line([0.5, 0.25], name: "β = 1"), x: "step", y: Axis("loss", unit: "nats", scale: .log, limits: 0.1...1),
      title: "Loss")
    let data = figure.plottedData
    #expect(data.kind == "figure" && data.title == "Loss")
    #expect(data.x == PlottedData.AxisData(label: "step", scale: "linear", lower: nil, upper: nil))
    #expect(data.y == PlottedData.AxisData(label: "loss (nats)", scale: "log", lower: 0.1, upper: 1))
    #expect(data.series.count == 1 && data.series[0].mark == "line" && data.series[0].name == "β = 1")
    #expect(data.series[0].x == [1, 2] && data.series[0].y == [0.5, 0.25])
  }

  @Test("A smoothed line holds its raw values and states the smoothing")
  func smoothing() {
    let data = Figure(.smoothedLine([1.0, 2, 3], smoothing: .mean(window: 3))).plottedData
    #expect(data.series[0].y == [1, 2, 3] && data.series[0].note == "mean over 3 values")
  }

  @Test("Points in categories are one series a category")
  func categories() {
    let data = Figure(.points([1.0, 2, 3], [4.0, 5, 6], categories: [1, 0, 1], names: ["a", "b"])).plottedData
    #expect(data.series.map { $0.name } == ["a", "b"])
    #expect(data.series[0].x == [2] && data.series[1].x == [1, 3] && data.series[1].y == [4, 6])
  }

  @Test("A heat map holds its values, shape, extent and colour axis")
  func heatMap() {
    let data = Figure(.heatMap([1, 2, 3, 4, 5, 6], rows: 2, columns: 3, x: 0...3, y: -1...1, color: "p")).plottedData
    #expect(data.series[0].shape == [2, 3] && data.series[0].values == [1, 2, 3, 4, 5, 6])
    #expect(data.series[0].x == [0, 3] && data.series[0].y == [-1, 1] && data.color?.label == "p")
  }

  @Test("A heat map with names holds them, rows first, and no extent")
  func namedHeatMap() {
    let mark = Mark.heatMap([1, 2, 3, 4, 5, 6], rows: ["a", "b"], columns: ["x", "y", "z"], color: "p")
    let series = Figure(mark).plottedData.series[0]
    #expect(series.labels == ["a", "b", "x", "y", "z"] && series.shape == [2, 3])
    #expect(series.values == [1, 2, 3, 4, 5, 6] && series.x == nil && series.y == nil)
  }

  @Test("A band holds its edges")
  func band() {
    let data = Figure(.band([1.0, 2], lower: [0.0, 1], upper: [2.0, 4], name: "range")).plottedData
    #expect(data.series[0].mark == "band" && data.series[0].name == "range" && data.series[0].y == nil)
    #expect(data.series[0].x == [1, 2] && data.series[0].lower == [0, 1] && data.series[0].upper == [2, 4])
  }

  @Test("Bars hold their names and error bars, reference lines their value")
  func others() {
    let data = Figure([.bars([2.0], errors: [0.5], labels: ["a"]), .horizontalLine(at: 3, name: "limit")]).plottedData
    #expect(data.series[0].labels == ["a"] && data.series[0].lower == [1.5] && data.series[0].upper == [2.5])
    #expect(data.series[1].y == [3] && data.series[1].name == "limit")
  }

  @Test("Connected points hold their error bars")
  func errorBars() {
    let data = Figure(.connectedPoints([1.0, 2], [5.0, 7], errors: [0.5, 1], name: "VAE")).plottedData
    #expect(data.series[0].y == [5, 7] && data.series[0].lower == [4.5, 6] && data.series[0].upper == [5.5, 8])
  }

  @Test("Panels hold each figure's data, image grids their pixels")
  func composites() {
    let figures = [Figure(.line([1.0])), Figure(.bars([2.0]))]
    #expect(Panels(figures).plottedData.panels == figures.map { $0.plottedData })
    let grid = ImageGrid([RasterImage(width: 2, height: 1, values: [0, 1])], columns: 1, rowLabels: ["original"])
    #expect(grid.plottedData.series[0].values == [0, 1] && grid.plottedData.series[0].shape == [1, 1, 2])
    #expect(grid.plottedData.series[0].labels == ["original"])
  }

  @Test("They survive JSON", arguments: Gallery.figures)
  func json(entry: GalleryEntry) throws {
    let data = entry.figure.plottedData
    let decoded = try JSONDecoder().decode(PlottedData.self, from: try JSONEncoder().encode(data))
    #expect(decoded == data)
  }
}
