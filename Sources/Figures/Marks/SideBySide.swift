/// A mark's place among those of a figure that stand side by side.
struct SidePlace: Equatable, Sendable {
  var index: Int
  var count: Int
  /// The horizontal positions at which any of them has a value.
  var positions: [Double]

  /// As far apart as markers are wide.
  private static let pitch = 2 * ConnectedPointsMark.radius + 1
  /// Of the distance between two positions, marks of one take no more than this, so that it is seen which they are of.
  private static let share = 0.4

  /// How far to the right of its values the mark is drawn, in points, so that all of them stay in the plot.
  func shift(in area: PlotArea) -> Double {
    let places = Set(positions.filter(area.x.contains)).map(area.horizontal).sorted()
    guard count > 1, let first = places.first, let last = places.last else { return 0 }
    let distance = zip(places.dropFirst(), places).map(-).min() ?? area.rect.width
    let room = max(0, min(first - area.rect.x, area.rect.maxX - last) - ConnectedPointsMark.radius)
    let spread = min(Self.pitch * Double(count - 1), Self.share * distance, 2 * room)
    return spread * (Double(index) / Double(count - 1) - 0.5)
  }
}

extension Mark {
  /// Joined points with error bars, side by side where they are of one value of x, in the order given: their bars would cover each
  /// other. That moves what is drawn, and not what is plotted. Joined points have error bars, too, where a run is repeated; marks
  /// without them stay where they are.
  ///
  /// ```swift
  /// Figure(Mark.sideBySide(factors.map { .connectedPoints(betas, $0.means, errors: $0.errors, name: $0.name) }), x: "β", y: "gap")
  /// ```
  public static func sideBySide(_ marks: [Mark]) -> [Mark] {
    let joined = marks.compactMap { $0.content as? ConnectedPointsMark }
    let positions = Set(joined.flatMap(\.x.values)).sorted()
    var index = 0
    return marks.map { mark in
      guard var content = mark.content as? ConnectedPointsMark else { return mark }
      content.place = SidePlace(index: index, count: joined.count, positions: positions)
      index += 1
      return Mark(content: content)
    }
  }
}
