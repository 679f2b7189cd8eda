import Laboratory

extension BoundLadder {
  /// What a datum costs by the bound of each number of draws, for a row of a table.
  func cells(_ format: NumberFormat) -> [Table.Cell] { rungs.map { .number($0.cost, format) } }

  /// The headings above such cells.
  static func headings(_ rungs: [Int]) -> [String] { rungs.sorted().map { "$-L_{\($0)}$" } }
}

extension Repeated {
  /// What a datum costs by the bound of each number of draws, over the trainings, for a row of a table.
  func rungCells(_ format: NumberFormat) -> [Table.Cell] {
    shown.ladder.rungs.indices.map { rung in .number(summary { $0.ladder.rungs[rung].cost.mean }, format) }
  }
}

extension Table {
  /// A row for each model: its name, what a datum costs by each bound, and cells of the caller's before that and after it.
  init<Model>(
    costsOf models: [Scored<Model>], _ format: NumberFormat, heading: String = "trained as",
    before: KeyValuePairs<String, (Scored<Model>) -> Cell> = [:]
  ) {
    let rungs = models.first?.ladder.rungs.map(\.particles) ?? []
    self.init(
      columns: [heading] + before.map(\.key) + BoundLadder.headings(rungs),
      rows: models.map { model in
        [.text(model.name)] + before.map { $0.value(model) } + model.ladder.cells(format)
      })
  }

  /// A row for each kind of trainings: its name and steps, cells of the caller's, what a datum costs, and that less the first
  /// kind's.
  init<Model>(
    costsOf kinds: [Repeated<Model>], _ format: NumberFormat,
    cells: KeyValuePairs<String, (Repeated<Model>) -> Cell>
  ) {
    self.init(
      columns: ["trained as", "steps"] + cells.map(\.key) + ["$-\\log p$", "less the first's", "which is"],
      rows: kinds.enumerated().map { index, kind in
        let loss = kinds[0].gain(over: kind)
        return [.text(kind.name), .number(kind.schedule.steps)] + cells.map { $0.value(kind) } + [
          .number(Summary(of: kind.costs), format), index == 0 ? "" : .number(loss.summary, format),
          index == 0 ? "" : .text(loss.verdict),
        ]
      })
  }
}

extension Notebook {
  /// Claims that no ladder falls by more than three standard errors.
  func claimRise<Model>(
    _ place: String, of models: [Scored<Model>], _ ending: String = "", file: String = #filePath, line: UInt = #line
  ) {
    claim(
      "\(place) no bound lies below one of fewer draws by more than three standard errors\(ending).",
      models.allSatisfy { $0.ladder.rises(within: 3) }, file: file, line: line)
  }
}

extension Mark {
  /// What a datum costs by the bound of k draws, over k, with standard errors.
  static func costs(_ ladder: BoundLadder, name: String) -> Mark {
    .connectedPoints(
      ladder.rungs.map(\.particles), ladder.rungs.map(\.cost.mean), errors: ladder.rungs.map(\.cost.standardError),
      name: name)
  }

  /// How much more a datum costs by the bound of k draws than by a given one, datum by datum, over k, with standard errors.
  static func costs(_ ladder: BoundLadder, above rung: BoundLadder.Rung, name: String) -> Mark {
    let rises = ladder.rungs.map { $0.rise(above: rung) }
    return .connectedPoints(
      ladder.rungs.map(\.particles), rises.map { -$0.mean }, errors: rises.map(\.standardError), name: name)
  }
}

extension Figure {
  /// The losses of trainings over their steps, cut off above what is left after a twentieth of them.
  init<Model>(lossesOf kinds: [Repeated<Model>], title: String) {
    let curves = kinds.flatMap(\.lossCurves), least = curves.joined().min()!
    let upper = curves.map { $0[$0.count / 20] }.max()!
    self.init(
      kinds.map { $0.losses(named: $0.name) }, x: "step",
      y: Axis("loss", unit: "nats", scale: .log, limits: least...max(upper, 1.1 * least)), title: title)
  }

  /// What a datum costs by the bound of k draws, over k, among other marks. It is cut off above the first bound of the first
  /// model: models trained on bounds of many draws have first bounds far above all that is to be compared.
  init<Model>(costsOf models: [Scored<Model>], and others: [Mark], from least: Double, unit: String, title: String) {
    self.init(
      models.map { .costs($0.ladder, name: $0.name) } + others, x: Axis("draws k", scale: .log),
      y: Axis("−Lₖ", unit: unit, limits: least...models[0].looseCost + 0.2), title: title)
  }

  /// The same above the tightest bound of the first model, datum by datum.
  init<Model>(costsAboveFirstOf models: [Scored<Model>], _ label: String, unit: String, title: String) {
    let best = models[0].ladder.tightest, least = models.map { -$0.ladder.tightest.rise(above: best).mean }.min()!
    self.init(
      models.map { .costs($0.ladder, above: best, name: $0.name) }, x: Axis("draws k", scale: .log),
      y: Axis(label, unit: unit, limits: least - 0.5...0.5 - models[0].ladder.loosest.rise(above: best).mean),
      title: title)
  }
}

extension Notebook {
  /// Keeps a ladder's bound of most draws as `ladder-bound`, how far it lies above that of fewest as `ladder-rise`, and the
  /// standard error of that as `ladder-rise-error`, in nats; their noise is that of the ladders of repeated trainings.
  func measureRise(
    of ladder: BoundLadder, noise repeated: [BoundLadder], file: String = #filePath, line: UInt = #line
  ) throws {
    func rise(_ ladder: BoundLadder) -> Summary { ladder.tightest.rise(above: ladder.loosest) }
    func measure(_ name: String, _ value: (BoundLadder) -> Double) throws {
      try self.measure(
        name, value(ladder), unit: "nats", tolerance: .noise(of: repeated.map(value)), format: .fixed(1), file: file,
        line: line)
    }
    try measure("ladder-bound") { $0.tightest.bound.mean }
    try measure("ladder-rise") { rise($0).mean }
    try measure("ladder-rise-error") { rise($0).standardError }
  }
}
