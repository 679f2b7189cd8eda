import Testing

@testable import LabFigures

@Suite("Lines")
struct LineTests {
  @Test("Smoothing: the mean over a centred window, fewer values at the ends")
  func smoothing() {
    #expect(Smoothing.mean(window: 3).smoothed([3, 6, 0, 9]) == [4.5, 3, 5, 4.5])
    #expect(Smoothing.mean(window: 1).smoothed([3, 6, 0]) == [3, 6, 0])
    #expect(Smoothing.mean(window: 99).smoothed([3, 6, 0]) == [3, 3, 3])
  }

  @Test("The window that suits a curve is odd and about a fiftieth", arguments: [1, 40, 100, 1_875, 60_000])
  func suitedWindow(count: Int) throws {
    let smoothing = Smoothing.suited(to: count)
    try smoothing.validate(series: "line")
    guard case .mean(let window) = smoothing else { return }
    #expect(window % 2 == 1 && abs(window - count / 50) <= 1)
  }

  @Test("Thinning keeps the ends and every peak, and far fewer points")
  func thinning() {
    let points = Gallery.noise(50_000).enumerated().map { Point(x: Double($0.offset) / 100, y: 100 * $0.element) }
    let thinned = Polyline.thinned(points)
    #expect(thinned.first == points.first && thinned.last == points.last)
    #expect(thinned.count <= 4 * 1_001)
    #expect(thinned.map { $0.y }.max() == points.map { $0.y }.max())
    #expect(thinned.map { $0.y }.min() == points.map { $0.y }.min())
    let short = Array(points.prefix(2_000))
    #expect(Polyline.thinned(short) == short)
  }

  @Test("Resampled points are never further apart than asked")
  func resampling() {
    let resampled = Polyline.resampled([Point(x: 0, y: 0), Point(x: 10, y: 0), Point(x: 10, y: 7)], spacing: 2)
    #expect(resampled.contains(Point(x: 10, y: 0)) && resampled.last == Point(x: 10, y: 7))
    for (left, right) in zip(resampled, resampled.dropFirst()) {
      #expect(abs(left.x - right.x) + abs(left.y - right.y) <= 2 + 1e-12)
    }
  }

  @Test("Pale raw curves and bands lie behind every line")
  func layers() throws {
    // The second series' raw values jump across the first series' smoothed line.
    let calm = Mark.smoothedLine([Double](repeating: 0, count: 400), name: "calm", smoothing: .mean(window: 5))
    let wild = Mark.smoothedLine((0..<400).map { $0 % 2 == 0 ? 1.0 : -1.2 }, smoothing: .mean(window: 101))
    let figure = Figure([calm, wild], legend: .hidden)
    let plan = try FigurePlan(figure, typeface: try Typeface())
    let plot = plan.layout(in: figure.size).plot
    let area = PlotArea(rect: plot, x: plan.x, y: plan.y)
    let raster = try figure.raster()
    let row = Int(2 * area.vertical(0))
    let blue = UInt32(0x0072B2)
    for step in stride(from: 10, to: 390, by: 7) {
      #expect(raster.color(of: row * raster.width + Int(2 * area.horizontal(Double(step)))) == blue)
    }
  }
}
