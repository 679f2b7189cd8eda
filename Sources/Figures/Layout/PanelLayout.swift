/// Where each panel's plot stands: plots of one size, in rows and columns that line up.
struct PanelLayout {
  let size: Size
  private let plans: [FigurePlan]
  private let furniture: [Furniture]
  let plots: [Rect]
  private let sharedBar: ColorBar?
  private let sharedLegend: Legend?
  /// The rectangle around all plots.
  private let block: Rect

  private static let gap = 10.0

  init(_ panels: Panels, typeface: Typeface) throws(FigureError) {
    let plans = try Self.plans(panels, typeface)
    let columns = min(panels.columns, plans.count)
    let rows = (plans.count + columns - 1) / columns
    var legend: Legend?
    if panels.sharing.contains(.legend) {
      var entries: [LegendEntry] = []
      for entry in plans.flatMap({ $0.legendEntries }) where !entries.contains(entry) { entries.append(entry) }
      legend = Legend(entries, maxWidth: 170, typeface: typeface)
    }
    let barScale = panels.sharing.contains(.colorBar) ? plans.lazy.compactMap { $0.colorScale }.first : nil

    var cell = Size(width: panels.width / Double(columns) * 0.75, height: panels.width / Double(columns) * 0.5)
    var furniture: [Furniture] = []
    var columnInsets: [Insets] = []
    var rowInsets: [Insets] = []
    var bar: ColorBar?
    // The margins depend on the labels, the labels on the plots' size: four rounds settle it.
    for round in 0..<4 {
      furniture = plans.indices.map { index in
        let settled = round > 0 ? furniture[index].legendPosition : nil
        return Furniture(plans[index], plotSize: plans[index].plotSize(within: cell), legendPosition: settled)
      }
      columnInsets = (0..<columns).map { column in
        plans.indices.filter { $0 % columns == column }.reduce(Insets()) { $0.union(furniture[$1].insets) }
      }
      rowInsets = (0..<rows).map { row in
        plans.indices.filter { $0 / columns == row }.reduce(Insets()) { $0.union(furniture[$1].insets) }
      }
      let height = Self.blockHeight(cell, rowInsets)
      bar = barScale.map { ColorBar($0, length: height, typeface: typeface) }
      let margins = columnInsets.reduce(0) { $0 + $1.horizontal } + Double(columns - 1) * Self.gap
      let beside = max(bar?.insets.right ?? 0, legend.map { $0.size.width + Self.gap } ?? 0)
      let width = ((panels.width - margins - beside) / Double(columns)).rounded(.down)
      guard width >= 30 else {
        throw .invalid("Panels: \(columns) columns leave no room in \(panels.width) points. Give fewer columns.")
      }
      cell = Size(width: width, height: (width * Self.aspect(panels, plans, columns)).rounded())
    }

    self.plans = plans
    self.furniture = plans.indices.map { [cell, furniture] index in
      Furniture(
        plans[index], plotSize: plans[index].plotSize(within: cell), legendPosition: furniture[index].legendPosition)
    }
    sharedBar = bar
    sharedLegend = legend
    plots = plans.indices.map { index in
      let (row, column) = (index / columns, index % columns)
      let left = columnInsets[..<column].reduce(columnInsets[column].left) {
        $0 + $1.horizontal + cell.width + Self.gap
      }
      let top = rowInsets[..<row].reduce(rowInsets[row].top) { $0 + $1.vertical + cell.height + Self.gap }
      let plot = plans[index].plotSize(within: cell)
      return Rect(
        x: left + ((cell.width - plot.width) / 2).rounded(), y: top + (cell.height - plot.height).rounded(),
        width: plot.width, height: plot.height)
    }
    let width = columnInsets.reduce(Double(columns - 1) * Self.gap) { $0 + $1.horizontal + cell.width }
    let height = Self.blockHeight(cell, rowInsets)
    block = Rect(
      x: columnInsets[0].left, y: rowInsets[0].top,
      width: width - columnInsets[0].left - columnInsets[columns - 1].right, height: height)
    let beside = max(bar?.insets.right ?? 0, legend.map { $0.size.width + Self.gap } ?? 0)
    size = Size(
      width: width + beside,
      height: max(
        height + rowInsets[0].top + rowInsets[rows - 1].bottom, rowInsets[0].top + (legend?.size.height ?? 0) + 6))
  }

  /// From the top of the first row's plots to the bottom of the last row's.
  private static func blockHeight(_ cell: Size, _ rows: [Insets]) -> Double {
    let between = zip(rows, rows.dropFirst()).reduce(0) { $0 + $1.0.bottom + gap + $1.1.top }
    return between + Double(rows.count) * cell.height
  }

  private static func aspect(_ panels: Panels, _ plans: [FigurePlan], _ columns: Int) -> Double {
    if let aspect = panels.aspect { return aspect }
    if plans.allSatisfy({ $0.figure.hasEqualAspect }) {
      let ratios = plans.map { ($0.y.upper - $0.y.lower) / ($0.x.upper - $0.x.lower) }
      return min(max(ratios.max() ?? 1, 0.1), 2)
    }
    return columns == 1 ? 0.5 : columns == 2 ? 0.68 : 0.8
  }

  static func plans(_ panels: Panels, _ typeface: Typeface) throws(FigureError) -> [FigurePlan] {
    guard !panels.figures.isEmpty else { throw .invalid("The panels hold no figures. Give at least one.") }
    guard panels.columns >= 1 else { throw .invalid("Panels in \(panels.columns) columns. Give at least one column.") }
    try Size(width: panels.width, height: 100).validate(of: "The panels")
    if let aspect = panels.aspect, !(0.05...20 ~= aspect) {
      throw .invalid("Panels of aspect \(aspect). Give a height over width between 0.05 and 20.")
    }
    var plans: [FigurePlan] = []
    // What one legend names, or one palette colours, has one colour in every panel.
    let hasOneScheme = panels.sharing.contains(.legend) || panels.palette != nil
    let seriesCount = hasOneScheme ? panels.figures.map { $0.seriesCount }.max() : nil
    for var figure in panels.figures {
      figure.palette = panels.palette ?? figure.palette
      plans.append(try FigurePlan(figure, seriesCount: seriesCount, typeface: typeface))
    }
    if panels.sharing.contains(.x) { try share(\.x, among: &plans, named: "x") }
    if panels.sharing.contains(.y) { try share(\.y, among: &plans, named: "y") }
    if panels.sharing.contains(.colorBar) {
      let colorings = panels.figures.flatMap { $0.marks }.compactMap { $0.content.coloring }
      let common = try ColorScale(colorings)
      for index in plans.indices where plans[index].colorScale != nil {
        plans[index].colorScale = common
        plans[index].showsColorBar = false
      }
    }
    for index in plans.indices {
      if panels.sharing.contains(.legend) { plans[index].legendPosition = .hidden }
      if panels.hasLetters, plans.count > 1 { plans[index].letter = letter(index) }
    }
    return plans
  }

  /// Gives all panels the domain that covers theirs.
  private static func share(
    _ axis: WritableKeyPath<FigurePlan, Domain>, among plans: inout [FigurePlan], named name: String
  ) throws(FigureError) {
    let domains = plans.map { $0[keyPath: axis] }
    guard domains.allSatisfy({ $0.scale == domains[0].scale }) else {
      throw .invalid("The panels share the \(name) axis, but some are linear and some logarithmic.")
    }
    let isWhole = domains.allSatisfy { $0.isWhole }
    let extent = domains.dropFirst().reduce(Extent(domains[0].lower, domains[0].upper)) {
      $0.union(Extent($1.lower, $1.upper))
    }
    for index in plans.indices {
      plans[index][keyPath: axis] = Domain(
        extent, scale: domains[0].scale, isWhole: isWhole, ticks: domains.flatMap(\.ticks))
    }
  }

  /// a … z, then aa, ab, …
  private static func letter(_ index: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let last = String(letters[index % 26])
    return index < 26 ? last : letter(index / 26 - 1) + last
  }

  func draw(on canvas: Canvas) {
    for (index, plot) in plots.enumerated() { furniture[index].draw(plans[index], on: canvas, at: plot) }
    // The outermost plot's own margin already stands between it and what the panels share.
    let right = size.width - max(sharedBar?.insets.right ?? 0, sharedLegend.map { $0.size.width + Self.gap } ?? 0)
    sharedBar?.draw(
      on: canvas, rightOf: Rect(x: block.x, y: block.y, width: right - block.x - 10, height: block.height))
    sharedLegend?.draw(on: canvas, at: Point(x: right, y: block.y))
  }
}
