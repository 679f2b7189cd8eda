import Testing

@testable import LabFigures

@Suite("Every picture")
struct RenderingTests {
  @Test("has the same bytes on a repeat, and when others are drawn at the same time", arguments: Gallery.figures)
  func repeats(entry: GalleryEntry) async throws {
    let first = try entry.figure.rendered()
    let second = try await withThrowingTaskGroup(of: RenderedPicture.self) { group in
      for _ in 0..<2 { group.addTask { try entry.figure.rendered() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(second == [first, first])
  }

  @Test("holds two pixels a point, at the size asked for", arguments: Gallery.figures)
  func size(entry: GalleryEntry) throws {
    let picture = try entry.figure.rendered()
    let png = try PNGReading(picture.png)
    #expect(png.width == 2 * picture.width && png.height == 2 * picture.height)
    #expect(png.width == picture.pixelWidth && png.height == picture.pixelHeight)
    if entry.figure.hasEqualAspect {
      #expect(Double(picture.width) <= entry.figure.size.width && Double(picture.height) <= entry.figure.size.height)
    } else {
      #expect(Double(picture.width) == entry.figure.size.width && Double(picture.height) == entry.figure.size.height)
    }
  }

  @Test("has no date, text or version in its PNG", arguments: Gallery.figures)
  func chunks(entry: GalleryEntry) throws {
    let png = try PNGReading(try entry.figure.rendered().png)
    #expect(png.chunks.first == "IHDR" && png.chunks.last == "IEND" && png.chunks.contains("IDAT"))
    #expect(Set(png.chunks).isSubset(of: ["IHDR", "PLTE", "IDAT", "IEND", "gAMA", "cHRM", "sRGB"]))
  }

  @Test(
    "keeps its colours in the PNG: exactly up to 256 of them, else within a hair on average", arguments: [0, 3, 4, 9])
  func colors(index: Int) throws {
    var figure = Gallery.figures[index].figure
    figure.size = Size(width: 300, height: 180)
    let raster = try figure.raster()
    let png = try PNGReading(try raster.png())
    try #require(png.pixels.count == raster.bytes.count)
    var (sum, largest) = (0, 0)
    for (shown, drawn) in zip(png.pixels, raster.bytes) where shown != drawn {
      sum += abs(Int(shown) - Int(drawn))
      largest = max(largest, abs(Int(shown) - Int(drawn)))
    }
    if IndexedColors(raster).palette.count < 3 * 256 {
      #expect(sum == 0)
    } else {
      // Of 255 levels: half of one on average over the picture, and nowhere another colour.
      #expect(Double(sum) / Double(raster.bytes.count) < 0.5)
      #expect(largest < 40)
    }
  }

  @Test("with a colour bar keeps every colour", arguments: [4, 9])
  func allColors(index: Int) throws {
    let figure = Gallery.figures[index].figure
    #expect(try PNGReading(try figure.rendered().png).pixels == figure.raster().bytes)
    let panels = Panels([figure, figure])
    #expect(try PNGReading(try panels.rendered().png).pixels == panels.raster().bytes)
  }

  @Test("takes Float, Double and Int alike")
  func numberTypes() throws {
    let doubles = Figure(.line([0.0, 1, 2], [1.0, 3, 2]))
    let floats = Figure(.line([0, 1, 2] as [Float], [1, 3, 2] as [Float]))
    let integers = Figure(.line(0..<3, [1, 3, 2]))
    #expect(floats.plottedData == doubles.plottedData && integers.plottedData == doubles.plottedData)
    let pictures = try [doubles, floats, integers].map { try $0.rendered() }
    #expect(pictures[0] == pictures[1] && pictures[1] == pictures[2])
  }

  @Test("differs where the data differ")
  func sensitivity() throws {
    let figure = Figure(.line([1.0, 2, 3]))
    #expect(try figure.rendered() != Figure(.line([1.0, 2.5, 3])).rendered())
    #expect(try figure.rendered() != Figure(.line([1.0, 2, 3]), x: "step").rendered())
  }
}

@Suite("Nothing leaves the canvas")
struct BorderTests {
  /// Whether the outermost two pixels all around are paper.
  static func isClean(_ raster: Raster) -> Bool {
    let (width, height) = (raster.width, raster.height)
    let rows = [0, 1, height - 2, height - 1].flatMap { row in (0..<width).map { row * width + $0 } }
    let columns = [0, 1, width - 2, width - 1].flatMap { column in (0..<height).map { $0 * width + column } }
    return (rows + columns).allSatisfy { raster.color(of: $0) == 0xFFFFFF }
  }

  @Test("Figures", arguments: Gallery.figures)
  func figures(entry: GalleryEntry) throws {
    #expect(try Self.isClean(entry.figure.raster()))
  }

  @Test("Panels", arguments: Gallery.panels.indices)
  func panels(index: Int) throws {
    let raster = try Gallery.panels[index].1.raster()
    #expect(Self.isClean(raster))
    #expect(raster.width <= 2 * Int(Panels.standardWidth))
  }

  @Test("Grids")
  func grids() throws {
    let images = (0..<6).map { ImageGridTests.image($0) }
    let labelled = ImageGrid(
      images, columns: 3, rowLabels: ["a long label for a row", "b"], columnLabels: ["first", "second", "third"],
      rowTitle: "what the rows vary", columnTitle: "what the columns vary", title: "A title wider than its images")
    #expect(try Self.isClean(labelled.raster()))
    #expect(try Self.isClean(ImageGrid(images, columns: 6).raster()))
  }
}
