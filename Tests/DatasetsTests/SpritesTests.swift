import Foundation
import LabDatasets
import LabTensors
import Testing

@Suite struct SpritesTests {
  /// What a sprite looks like in an image, as its moments.
  private struct Moments {
    var mass = 0.0, x = 0.0, y = 0.0
    /// The angle of its length, from −90° to 90°.
    var angle = 0.0

    init(_ sprite: Sprite, extent: Int) {
      var xx = 0.0, xy = 0.0, yy = 0.0
      for (index, byte) in sprite.pixels(extent: extent).enumerated() {
        let weight = Double(byte) / 255, side = Double(extent)
        let (right, down) = ((Double(index % extent) + 0.5) / side, (Double(index / extent) + 0.5) / side)
        mass += weight / (side * side)
        x += weight * right / (side * side)
        y += weight * down / (side * side)
        xx += weight * right * right / (side * side)
        xy += weight * right * down / (side * side)
        yy += weight * down * down / (side * side)
      }
      (x, y) = (x / mass, y / mass)
      angle = 90 / .pi * atan2(2 * (xy / mass - x * y), xx / mass - x * x - yy / mass + y * y)
    }
  }

  private static let examples = Sprite.Shape.allCases.flatMap { shape in
    [0.0, 0.3, 0.7, 1.2].map { Sprite(shape, size: 0.2, angle: $0, x: 0.43, y: 0.58) }
  }

  /// The factors are what they are called, for every shape alike; to what 8 × 8 points in a pixel can tell.
  @Test(arguments: examples) func aSpriteHasItsSizeItsPlaceAndItsAngle(_ sprite: Sprite) {
    let moments = Moments(sprite, extent: 32)
    // An edge along a row of points takes in all of them or none: up to an eighth of a pixel of the bar's 3.7.
    #expect(abs(moments.mass.squareRoot() - sprite.size) < 0.02 * sprite.size)
    #expect(abs(moments.x - sprite.x) < 0.003 && abs(moments.y - sprite.y) < 0.003)
    #expect(abs(moments.angle - sprite.angle * 180 / .pi) < 1.5)
  }

  @Test(arguments: examples) func aSpriteLooksAlikeInImagesOfAnyExtent(_ sprite: Sprite) {
    let small = sprite.pixels(extent: 28), large = sprite.pixels(extent: 112)
    for (index, byte) in small.enumerated() {
      let places = (0..<16).map { 112 * (4 * (index / 28) + $0 / 4) + 4 * (index % 28) + $0 % 4 }
      let mean = places.reduce(0) { $0 + Double(large[$1]) } / 16
      // Sixty-four points a pixel on an edge.
      #expect(abs(Double(byte) - mean) < 255 / 10)
    }
  }

  @Test func edgesAreGreyAndInsidesWhite() {
    for sprite in Self.examples {
      let pixels = sprite.pixels(extent: 28)
      #expect(pixels.contains(255) && pixels.contains(0) && Set(pixels).count > 8)
    }
  }

  /// Half a turn leaves an ellipse and a bar as they were, a triangle not; a quarter leaves none.
  @Test(arguments: Sprite.Shape.allCases) func symmetriesAreThoseThatAreStated(_ shape: Sprite.Shape) {
    func difference(_ turn: Double) -> Double {
      let (one, other) = (Sprite(shape, size: 0.24, angle: 0.2), Sprite(shape, size: 0.24, angle: 0.2 + turn))
      return zip(one.pixels(extent: 28), other.pixels(extent: 28)).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) }
        / 255 / (28 * 28 * 0.24 * 0.24)
    }
    #expect(difference(2 * .pi) < 0.01)
    #expect(shape == .triangle ? difference(.pi) > 0.3 : difference(.pi) < 0.01)
    #expect(difference(.pi / 2) > 0.2)
  }

  @Test func whatLeavesTheImageIsCutOff() {
    let pixels = Sprite(.bar, size: 0.2, x: 0, y: 1).pixels(extent: 28)
    let mass = pixels.reduce(0) { $0 + Double($1) } / 255
    #expect(abs(mass - 28 * 28 * 0.04 / 4) < 0.5)
    #expect(Sprite(.ellipse, size: 0.1, x: 7, y: -1e300).pixels(extent: 28).allSatisfy { $0 == 0 })
  }

  private let few = Sprites(
    extent: 20, sizes: [0.15, 0.2], angles: [0, 45, 90], x: [0.3, 0.5, 0.6, 0.7], y: [0.4, 0.5, 0.7])

  @Test func everyCombinationOfLevelsIsThereOnce() {
    #expect(few.count == 3 * 2 * 3 * 4 * 3 && few.images.count == few.count)
    #expect(few.factors.map(\.name) == ["shape", "size", "angle", "x", "y"])
    #expect(few.factors.map(\.levelNames.count) == [3, 2, 3, 4, 3])
    #expect(few.factors[2].levelNames == ["0°", "45°", "90°"] && few.factors[3].levelNames[1] == "0.5")
    let combinations = (0..<few.count).map { image in few.factors.map { $0.levels[image] } }
    #expect(Set(combinations).count == few.count)
    for (image, levels) in combinations.enumerated() { #expect(few.index(ofLevels: levels) == image) }
  }

  @Test func anImageShowsWhatItsLevelsSay() {
    for image in stride(from: 0, to: few.count, by: 7) {
      let levels = few.factors.map { $0.levels[image] }, sprite = few[image]
      #expect(sprite.shape == Sprite.Shape.allCases[levels[0]] && sprite.size == [0.15, 0.2][levels[1]])
      #expect(abs(sprite.angle - Double(levels[2]) * .pi / 4) < 1e-15)
      #expect(sprite.x == [0.3, 0.5, 0.6, 0.7][levels[3]] && sprite.y == [0.4, 0.5, 0.7][levels[4]])
      #expect(Array(few.images.pixels(of: image)) == sprite.pixels(extent: 20))
      #expect(few.images.className(of: image) == sprite.shape.name)
    }
  }

  /// No two combinations of the standard set make the same image: each factor can be told from it.
  @Test func noTwoStandardSpritesLookAlike() {
    let sprites = Sprites()
    #expect(sprites.count == 9_720 && (sprites.images.height, sprites.images.width) == (28, 28))
    let images = (0..<sprites.count).map { Array(sprites.images.pixels(of: $0)) }
    #expect(Set(images).count == sprites.count)
  }

  @Test func theyGoIntoMinibatchesWithTheirFactors() {
    let batches = Minibatches(of: 16, from: few.images, using: Random(seed: 3))
    for step in 0..<40 {
      let batch = batches[step], positions = batches.positions(at: step)
      #expect(batch == few.images.selecting(positions))
      #expect(batch.labels.map(Int.init) == positions.map { few.factors[0].levels[$0] })
      #expect(batch.scaled.shape == [16, 20, 20, 1])
    }
  }
}
