import Laboratory
import Outside
import Testing

/// A mark of one's own in a figure.
@Suite struct MarkTests {
  private let x = (0..<25).map { Double($0 % 5) }, y = (0..<25).map { Double($0 / 5) }

  /// Around the middle of a grid.
  private func arrows(name: String? = "flow") -> Mark {
    Mark(Arrows(x, y, dx: y.map { 0.2 * (2 - $0) }, dy: x.map { 0.2 * ($0 - 2) }, name: name))
  }

  private func figure(_ marks: [Mark], legend: LegendPosition = .automatic) -> Figure {
    Figure(marks, x: "x", y: "y", legend: legend, equalAspect: true)
  }

  /// The same figure makes the same bytes, the mark and its entry in the legend show, and it takes the next colour.
  @Test func itIsDrawn() throws {
    let picture = try figure([arrows()]).rendered()
    #expect(picture.png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try figure([arrows()]).rendered() == picture)
    #expect(try figure([arrows(name: nil)]).rendered() != picture)
    let points = Mark.points(x, y, name: "grid")
    #expect(try figure([points, arrows()]).rendered() != figure([points]).rendered())
  }

  /// Records have every number under kind and name, those of the library's names where they belong.
  @Test func itIsRecorded() throws {
    let series = try #require(figure([.line([1.0, 2]), arrows()]).plottedData.series.last)
    #expect(series.mark == "arrows" && series.name == "flow")
    #expect(series.x == x && series.y == y && series.values == nil)
    #expect(series.channels?.keys.sorted() == ["x of heads", "y of heads"])
    #expect(series.channels?["x of heads"]?.first == 0.4)
  }

  /// The axes reach to the heads: an arrow that leaves the grid makes a picture of another size than one that does not.
  @Test func theAxesReachAsFarAsItDoes() throws {
    let near = Mark(Arrows([0], [0], dx: [1], dy: [1])), far = Mark(Arrows([0], [0], dx: [1], dy: [4]))
    let sizes = try [near, far].map { try figure([$0]).rendered() }.map { Double($0.width) / Double($0.height) }
    #expect(sizes[1] < sizes[0] / 2)
  }

  @Test func whatCannotBeDrawnIsNamed() {
    func message(_ mark: Mark, y: Axis = "y") -> String? {
      do { _ = try Figure(mark, x: "x", y: y).rendered() } catch { return "\(error)" }
      return nil
    }
    let nan = Mark(Arrows([0, 1], [0, .nan], dx: [1, 1], dy: [1, 1], name: "flow"))
    #expect(message(nan)?.hasPrefix("arrows “flow”: the y value at index 1 is nan.") == true)
    let short = Mark(Arrows([0, 1], [0], dx: [1], dy: [1]))
    #expect(message(short)?.hasPrefix("arrows: 1 y values for 2 x values.") == true)
    #expect(message(arrows(), y: Axis("y", scale: .log))?.contains("logarithmic axis cannot show") == true)
    #expect(message(Mark(Arrows([], [], dx: [], dy: [])))?.contains("no values to plot") == true)
  }
}
