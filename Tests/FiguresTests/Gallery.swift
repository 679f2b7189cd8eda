import Testing

@testable import Figures

/// One picture of every kind and combination, for the contracts that all pictures keep.
struct GalleryEntry: CustomTestStringConvertible, Sendable {
  let name: String
  let figure: Figure

  var testDescription: String { name }
}

enum Gallery {
  /// Deterministic noise in 0 … 1: the fractional parts of multiples of the golden ratio.
  static func noise(_ count: Int, seed: Int = 1) -> [Double] {
    (0..<count).map { (Double($0 + 1) * 0.618033988749895 * Double(seed)).truncatingRemainder(dividingBy: 1) }
  }

  static func losses(_ level: Double, count: Int = 1_875) -> [Double] {
    zip(noise(count), 0..<count).map { level + 500 / (1 + Double($1) / 40) + 60 * ($0 - 0.5) }
  }

  static let classes = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
  ]

  static let axis = Axis("distortion", unit: "nats")

  static let figures: [GalleryEntry] = [
    GalleryEntry(name: "line", figure: Figure(.line(losses(240)), x: "step", y: "loss (nats)")),
    GalleryEntry(
      name: "smoothed lines",
      figure: Figure(
        [.smoothedLine(losses(240), name: "β = 1"), .smoothedLine(losses(300), name: "β = 2")], x: "step", y: axis,
        title: "Training loss")),
    GalleryEntry(
      name: "band",
      figure: Figure(
        .line([0.0, 1, 2, 3], [1.0, 2, 1, 3], lower: [0.5, 1, 0, 2], upper: [1.5, 3, 2, 4], name: "mean ± sd"))),
    GalleryEntry(
      name: "scatter in ten classes",
      figure: Figure(
        .points(noise(2_000), noise(2_000, seed: 7), categories: (0..<2_000).map { $0 % 10 }, names: classes),
        x: "PC 1", y: "PC 2", equalAspect: true)),
    GalleryEntry(
      name: "scatter by value",
      figure: Figure(
        .points(noise(200), noise(200, seed: 3), values: noise(200, seed: 5), color: Axis("log p", unit: "nats")))),
    GalleryEntry(
      name: "rate and distortion",
      figure: Figure(
        [
          .connectedPoints([21.3, 12.1, 3.3], [232.0, 246, 280], labels: ["β = 1", "β = 4", "β = 16"], name: "run"),
          .connectedPoints(
            [22.0, 13.0, 4.0], [234.0, 249, 283], labels: ["β = 1", "β = 4", "β = 16"], name: "other"),
        ], x: "rate (nats)", y: axis)),
    GalleryEntry(
      name: "grouped bars",
      figure: Figure(
        [
          .bars(noise(8), name: "β = 1"), .bars(noise(8, seed: 2), name: "β = 2"),
          .bars(noise(8, seed: 3), name: "β = 4"),
        ],
        x: "latent unit", y: Axis("KL", unit: "nats"))),
    GalleryEntry(
      name: "bars with long names",
      figure: Figure(
        .bars(
          [1.0, -2, 3, 0.5, 1, 1, 1], errors: [0.1, 0.2, 0.1, 0, 0.1, 0.1, 0.1],
          labels: (1...7).map { "internationalisation-\($0)" }), y: "difference")),
    GalleryEntry(
      name: "many bars, log",
      figure: Figure(
        .bars((1...60).map { 1 / Double($0 * $0) }), x: "unit", y: Axis("KL", scale: .log),
        size: Size(width: 320, height: 220))),
    GalleryEntry(
      name: "heat map",
      figure: Figure(
        .heatMap(noise(600), rows: 20, columns: 30, x: -3...3, y: -2...2, color: "density"), x: "x₁", y: "x₂",
        equalAspect: true)),
    GalleryEntry(
      name: "reference lines",
      figure: Figure(
        [
          .points(noise(30), noise(30, seed: 3), name: "images"), .diagonal(name: "y = x"), .horizontalLine(at: 0.5),
          .verticalLine(at: 0.25, name: "cut"),
        ], x: "truth", y: "prediction")),
    GalleryEntry(
      name: "logarithmic axes",
      figure: Figure(
        .line((1...100).map { Double($0) * 30 }, (1...100).map { 1 / Double($0) }, name: "error"),
        x: Axis("samples", scale: .log), y: Axis("variance", scale: .log))),
    GalleryEntry(name: "huge values", figure: Figure(.line([1e-300, 1e300, 3e299]), y: "value")),
    GalleryEntry(
      name: "huge values, log", figure: Figure(.line([1e-300, 1e300, 3e29]), y: Axis("value", scale: .log))),
    GalleryEntry(name: "a constant", figure: Figure(.line([0.1, 0.1, 0.1]), y: "value")),
    GalleryEntry(name: "one value", figure: Figure(.line([5.0], name: "only"))),
    GalleryEntry(name: "nearly equal values", figure: Figure(.line([1e6, 1e6 + 1e-3]), y: "value")),
    GalleryEntry(name: "equal to rounding", figure: Figure(.line([1.0, 1.0.nextUp]), y: "value")),
    GalleryEntry(
      name: "tiny values",
      figure: Figure(
        .points(
          [0, Double.leastNonzeroMagnitude], [Double.leastNormalMagnitude / 8, -Double.leastNormalMagnitude / 8]))),
    GalleryEntry(
      name: "long texts",
      figure: Figure(
        .line([1, 2, 3], name: "a series whose name is far longer than anybody would wish to read in a legend"),
        x: Axis("a label about as long as a sentence, which has to be broken somewhere", unit: "nats an image"),
        y: Axis("another label about as long as a sentence, which is higher than its plot", unit: "nats an image"),
        title: "A title that goes on for longer than the plot is wide, and so has to be set in two lines",
        size: Size(width: 400, height: 320))),
    GalleryEntry(
      name: "limits",
      figure: Figure(
        .line([1.0, 5, 9, 2], name: "clipped"), x: Axis("step", limits: 2...3), y: Axis("loss", limits: 3...6))),
  ]

  static let panels: [(String, Panels)] = [
    ("own bars", Panels([figures[9].figure, figures[9].figure])),
    ("shared bar", Panels([figures[9].figure, figures[9].figure], sharing: [.colorBar])),
    (
      "shared legend",
      Panels([figures[3].figure, figures[3].figure, figures[3].figure], sharing: [.legend, .x, .y])
    ),
    ("mixed", Panels(Array(figures[0..<6].map { $0.figure }))),
    ("two by two", Panels(Array(figures[6..<10].map { $0.figure }))),
  ]
}
