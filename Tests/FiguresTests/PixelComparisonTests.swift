import Testing

@testable import LabFigures

@Suite struct PixelComparisonTests {
  private func png(_ levels: [UInt8], width: Int = 2) throws -> [UInt8] {
    let bytes = levels.flatMap { [$0, $0, $0] }
    return try Raster(width: width, height: levels.count / width, bytes: bytes).png()
  }

  @Test func aPictureReadBackIsTheOneWritten() throws {
    let colors: [UInt8] = [0, 10, 20, 30, 40, 250, 255, 0, 0, 9, 9, 9]
    let raster = Raster(width: 2, height: 2, bytes: colors)
    #expect(try Raster(png: raster.png()) == raster)
    #expect(try Raster(png: raster.png(keepingAllColors: true)) == raster)
    let figure = try Figure(.line([0, 1, 4]), x: "x", y: "y").raster()
    #expect(try Raster(png: figure.png(keepingAllColors: true)) == figure)
  }

  @Test func changesAreCountedAndMeasured() throws {
    let comparison = try #require(try PixelComparison(png([0, 100, 200, 255]), png([0, 110, 150, 255])))
    #expect(comparison.pixelCount == 4)
    #expect(comparison.changedCount == 2)
    #expect(comparison.largestChange == 50)
    #expect(!comparison.isSame)
  }

  @Test func theDifferenceIsRedWhereBrighterAndBlueWhereDarker() throws {
    let comparison = try #require(try PixelComparison(png([0, 100, 200, 255]), png([0, 150, 150, 255])))
    let difference = try Raster(png: comparison.difference.png)
    #expect((0..<4).map(difference.color) == [0xFFFFFF, 0xFF0000, 0x0000FF, 0xFFFFFF])
  }

  @Test func equalPicturesAreTheSame() throws {
    #expect(try PixelComparison(png([1, 2]), png([1, 2]))?.isSame == true)
  }

  @Test func picturesOfDifferentSizesAreNotCompared() throws {
    #expect(try PixelComparison(png([1, 2]), png([1, 2, 3, 4])) == nil)
  }

  @Test func whatIsNoPictureIsRefused() {
    #expect(throws: FigureError.self) { try PixelComparison([1, 2, 3], [1, 2, 3]) }
  }
}
