/// Where the images and texts of a grid stand. Images are placed in pixels, texts in points.
struct ImageGridLayout {
  let pixelWidth: Int
  let pixelHeight: Int
  private let grid: ImageGrid
  private let factor: Int
  private let cellWidth: Int
  private let cellHeight: Int
  private let spacing: Int
  /// The left edge of each group, in pixels.
  private let lefts: [Int]
  /// The top edge of the images, in pixels.
  private let top: Int
  private let rowBlocks: [TextBlock]
  private let rowTitle: TextBlock?
  private let columnTitle: TextBlock?
  private let columnBlocks: [[TextBlock]]
  private let areColumnsTurned: Bool
  private let titles: [TextBlock?]
  private let columnLabelHeight: Double
  private let columnTitleHeight: Double

  private static let scale = Canvas.pixelsPerPoint
  private static let margin = 4.0
  private static let gap = 6.0
  private static let groupGap = 18
  /// What the images of a grid may take up, so that a report shows the picture at its size.
  private static let largestWidth = 1_500
  private static let largestImage = 168

  /// Lays out a grid that has been validated.
  init(_ grid: ImageGrid, typeface: Typeface) {
    self.grid = grid
    let image = grid.groups[0].images[0]
    let columns = grid.groups.reduce(0) { $0 + min($1.columns, $1.images.count) }
    let fitting = min(Self.largestWidth / (columns * image.width), Self.largestImage / max(image.width, image.height))
    factor = grid.magnification ?? max(1, fitting)
    cellWidth = factor * image.width
    cellHeight = factor * image.height
    spacing = grid.spacing * Self.scale
    let pitch = Double(cellWidth + spacing) / Double(Self.scale)

    rowBlocks = grid.rowLabels.map { TextBlock($0, style: .tick, maxWidth: 130, typeface: typeface) }
    let (cellWidth, spacing) = (cellWidth, spacing)
    let widths = grid.groups.map { group in
      let shown = min(group.columns, group.images.count)
      return shown * cellWidth + (shown - 1) * spacing
    }
    let rows = grid.groups.map { $0.rows }.max() ?? 0
    let height = rows * cellHeight + (rows - 1) * spacing
    let total = widths.reduce(0, +) + (grid.groups.count - 1) * Self.groupGap * Self.scale
    rowTitle = grid.rowTitle.map {
      TextBlock($0, style: .axisLabel, maxWidth: Double(height / Self.scale), typeface: typeface)
    }
    columnTitle = grid.columnTitle.map {
      TextBlock($0, style: .axisLabel, maxWidth: Double(total / Self.scale), typeface: typeface)
    }
    titles = zip(grid.groups, widths).map { group, width in
      group.title.map { TextBlock($0, style: .title, maxWidth: Double(width / Self.scale), typeface: typeface) }
    }

    let broken = grid.groups.map { group in
      group.columnLabels.map { TextBlock($0, style: .tick, maxWidth: pitch - 2, typeface: typeface) }
    }
    areColumnsTurned = broken.joined().contains { $0.width > pitch }
    columnBlocks =
      areColumnsTurned
      ? grid.groups.map { $0.columnLabels.map { TextBlock($0, style: .tick, typeface: typeface) } } : broken
    let all = columnBlocks.joined()
    let labelHeight = (areColumnsTurned ? all.map { $0.width }.max() : all.map { $0.height }.max()) ?? 0
    columnLabelHeight = labelHeight > 0 ? labelHeight + 4 : 0
    columnTitleHeight = columnTitle.map { $0.height + 4 } ?? 0
    let titleHeight = titles.compactMap { $0?.height }.max().map { $0 + Self.gap } ?? 0

    // A title wider than its images, for want of a space to break it at, sticks out to both sides.
    let overhang = zip(titles, widths).map { (($0?.width ?? 0) - Double($1 / Self.scale)) / 2 }.max() ?? 0
    var left = Self.margin
    if let rowTitle { left += rowTitle.height + Self.gap }
    if let labelWidth = rowBlocks.map({ $0.width }).max() { left += labelWidth + Self.gap }
    left = max(left, Self.margin + overhang)
    let firstLeft = Int(left.rounded(.up)) * Self.scale
    lefts = widths.indices.map { index in
      widths[..<index].reduce(firstLeft) { $0 + $1 + Self.groupGap * Self.scale }
    }
    let above = Self.margin + titleHeight + columnTitleHeight + columnLabelHeight
    top = Int(above.rounded(.up)) * Self.scale

    let right = Int((Self.margin + max(0, overhang)).rounded(.up)) * Self.scale
    let bottom = Int(Self.margin) * Self.scale
    // Even numbers of pixels, so that the picture is a whole number of points.
    pixelWidth = (firstLeft + total + right + 1) / 2 * 2
    pixelHeight = (top + height + bottom + 1) / 2 * 2
  }

  /// The top left pixel of an image.
  func origin(group: Int, image: Int) -> (x: Int, y: Int) {
    let (row, column) = image.quotientAndRemainder(dividingBy: grid.groups[group].columns)
    return (lefts[group] + column * (cellWidth + spacing), top + row * (cellHeight + spacing))
  }

  /// Sets the pixels of all images.
  func paintImages(on raster: inout Raster) {
    for (groupIndex, group) in grid.groups.enumerated() {
      for (index, image) in group.images.enumerated() {
        let origin = origin(group: groupIndex, image: index)
        let levels = image.levels
        // A grey pixel's one value is its red, green and blue.
        let next = image.channels == 1 ? 0 : 1
        for y in 0..<cellHeight {
          for x in 0..<cellWidth {
            let red = (y / factor * image.width + x / factor) * image.channels
            raster.set((levels[red], levels[red + next], levels[red + 2 * next]), x: origin.x + x, y: origin.y + y)
          }
        }
      }
    }
  }

  func drawTexts(on canvas: Canvas) {
    let scale = Double(Self.scale)
    let imagesTop = Double(top) / scale
    let (width, height) = (Double(cellWidth) / scale, Double(cellHeight) / scale)
    let pitch = (x: Double(cellWidth + spacing) / scale, y: Double(cellHeight + spacing) / scale)
    let imagesLeft = Double(lefts[0]) / scale
    for (row, block) in rowBlocks.enumerated() {
      let middle = imagesTop + Double(row) * pitch.y + height / 2
      block.draw(
        on: canvas, x: imagesLeft - Self.gap, top: middle - block.height / 2 - 0.02 * block.style.size,
        align: .trailing)
    }
    let gridHeight = Double(pixelHeight - top) / scale - Self.margin
    rowTitle?.drawUpwards(on: canvas, left: Self.margin, y: imagesTop + gridHeight / 2)
    let gridWidth = Double(pixelWidth - lefts[0]) / scale - Self.margin
    columnTitle?.draw(
      on: canvas, x: imagesLeft + gridWidth / 2, top: imagesTop - columnLabelHeight - columnTitleHeight,
      align: .center)
    for (group, left) in lefts.enumerated() {
      let left = Double(left) / scale
      for (column, block) in columnBlocks[group].enumerated() {
        let x = left + Double(column) * pitch.x + width / 2
        if areColumnsTurned {
          block.drawUpwards(on: canvas, left: x - block.height / 2, y: imagesTop - 4 - block.width / 2)
        } else {
          block.draw(on: canvas, x: x, top: imagesTop - 4 - block.height, align: .center)
        }
      }
      guard let title = titles[group] else { continue }
      let shown = Double(min(grid.groups[group].columns, grid.groups[group].images.count))
      let top = imagesTop - columnLabelHeight - columnTitleHeight - Self.gap - title.height
      title.draw(on: canvas, x: left + (shown * pitch.x - Double(spacing) / scale) / 2, top: top, align: .center)
    }
  }
}
