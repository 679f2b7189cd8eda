import Laboratory

/// An arrow from each place to another: a field of directions.
package struct Arrows: CustomMark {
  package let kind = "arrows"
  package let name: String?
  package let channels: [Channel]

  /// Arrows from (x, y) to (x + dx, y + dy).
  package init(_ x: [Double], _ y: [Double], dx: [Double], dy: [Double], name: String? = nil) {
    self.name = name
    channels = [
      Channel("x", x, along: .x), Channel("y", y, along: .y),
      Channel("x of heads", zip(x, dx).map(+), along: .x), Channel("y of heads", zip(y, dy).map(+), along: .y),
    ]
  }

  package func draw(on canvas: MarkCanvas) {
    let values = channels.map(\.values)
    for index in values[0].indices {
      let tail = canvas.position(values[0][index], values[1][index])
      let head = canvas.position(values[2][index], values[3][index])
      // An arrow of no length points nowhere.
      guard head != tail else { continue }
      let angle = atan2(head.y - tail.y, head.x - tail.x)
      let barbs = [angle + 2.6, angle - 2.6].map { Point(x: head.x + 6 * cos($0), y: head.y + 6 * sin($0)) }
      canvas.line([tail, head])
      canvas.polygon([head] + barbs)
    }
  }
}
