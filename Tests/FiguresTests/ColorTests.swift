import Foundation
import Testing

@testable import LabFigures

@Suite("Colours can be told apart")
struct ColorTests {
  /// Linear sRGB as seen with full protanopia, deuteranopia and tritanopia
  /// (Machado, Oliveira and Fernandes 2009, severity 1.0).
  static let deficiencies: [(name: String, matrix: [[Double]])] = [
    ("none", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    (
      "deuteranopia",
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    (
      "tritanopia",
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
  ]

  /// Oklab coordinates (B. Ottosson 2020) of a colour seen through a matrix.
  static func oklab(_ color: RGB, seenThrough matrix: [[Double]]) -> [Double] {
    let light = [color.red, color.green, color.blue].map(RGB.linear)
    let seen = matrix.map { row in min(1, max(0, zip(row, light).map { $0 * $1 }.reduce(0, +))) }
    let cones = [
      [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ].map { row in cbrt(zip(row, seen).map { $0 * $1 }.reduce(0, +)) }
    return [
      [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.8086757660],
    ].map { row in zip(row, cones).map { $0 * $1 }.reduce(0, +) }
  }

  static func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
  }

  /// About 0.02 in Oklab is just noticeable side by side; 0.07 is more than three times that. The first six colours,
  /// Okabe and Ito's, come to 0.076 among themselves, so that the four added ones cost next to nothing.
  @Test("Any two of the ten colours differ clearly, also for colour-blind readers", arguments: 0..<4)
  func palette(deficiency: Int) {
    let seen = Palette.colors.map { Self.oklab($0, seenThrough: Self.deficiencies[deficiency].matrix) }
    #expect(seen.count == 10)
    for first in seen.indices {
      for second in 0..<first {
        #expect(
          Self.distance(seen[first], seen[second]) > 0.07,
          "\(first) and \(second), \(Self.deficiencies[deficiency].name)")
      }
    }
  }

  @Test(
    "Ordered colours: neighbours, and all of up to eight, differ clearly, also for colour-blind readers",
    arguments: 0..<4)
  func orderedPalette(deficiency: Int) {
    for count in 2...8 {
      let seen = Self.ordered(count).map { Self.oklab($0, seenThrough: Self.deficiencies[deficiency].matrix) }
      for first in seen.indices {
        for second in 0..<first {
          #expect(
            Self.distance(seen[first], seen[second]) > 0.07,
            "\(first) and \(second) of \(count), \(Self.deficiencies[deficiency].name)")
        }
      }
    }
  }

  static func ordered(_ count: Int) -> [RGB] { (0..<count).map { Palette.ordered.color($0, of: count) } }

  @Test(
    "Ordered colours grow lighter, and stand out from white paper, up to three as WCAG asks of graphics",
    arguments: 1...20)
  func orderedContrast(count: Int) {
    let contrasts = Self.ordered(count).map(\.contrastToWhite)
    #expect(contrasts.allSatisfy { $0 > 1.6 } && contrasts[0] > 12)
    #expect(zip(contrasts, contrasts.dropFirst()).allSatisfy { $0 > $1 })
    if count <= 3 { #expect(contrasts.allSatisfy { $0 > 3 }) }
  }

  @Test("A number in a cell reads on every colour, as WCAG asks of text", arguments: ColorMap.allCases)
  func textContrast(map: ColorMap) {
    for step in 0...200 {
      let paper = map.color(Double(step) / 200)
      let luminances = [paper.luminance, paper.textColor.luminance].sorted()
      #expect((luminances[1] + 0.05) / (luminances[0] + 0.05) >= 4.5)
    }
  }

  @Test("Every colour stands out from white paper, the first four as WCAG asks of graphics")
  func contrast() {
    #expect(Palette.colors.allSatisfy { $0.contrastToWhite > 1.6 })
    #expect(Palette.colors.prefix(4).allSatisfy { $0.contrastToWhite > 3 })
    #expect(RGB.ink.contrastToWhite > 12)
    #expect(RGB.middleGray.contrastToWhite > 4.5)
  }

  @Test("Ten categories have ten shapes, and a hundred have a hundred pairs of colour and shape")
  func shapes() {
    #expect(Set((0..<10).map { Palette.marker($0) }).count == 10)
    let pairs = (0..<100).map { "\($0 % 10) \(Palette.marker($0))" }
    #expect(Set(pairs).count == 100)
  }

  @Test("Viridis has its published ends and middle, and its lightness rises evenly")
  func viridis() {
    #expect(ColorMap.viridis.color(0) == RGB(0x440154))
    #expect(ColorMap.viridis.color(1) == RGB(0xFDE725))
    let middle = ColorMap.viridis.color(0.5)
    // The table's colours 127 and 128 are #21908D and #21918C.
    for (channel, published) in [(middle.red, 0x21), (middle.green, 0x90), (middle.blue, 0x8C)] {
      #expect(abs(channel * 255 - Double(published)) <= 5)
    }
    let identity = Self.deficiencies[0].matrix
    let lightness = (0...200).map { Self.oklab(ColorMap.viridis.color(Double($0) / 200), seenThrough: identity)[0] }
    let steps = zip(lightness, lightness.dropFirst()).map { $1 - $0 }
    let mean = (lightness[200] - lightness[0]) / 200
    #expect(steps.allSatisfy { $0 > 0.3 * mean && $0 < 2 * mean })
  }

  @Test("Grays darken and the diverging map is symmetric in lightness, lightest in the middle")
  func otherMaps() {
    let identity = Self.deficiencies[0].matrix
    let lightness = { (map: ColorMap, fraction: Double) in Self.oklab(map.color(fraction), seenThrough: identity)[0] }
    for index in 0..<50 {
      let fraction = Double(index) / 50
      #expect(lightness(.grays, fraction) > lightness(.grays, fraction + 0.02))
      #expect(abs(lightness(.diverging, fraction) - lightness(.diverging, 1 - fraction)) < 0.05)
    }
    for index in 0..<25 {
      let fraction = Double(index) / 50
      #expect(lightness(.diverging, fraction) < lightness(.diverging, fraction + 0.02))
    }
  }

  @Test("Fractions beyond 0 … 1 take the end colours", arguments: ColorMap.allCases)
  func clamping(map: ColorMap) {
    #expect(map.color(-1) == map.color(0))
    #expect(map.color(2) == map.color(1))
  }
}
