import Foundation
import Testing

@testable import LabFigures

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

  static let figures: [GalleryEntry] =
    [
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
            .connectedPoints(
              [21.3, 12.1, 3.3], [232.0, 246, 280], labels: ["β = 1", "β = 4", "β = 16"], name: "run"),
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
    ] + matrices + bands + ordered + [
      GalleryEntry(
        name: "error bars side by side",
        figure: Figure(
          Mark.sideBySide(
            ["shape", "scale", "orientation", "position x", "position y"].enumerated().map { index, name in
              let gaps = noise(4, seed: index + 1).map { 0.4 + 0.05 * $0 }
              return .connectedPoints([1.0, 2, 4, 8], gaps, errors: gaps.map { 0.2 * $0 }, name: name)
            }), x: Axis("β", scale: .log, ticks: [1, 2, 4, 8]), y: "gap")),
      GalleryEntry(
        name: "bars below zero with errors",
        figure: Figure(
          [.bars([-1.0, -2, -3, -1], errors: [2.0, 2, 2, 2], name: "before"), .bars([1.0, 0, 0, 0], name: "after")],
          y: "difference")),
      GalleryEntry(
        name: "a mark of one's own",
        figure: Figure([Mark(Strokes()), .horizontalLine(at: 1, name: "limit")], x: "time", y: "place")),
    ]

  /// Strokes that lead from place to place, of a kind that is none of the module's.
  private struct Strokes: CustomMark {
    let kind = "strokes"
    let name: String? = "walk"
    let channels = [Channel("x", [0.0, 1, 2, 3], along: .x), Channel("y", [0.0, 2, 1, 1.5], along: .y)]

    func draw(on canvas: MarkCanvas) {
      canvas.line(zip(channels[0].values, channels[1].values).map { canvas.position($0, $1) })
    }
  }

  /// Heat maps with names or numbers, of few cells and of many.
  static let matrices: [GalleryEntry] = [
    GalleryEntry(
      name: "confusion matrix",
      figure: Figure(
        .heatMap(
          confusions, rows: classes, columns: classes, color: Axis("share"), cellFormat: .decimals(2)),
        x: "predicted class", y: "class", equalAspect: true, size: Size(width: 600, height: 520))),
    GalleryEntry(
      name: "signed matrix",
      figure: Figure(
        .heatMap(
          [1.25, -0.5, 0, -2.75, 0.004, 3e12], rows: ["encoder", "decoder"],
          columns: ["weights", "biases", "all of it"],
          color: Axis("change", unit: "nats", limits: -3...3), map: .diverging, cellFormat: .decimals(2)))),
    GalleryEntry(
      name: "long names",
      figure: Figure(
        .heatMap(
          noise(20), rows: (1...4).map { "a row with a name far longer than there is room for, number \($0)" },
          columns: (1...5).map { "internationalisation-of-a-column-of-a-matrix-\($0)" }, color: "p",
          map: .grays, cellFormat: .decimals(1)), x: "column", y: "row", size: Size(width: 480, height: 300))),
    GalleryEntry(
      name: "more names than fit",
      figure: Figure(
        .heatMap(
          noise(3_600), rows: (1...60).map { "row \($0)" }, columns: (1...60).map { "column \($0)" }, color: "p",
          cellFormat: .decimals(2)), size: Size(width: 400, height: 300))),
    GalleryEntry(
      name: "two by two cells",
      figure: Figure(
        .heatMap([0.5, 0.25, 0.125, 1], rows: 2, columns: 2, color: "p", cellFormat: .decimals(3)), x: "x", y: "y")),
  ]

  /// What a classifier might answer: shares of each class, a row a class.
  static let confusions: [Double] = (0..<100).map { index in
    let noise = noise(100)[index]
    return index / 10 == index % 10 ? 0.6 + 0.4 * noise : 0.08 * noise
  }

  static let steps = (0..<60).map { Double($0) }

  static let bands: [GalleryEntry] = [
    GalleryEntry(
      name: "bands alone",
      figure: Figure(
        [
          .band(
            steps, lower: steps.map { 100 / ($0 + 5) }, upper: steps.map { 140 / ($0 + 5) + 4 }, name: "all seeds"),
          .band(steps, lower: steps.map { $0 / 8 }, upper: steps.map { 3 + $0 / 5 }, name: "another range"),
          .line(steps, steps.map { 120 / ($0 + 5) + 2 }, name: "median"),
        ], x: "step", y: "loss (nats)")),
    GalleryEntry(
      name: "a band at one position", figure: Figure(.band([5.0], lower: [1.0], upper: [2.0], name: "range"))),
    GalleryEntry(
      name: "a wide band, log",
      figure: Figure(
        .band(
          steps.map { $0 + 1 }, lower: steps.map { 1 / ($0 + 1) }, upper: steps.map { 500 / ($0 + 1) }, name: "range"),
        x: Axis("step", scale: .log), y: Axis("variance", scale: .log))),
  ]

  /// A curve of a setting that is one of a sequence.
  static func decay(_ rate: Int) -> [Double] { steps.map { Double(rate) + 8 * exp(-$0 * Double(rate) / 60) } }

  static let ordered: [GalleryEntry] = [
    GalleryEntry(
      name: "ordered lines",
      figure: Figure(
        (1...8).map { .line(steps, decay($0), name: "k = \($0)") }, x: "step", y: "bound (nats)", legend: .outside,
        palette: .ordered)),
    GalleryEntry(
      name: "ordered smoothed lines",
      figure: Figure(
        (1...3).map { .smoothedLine(losses(150 * Double($0), count: 300), name: "β = \(1 << $0)") }, x: "step",
        y: "loss (nats)", palette: .ordered)),
    GalleryEntry(
      name: "ordered bars",
      figure: Figure(
        (1...4).map { .bars(noise(6, seed: $0), name: "β = \(1 << $0)") }, x: "latent unit",
        y: Axis("KL", unit: "nats"),
        palette: .ordered)),
    GalleryEntry(
      name: "ordered joined points",
      figure: Figure(
        (1...5).map { k in .connectedPoints([1, 2, 3], [0.0, 1, 3].map { $0 + Double(k) }, name: "k = \(k)") },
        x: "layers", y: "bound", palette: .ordered)),
    GalleryEntry(
      name: "ordered points",
      figure: Figure(
        .points(
          noise(300), noise(300, seed: 7), categories: (0..<300).map { $0 % 6 }, names: (1...6).map { "k = \($0)" }),
        palette: .ordered)),
    GalleryEntry(
      name: "ordered bands",
      figure: Figure(
        (1...4).map { .band(steps, lower: decay($0), upper: decay($0).map { $0 + 0.6 }, name: "β = \(1 << $0)") },
        x: "step", y: "loss (nats)", palette: .ordered)),
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
    ("matrices", Panels(matrices[0...2].map { $0.figure })),
    ("ordered", Panels([ordered[0].figure, ordered[2].figure, bands[0].figure], palette: .ordered)),
  ]
}
