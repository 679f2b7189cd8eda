/// The pixels of a raster as indices into at most 256 colours, which makes PNGs a third as large.
///
/// Up to 256 colours are kept exactly. Beyond that, the colours of blurred edges and overlaps are merged by splitting
/// the colour cube where the colours differ most; each group keeps its most frequent colour, so that paper, ink and
/// the palette's colours stay exact.
struct IndexedColors: Equatable, Sendable {
  /// Red, green, blue of each colour.
  let palette: [UInt8]
  /// One index a pixel.
  let indices: [UInt8]

  init(_ raster: Raster) {
    let pixels = (0..<raster.width * raster.height).map(raster.color)
    let bins = Self.histogram(pixels)
    let colors = Self.groups(bins).map { $0.representative }
    var index: [UInt32: UInt8] = [:]
    for bin in bins { index[bin.color] = Self.nearest(to: bin.color, in: colors) }
    palette = colors.flatMap { color in (0..<3).map { UInt8(channel($0, of: color)) } }
    var indices = [UInt8](repeating: 0, count: pixels.count)
    var last: (color: UInt32, index: UInt8)?
    for (position, color) in pixels.enumerated() {
      if last?.color != color { last = (color, index[color] ?? 0) }
      indices[position] = last?.index ?? 0
    }
    self.indices = indices
  }

  /// The colours and how often each occurs, in the order of the colours.
  private static func histogram(_ pixels: [UInt32]) -> [Bin] {
    var counts: [UInt32: Int] = [:]
    var start = 0
    // Most neighbours are alike: counting runs is faster than counting pixels.
    while start < pixels.count {
      var end = start + 1
      while end < pixels.count, pixels[end] == pixels[start] { end += 1 }
      counts[pixels[start], default: 0] += end - start
      start = end
    }
    return counts.map { Bin(color: $0.key, count: $0.value) }.sorted { $0.color < $1.color }
  }

  /// The index of the colour that differs least, the first of equals.
  private static func nearest(to color: UInt32, in colors: [UInt32]) -> UInt8 {
    var best = (index: 0, distance: Int.max)
    for (index, candidate) in colors.enumerated() {
      var distance = 0
      for component in 0..<3 {
        let difference = Int(channel(component, of: color)) - Int(channel(component, of: candidate))
        distance += difference * difference
      }
      if distance < best.distance { best = (index, distance) }
    }
    return UInt8(best.index)
  }

  private static func groups(_ bins: [Bin]) -> [Group] {
    guard bins.count > 256 else { return bins.map { Group([$0]) } }
    var groups = [Group(bins)]
    while groups.count < 256 {
      guard let widest = groups.indices.max(by: { groups[$0].error < groups[$1].error }) else { break }
      let group = groups[widest]
      let isLow = { (bin: Bin) in Double(channel(group.channel, of: bin.color)) <= group.mean }
      groups[widest] = Group(group.bins.filter(isLow))
      groups.append(Group(group.bins.filter { !isLow($0) }))
    }
    return groups
  }
}

private struct Bin {
  var color: UInt32
  var count: Int
}

/// Colours that may become one.
private struct Group {
  let bins: [Bin]
  /// The channel in which the colours differ most, its mean, and the sum of squared differences from it.
  let channel: Int
  let mean: Double
  let error: Double

  init(_ bins: [Bin]) {
    self.bins = bins
    var widest = (channel: 0, mean: 0.0, error: -1.0)
    for candidate in 0..<3 {
      var (weights, sum, squares) = (0.0, 0.0, 0.0)
      for bin in bins {
        // A colour of a large area counts for no more than one of a hundred pixels.
        let weight = Double(min(bin.count, 100))
        let value = Double(LabFigures.channel(candidate, of: bin.color))
        weights += weight
        sum += weight * value
        squares += weight * value * value
      }
      let error = bins.count > 1 ? squares - sum * sum / weights : 0
      if error > widest.error { widest = (candidate, sum / weights, error) }
    }
    (channel, mean, error) = widest
  }

  /// The most frequent colour, the first of equals.
  var representative: UInt32 {
    bins.max { ($0.count, $1.color) < ($1.count, $0.color) }?.color ?? 0
  }
}

/// Red (0), green (1) or blue (2) of 0xRRGGBB.
private func channel(_ index: Int, of color: UInt32) -> UInt32 { color >> (16 - 8 * UInt32(index)) & 0xFF }
