import Laboratory

extension BoundLadder {
  /// What a datum costs by the bound of each number of draws, for a row of a table.
  func cells(_ format: NumberFormat) -> [Table.Cell] { rungs.map { .number($0.cost, format) } }

  /// The headings above such cells.
  static func headings(_ rungs: [Int]) -> [String] { rungs.sorted().map { "$-L_{\($0)}$" } }
}

extension Table {
  /// A row for each model: its name, what a datum costs by each bound, and cells of the caller's before that and after it.
  init<Model>(
    costsOf models: [Scored<Model>], _ format: NumberFormat, heading: String = "trained as",
    before: KeyValuePairs<String, (Scored<Model>) -> Cell> = [:],
    after: KeyValuePairs<String, (Scored<Model>) -> Cell> = [:]
  ) {
    let rungs = models.first?.ladder.rungs.map(\.particles) ?? []
    self.init(
      columns: [heading] + before.map(\.key) + BoundLadder.headings(rungs) + after.map(\.key),
      rows: models.map { model in
        let (first, last) = (before.map { $0.value(model) }, after.map { $0.value(model) })
        return [.text(model.name)] + first + model.ladder.cells(format) + last
      })
  }
}

extension Notebook {
  /// Measures what a datum costs by the tightest and the loosest bound, of the first model as `NAME-cost-1` and
  /// `NAME-bound-1`, of the last as `NAME-cost-last` and `NAME-bound-last`.
  func measureCosts<Model>(
    _ name: String, of models: [Scored<Model>], _ format: NumberFormat, loosest: NumberFormat,
    file: String = #filePath, line: UInt = #line
  ) throws {
    for (place, model) in [("1", models[0]), ("last", models[models.count - 1])] {
      try measure("\(name)-cost-\(place)", model.cost, unit: "nats", format: format, file: file, line: line)
      try measure("\(name)-bound-\(place)", model.looseCost, unit: "nats", format: loosest, file: file, line: line)
    }
  }

  /// Claims that no ladder falls by more than three standard errors.
  func claimRise<Model>(
    _ place: String, of models: [Scored<Model>], _ ending: String = "", file: String = #filePath, line: UInt = #line
  ) {
    claim(
      "\(place) no bound lies below one of fewer draws by more than three standard errors\(ending).",
      models.allSatisfy { $0.ladder.rises(within: 3) }, file: file, line: line)
  }

  /// Claims that by their tightest bounds every model costs less than another, by more than three standard errors.
  func claimLess<Model>(
    _ sentence: String, _ models: some Sequence<Scored<Model>>, than other: Scored<Model>, file: String = #filePath,
    line: UInt = #line
  ) {
    let gains = models.map { $0.ladder.rise(above: other.ladder) }
    claim(
      "\(sentence), by more than three standard errors of the difference.",
      gains.allSatisfy { $0.mean > 3 * $0.standardError }, file: file, line: line)
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
  /// The losses of trainings over their steps.
  init<Model>(lossesOf models: [Scored<Model>], title: String) {
    self.init(
      models.map { .smoothedLine($0.losses, name: $0.name) }, x: "step",
      y: Axis("loss", unit: "nats", scale: .log), title: title)
  }

  /// What a datum costs by the bound of k draws, over k, among other marks.
  init<Model>(costsOf models: [Scored<Model>], and others: [Mark], unit: String, title: String) {
    self.init(
      models.map { .costs($0.ladder, name: $0.name) } + others, x: Axis("draws k", scale: .log),
      y: Axis("−Lₖ", unit: unit, scale: .log), title: title)
  }

  /// The same above the tightest bound of the first model, datum by datum. It is cut off above: models trained on bounds of
  /// many draws have first bounds far above all that is to be compared.
  init<Model>(costsAboveFirstOf models: [Scored<Model>], _ label: String, unit: String, title: String) {
    let best = models[0].ladder.tightest
    let excesses = models.flatMap { $0.ladder.rungs.map { -$0.rise(above: best).mean } }
    self.init(
      models.map { .costs($0.ladder, above: best, name: $0.name) }, x: Axis("draws k", scale: .log),
      y: Axis(label, unit: unit, limits: excesses.min()! - 1...2 * excesses[0] + 2), title: title)
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
