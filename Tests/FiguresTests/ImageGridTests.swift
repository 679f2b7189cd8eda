import Testing

@testable import LabFigures

@Suite("Image grids show exactly the pixels given")
struct ImageGridTests {
  /// An image in which every pixel differs from its neighbours.
  static func image(_ seed: Int, width: Int = 5, height: Int = 4) -> RasterImage {
    RasterImage(width: width, height: height, bytes: (0..<width * height).map { UInt8(($0 * 37 + seed * 101) % 256) })
  }

  @Test(
    "Every image pixel is a square of equal pixels in the PNG, in every size and with every label",
    arguments: [1, 2, 3, 7])
  func pixels(magnification: Int) throws {
    let images = (0..<7).map { Self.image($0) }
    let grid = ImageGrid(
      images, columns: 3, rowLabels: ["original", "β = 1", "β = 2"], columnLabels: ["a", "b", "c"], rowTitle: "rows",
      columnTitle: "columns", title: "Title", magnification: magnification, spacing: 3)
    let png = try PNGReading(try grid.rendered().png)
    #expect(png.isGray)
    let layout = ImageGridLayout(grid, typeface: try Typeface())
    for (index, image) in images.enumerated() {
      let origin = layout.origin(group: 0, image: index)
      for y in 0..<image.height * magnification {
        for x in 0..<image.width * magnification {
          let shown = png.pixels[(origin.y + y) * png.width + origin.x + x]
          #expect(shown == image.levels[y / magnification * image.width + x / magnification])
        }
      }
    }
  }

  @Test("Bytes come back as they were, and brightness is rounded to the nearest level")
  func levels() {
    let all = (0...255).map { UInt8($0) }
    #expect(RasterImage(width: 16, height: 16, bytes: all).levels == all)
    #expect(RasterImage(width: 4, height: 1, values: [-1, 0.5, 0.2, 7]).levels == [0, 128, 51, 255])
  }

  @Test("Coloured images keep every colour, beside grey ones and past 256 of them")
  func colors() throws {
    let bytes: [UInt8] = (0..<1_200).map { place in UInt8(truncatingIfNeeded: place * 91 + place / 256) }
    let grid = ImageGrid(
      groups: [
        .init([RasterImage(width: 20, height: 20, channels: 3, bytes: bytes)], columns: 1, title: "seen"),
        .init([Self.image(3, width: 20, height: 20)], columns: 1, title: "its brightness"),
      ], magnification: 1)
    let raster = try Raster(png: grid.rendered().png)
    let layout = try ImageGridLayout(grid, typeface: Typeface())
    for group in 0..<2 {
      let (image, origin) = (grid.groups[group].images[0], layout.origin(group: group, image: 0))
      for pixel in 0..<400 {
        let place = (origin.y + pixel / 20) * raster.width + origin.x + pixel % 20
        let given = Array(image.levels[pixel * image.channels..<(pixel + 1) * image.channels])
        #expect(Array(raster.bytes[3 * place..<3 * place + 3]) == (given.count == 1 ? given + given + given : given))
      }
    }
    #expect(grid.plottedData.series.map { $0.shape } == [[1, 20, 20, 3], [1, 20, 20]])
  }

  @Test("Images do not overlap, and groups stand side by side")
  func groups() throws {
    let grid = ImageGrid(
      groups: [
        .init((0..<4).map { Self.image($0) }, columns: 2, title: "before"),
        .init((0..<4).map { Self.image($0) }, columns: 2, title: "after"),
      ], magnification: 8)
    let layout = ImageGridLayout(grid, typeface: try Typeface())
    let rects = (0..<2).flatMap { group in
      (0..<4).map { image in
        let origin = layout.origin(group: group, image: image)
        return Rect(x: Double(origin.x), y: Double(origin.y), width: 40, height: 32)
      }
    }
    for first in rects.indices {
      for second in 0..<first { #expect(!rects[first].intersects(rects[second])) }
    }
    #expect(rects[0].y == rects[4].y && rects[1].maxX < rects[4].x)
  }

  @Test("Without a magnification, the largest that fits a report")
  func automaticMagnification() throws {
    let manifold = ImageGrid((0..<225).map { Self.image($0, width: 28, height: 28) }, columns: 15)
    let size = try manifold.rendered()
    #expect((600...800).contains(size.width))
    let two = ImageGrid((0..<2).map { Self.image($0, width: 28, height: 28) }, columns: 2)
    #expect(try two.rendered().width < 200)
  }

  @Test("Column labels too wide for their images are turned, and stay on the canvas")
  func turnedLabels() throws {
    let images = (0..<3).map { Self.image($0) }
    let labels = ["internationalisation", "b", "c"]
    let flat = ImageGrid(images, columns: 3, columnLabels: ["a", "b", "c"], magnification: 4)
    let turned = ImageGrid(images, columns: 3, columnLabels: labels, magnification: 4)
    #expect(try turned.rendered().height > flat.rendered().height + 50)
    #expect(try BorderTests.isClean(turned.raster()))
  }

  static let bad: [(ImageGrid, String)] = [
    (ImageGrid([], columns: 3), "no values"),
    (ImageGrid([image(1)], columns: 0), "0 columns"),
    (ImageGrid([image(1), image(1, width: 6)], columns: 2), "image 1: 6 × 4 pixels"),
    (ImageGrid([RasterImage(width: 3, height: 3, values: [1, 2])], columns: 1), "2 values for 3 × 3 pixels"),
    (ImageGrid([RasterImage(width: 1, height: 2, values: [1, .nan])], columns: 1), "index 1 is nan"),
    (
      ImageGrid([RasterImage(width: 1, height: 1, channels: 3, values: [1, 2])], columns: 1),
      "2 values for 1 × 1 × 3 pixels"
    ),
    (ImageGrid([RasterImage(width: 1, height: 1, channels: 2, values: [1, 2])], columns: 1), "2 values a pixel"),
    (
      ImageGrid(
        [
          RasterImage(width: 1, height: 1, channels: 3, values: [0, 0, 0]),
          RasterImage(width: 1, height: 1, values: [0]),
        ], columns: 2), "image 1: grey, but the first image is not"
    ),
    (ImageGrid([image(1)], columns: 1, rowLabels: ["a", "b"]), "2 row label values for 1 row"),
    (ImageGrid([image(1)], columns: 1, columnLabels: ["a", "b"]), "2 column label values for 1 column"),
    (ImageGrid([image(1)], columns: 1, magnification: 0), "magnifies 0 times"),
    (ImageGrid([image(1)], columns: 1, spacing: -1), "spacing is -1"),
    (ImageGrid((0..<900).map { image($0) }, columns: 900, magnification: 64), "pixels"),
  ]

  @Test("Bad grids are refused with a reason", arguments: bad.indices)
  func refusal(index: Int) {
    let (grid, reason) = Self.bad[index]
    let error = #expect(throws: FigureError.self) { try grid.rendered() }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }
}
