import Testing

@testable import LabFigures

@Suite("Series in order and in bands")
struct SeriesTests {
  /// The colours of the legend's entries.
  static func legendColors(_ plan: FigurePlan) -> [RGB] {
    plan.legendEntries.compactMap { entry in
      switch entry.symbol {
      case .line(let color, _), .linePoint(_, let color), .marker(_, let color), .swatch(let color), .band(let color):
        color
      case .note: nil
      }
    }
  }

  /// How many pixels have a colour, each channel rounded once in drawing.
  static func pixelCount(of color: RGB, in raster: Raster) -> Int {
    let channels = [color.red, color.green, color.blue].map { Int(($0 * 255).rounded()) }
    return stride(from: 0, to: raster.bytes.count, by: 3).count { pixel in
      (0..<3).allSatisfy { abs(Int(raster.bytes[pixel + $0]) - channels[$0]) <= 1 }
    }
  }

  @Test("An ordered figure's legend has the ordered colours, whatever its marks", arguments: Gallery.ordered)
  func legends(entry: GalleryEntry) throws {
    let colors = Self.legendColors(try FigurePlan(entry.figure, typeface: try Typeface()))
    let expected = colors.indices.map { Palette.ordered.color($0, of: colors.count) }
    #expect(colors.count >= 3 && (colors == expected || colors == expected.map(BandMark.shade)))
  }

  @Test("The palette colours the marks as it does the legend", arguments: Gallery.ordered)
  func marks(entry: GalleryEntry) throws {
    var figure = entry.figure
    figure.legend = .hidden
    let ordered = try figure.raster()
    let count = figure.seriesCount
    // Points and bands are translucent: none of their pixels has the colour itself.
    if !["ordered points", "ordered bands"].contains(entry.name) {
      for index in 0..<count {
        #expect(Self.pixelCount(of: Palette.ordered.color(index, of: count), in: ordered) > 100, "series \(index)")
      }
    }
    figure.palette = .categorical
    #expect(try figure.raster() != ordered)
  }

  @Test("Panels colour all figures by their palette, else each by its own")
  func panels() throws {
    let figures = [Gallery.ordered[2].figure, Gallery.figures[6].figure]
    let typeface = try Typeface()
    func colors(_ panels: Panels) throws -> [[RGB]] { try PanelLayout.plans(panels, typeface).map(Self.legendColors) }
    func ordered(_ count: Int) -> [RGB] { (0..<count).map { Palette.ordered.color($0, of: count) } }
    #expect(try colors(Panels(figures)) == [ordered(4), Array(Palette.colors[..<3])])
    #expect(try colors(Panels(figures, palette: .ordered)) == [ordered(4), Array(ordered(4).prefix(3))])
    #expect(try colors(Panels(figures, palette: .categorical)) == [4, 3].map { Array(Palette.colors[..<$0]) })
  }

  @Test("A legend shared by panels has one colour for each of its names")
  func sharedLegend() throws {
    let figures = [3, 5].map { count in Figure((1...count).map { .line([1.0, Double($0)], name: "β = \($0)") }) }
    let plans = try PanelLayout.plans(Panels(figures, sharing: [.legend], palette: .ordered), try Typeface())
    #expect(Self.legendColors(plans[0]) == Array(Self.legendColors(plans[1])[..<3]))
  }

  @Test("A band alone shades the region that a band around a line does")
  func bandsAlike() throws {
    let (x, lower, upper) = ([1.0, 2, 3], [0.0, 1, 0], [2.0, 2, 4])
    let alone = Self.pixelCount(
      of: BandMark.shade(of: Palette.colors[0]), in: try Figure(.band(x, lower: lower, upper: upper)).raster())
    // The line lies on the band's upper edge, where it hides next to nothing of the shade below.
    let lined = Self.pixelCount(
      of: Palette.colors[0].mixed(with: .white, share: 0.8),
      in: try Figure(.line(x, upper, lower: lower, upper: upper)).raster())
    #expect(alone > 10_000 && lined > Int(0.95 * Double(alone)) && lined < alone)
  }

  @Test("A band at a single position is seen")
  func singlePosition() throws {
    let figure = Figure(.band([5.0], lower: [1.0], upper: [2.0]))
    #expect(try Self.pixelCount(of: BandMark.shade(of: Palette.colors[0]), in: figure.raster()) > 1_000)
  }

  /// Every mark with error bars or a band.
  static let repeated: [@Sendable ([Double], Axis) -> Figure] = [
    { Figure(.bars($0), y: $1) }, { Figure(.line($0), y: $1) }, { Figure(.connectedPoints([1, 2], $0), y: $1) },
    { Figure(.bars($0, errors: $0.map { $0 / 4 }), y: $1) },
    { Figure(.connectedPoints([1, 2], $0, errors: $0.map { $0 / 4 }), y: $1) },
    { Figure(.line([1, 2], $0, lower: $0, upper: $0), y: $1) },
  ]

  @Test("Repetitions as far apart as can be are drawn on either axis, and keep positive ends on a logarithmic one")
  func repetitionsFarApart() throws {
    for figure in Self.repeated {
      for scale in [Axis.Scale.linear, .log] {
        let axis = Axis("height", scale: scale)
        for other in [[1.0, 1], [2, 3], [1e9, 1], [1e200, 1e-200]] {
          let averaged = figure([1, 2], axis).averaged(with: [figure(other, axis)]) { values in
            12.7 * abs(values[0] - values[1]) / 2
          }
          _ = try averaged.raster()
          let ends = averaged.plottedData.series[0]
          if scale == .log { #expect((ends.lower ?? []).allSatisfy { $0 > 0 }) }
        }
      }
    }
  }

  /// A result may decide which of several series comes first.
  @Test("Series of other names are not averaged with each other")
  func otherNames() {
    let makers: [@Sendable ([Double], String) -> Mark] = [
      { .bars($0, name: $1) }, { .line($0, name: $1) }, { .connectedPoints([1, 2], $0, name: $1) },
      { .band([1, 2], lower: $0, upper: $0.map { $0 + 1 }, name: $1) },
    ]
    for mark in makers {
      let first = Figure([mark([1, 2], "a"), mark([3, 4], "b")])
      let turned = Figure([mark([30, 40], "b"), mark([10, 20], "a")])
      #expect(first.averaged(with: [turned]) { _ in 1 }.plottedData == first.plottedData)
      #expect(first.averaged(with: [first]) { _ in 1 }.plottedData.series.map(\.name) == ["a", "b"])
    }
  }

  @Test("A repeated band has the mean of each edge, on a logarithmic axis the geometric one")
  func repeatedBands() {
    func figure(_ scale: Double, _ axis: Axis.Scale, x: [Double] = [1, 2]) -> Figure {
      Figure(
        .band(x, lower: [scale, 2 * scale], upper: [4 * scale, 5 * scale], name: "range"), y: Axis("y", scale: axis))
    }
    func averaged(_ axis: Axis.Scale) -> PlottedData.Series {
      figure(1, axis).averaged(with: [figure(4, axis)]) { _ in 100 }.plottedData.series[0]
    }
    let linear = averaged(.linear)
    #expect(linear.lower == [2.5, 5] && linear.upper == [10, 12.5] && linear.name == "range")
    let log = averaged(.log)
    let errors = zip((log.lower ?? []) + (log.upper ?? []), [2.0, 4, 8, 10]).map { abs($0 - $1) }
    #expect(errors.count == 4 && errors.allSatisfy { $0 < 1e-12 })
    // At other places nothing can be averaged: the first stays.
    let apart = figure(1, .linear).averaged(with: [figure(4, .linear, x: [1, 3])]) { _ in 0 }
    #expect(apart.plottedData == figure(1, .linear).plottedData)
  }
}
