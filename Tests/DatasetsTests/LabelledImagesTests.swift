import LabDatasets
import Testing

@Suite struct LabelledImagesTests {
  let images = LabelledImages(
    pixels: Array(0..<24), labels: [1, 0, 1, 1], height: 2, width: 3, classNames: ["a", "b", "c"])

  @Test func knowsEachImage() {
    #expect(images.count == 4)
    #expect(Array(images.pixels(of: 2)) == [12, 13, 14, 15, 16, 17])
    #expect((0..<4).map(images.className) == ["b", "a", "b", "b"])
    #expect(images.classCounts == [1, 3, 0])
  }

  @Test func prefixKeepsTheFirst() {
    let first = images.prefix(2)
    #expect(first.pixels == Array(0..<12) && first.labels == [1, 0])
    #expect(images.prefix(4) == images)
    #expect(images.prefix(0).count == 0)
  }

  @Test func selectionKeepsTheOrderOfItsIndices() {
    let chosen = images.selecting([3, 0, 3])
    #expect(chosen.pixels == [18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23])
    #expect(chosen.labels == [1, 1, 1])
    #expect(images.selecting(0..<4) == images)
  }
}
