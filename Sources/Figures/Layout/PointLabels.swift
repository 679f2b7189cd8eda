/// A text to place beside a point.
struct PointLabel: Equatable, Sendable {
  var text: String
  var color: RGB
  var point: Point
  /// The radius around the point that the text keeps out of.
  var clearance: Double
}

/// A text with its place.
struct PlacedLabel: Equatable, Sendable {
  var text: String
  var color: RGB
  var rect: Rect
}

/// Places texts beside their points, off each other, the lines, and the legend.
enum PointLabels {
  static let style = TextStyle(size: 10.5)

  /// A place for each label: of twelve around its point, the one that hides least, until no label can do better.
  ///
  /// `ink` holds the points drawn in the plot; `taken` what else is drawn, such as the legend.
  static func place(
    _ labels: [PointLabel], in plot: Rect, avoiding ink: [Point], taken: [Rect], typeface: Typeface
  ) -> [PlacedLabel] {
    let candidates = labels.map { rects(for: $0, typeface) }
    let fixedCosts = candidates.map { rects in
      rects.enumerated().map { order, rect in
        var cost = 0.02 * Double(order)
        if !plot.contains(rect) { cost += 500 }
        cost += 1_000 * Double(taken.count(where: rect.intersects))
        return cost + Double(ink.count(where: rect.inset(by: -1).contains))
      }
    }
    var choice = fixedCosts.map { costs in costs.firstIndex(of: costs.min() ?? 0) ?? 0 }
    for _ in 0..<8 {
      let before = choice
      for label in labels.indices {
        let costs = candidates[label].indices.map { option -> Double in
          let rect = candidates[label][option].inset(by: -1)
          let clashes = labels.indices.count { $0 != label && candidates[$0][choice[$0]].intersects(rect) }
          return fixedCosts[label][option] + 300 * Double(clashes)
        }
        choice[label] = costs.firstIndex(of: costs.min() ?? 0) ?? 0
      }
      if choice == before { break }
    }
    return labels.indices.map {
      PlacedLabel(text: labels[$0].text, color: labels[$0].color, rect: candidates[$0][choice[$0]])
    }
  }

  /// Text boxes to the right, left, above, below, at the corners, and then the same further out.
  private static func rects(for label: PointLabel, _ typeface: Typeface) -> [Rect] {
    let width = typeface.width(of: label.text, style)
    let height = style.lineHeight
    return [3.0, 9.0].flatMap { gap -> [Rect] in
      let reach = label.clearance + gap
      let diagonal = reach * 0.7
      let (x, y) = (label.point.x, label.point.y)
      let origins: [(Double, Double)] = [
        (x + reach, y - height / 2), (x + diagonal, y - diagonal - height), (x + diagonal, y + diagonal),
        (x - width / 2, y - reach - height), (x - width / 2, y + reach), (x - diagonal - width, y - diagonal - height),
        (x - diagonal - width, y + diagonal), (x - reach - width, y - height / 2),
      ]
      return origins.map { Rect(x: $0.0, y: $0.1, width: width, height: height) }
    }
  }

  static func draw(_ labels: [PlacedLabel], on canvas: Canvas) {
    for label in labels {
      var style = style
      style.color = label.color
      canvas.fillText(
        label.text, style: style, origin: Point(x: label.rect.x, y: label.rect.y + style.ascent), turn: 0, halo: 1.5)
    }
  }
}
