import LabFigures
import LabRequirements
import LabStatistics

/// Runs that differ in the seed alone, made one: what they measured and drew becomes means with intervals.
struct Repetitions {
  private let notebooks: [Notebook]
  private var first: Notebook { notebooks[0] }

  /// At least one, in the order of their seeds.
  init(_ notebooks: [Notebook]) {
    require(!notebooks.isEmpty, "no run to average")
    self.notebooks = notebooks
  }

  /// The record and the images; of a single run its own.
  ///
  /// - Throws: `FigureError` where an averaged picture cannot be drawn.
  func averaged() throws -> (record: RunRecord, images: [String: [UInt8]]) {
    guard notebooks.count > 1 else { return (first.record, first.images) }
    var record = first.record, images = first.images
    record.seeds = notebooks.map(\.seed)
    record.trainings += notebooks.dropFirst().flatMap(trainings)
    for name in record.metrics.keys.sorted() { record.metrics[name] = metric(name) }
    record.claims = claims
    for (index, output) in record.outputs.enumerated() {
      if let picture = averagedPicture(output.id) {
        let rendered = try picture.rendered()
        images[output.id] = rendered.png
        record.outputs[index].content = output.content.redrawn(
          width: rendered.width, height: rendered.height, plot: RecordedPlot(picture.plottedData))
      } else if let table = averagedTable(output.id) {
        record.outputs[index].content = table.content
      }
    }
    return (record, images)
  }

  /// The trainings of a further seed.
  private func trainings(of notebook: Notebook) -> [RunRecord.TrainingRecord] {
    notebook.record.trainings.map {
      var training = $0
      training.seed = notebook.seed
      return training
    }
  }

  /// The mean, with its interval in the text where the seeds differ.
  private func metric(_ name: String) -> RunRecord.Metric? {
    guard var metric = first.record.metrics[name] else { return nil }
    let samples = notebooks.compactMap { $0.record.metrics[name]?.value }
    guard samples.count == notebooks.count else { return metric }
    metric.samples = samples
    guard let mean = Self.mean(samples, first.formats[name, default: .automatic]) else { return metric }
    (metric.value, metric.text) = (mean.value, mean.text)
    return metric
  }

  /// A claim stands for the same with the other seeds, and fails where one of them does. Of one line those of one sentence are the
  /// same; where all seeds made as many there, and their sentences have numbers that a seed decides, those of one place. What
  /// only later seeds claimed follows.
  private var claims: [RunRecord.Claim] {
    struct Place: Hashable {
      var line: Int
      var sentence: String?
      var number: Int
    }
    let bySeed = notebooks.map(\.record.claims)
    let sentences = bySeed.map { claims in
      Dictionary(grouping: claims, by: \.line).mapValues { $0.map(\.sentence).sorted() }
    }
    func areToldBySentence(at line: Int) -> Bool {
      let first = sentences[0][line]
      return sentences.allSatisfy { $0[line] == first } || sentences.contains { $0[line]?.count != first?.count }
    }
    var places: [Place] = []
    var found: [Place: [RunRecord.Claim?]] = [:]
    for (seed, claims) in bySeed.enumerated() {
      var taken: [Place: Int] = [:]
      for claim in claims {
        let sentence = areToldBySentence(at: claim.line) ? claim.sentence : nil
        var place = Place(line: claim.line, sentence: sentence, number: 0)
        taken[place, default: 0] += 1
        place.number = taken[place, default: 0]
        if found[place] == nil { places.append(place) }
        found[place, default: Array(repeating: nil, count: notebooks.count)][seed] = claim
      }
    }
    return places.compactMap { place in
      let made = found[place, default: []]
      guard var claim = made.lazy.compactMap({ $0 }).first else { return nil }
      let held = made.compactMap { $0?.held }
      claim.held = held.allSatisfy { $0 }
      // Of a claim that not every seed made there is no verdict for each.
      if held.count == made.count { claim.heldBySeed = held }
      return claim
    }
  }

  private func averagedPicture(_ id: String) -> (any Picture)? {
    guard let picture = first.pictures[id] else { return nil }
    let others = notebooks.dropFirst().compactMap { $0.pictures[id] }
    guard others.count == notebooks.count - 1 else { return nil }
    return picture.averaged(with: others) { Summary(of: $0).confidenceHalfWidth() }
  }

  private func averagedTable(_ id: String) -> Table? {
    guard let table = first.tables[id] else { return nil }
    let others = notebooks.dropFirst().compactMap { $0.tables[id]?.withRows(inOrderOf: table) }
    guard others.count == notebooks.count - 1 else { return nil }
    return Table(
      columns: table.columns,
      rows: table.rows.indices.map { row in
        table.columns.indices.map { column in
          let cell = table.rows[row][column]
          let numbers = ([table] + others).compactMap { $0.rows[row][column].number }
          guard let format = cell.number?.format, numbers.count == notebooks.count else { return cell }
          return Self.mean(numbers.map(\.value), format).map { mean in
            .number(reading: mean.text, .init(value: mean.value, margin: mean.halfWidth, format: format))
          } ?? cell
        }
      })
  }

  /// The mean, half the width of its interval, and both as “19.2 ± 0.3”; nil where the seeds agree.
  private static func mean(_ samples: [Double], _ format: NumberFormat) -> (
    value: Double, halfWidth: Double, text: String
  )? {
    guard samples.contains(where: { $0 != samples[0] }) else { return nil }
    let summary = Summary(of: samples), halfWidth = summary.confidenceHalfWidth()
    return (summary.mean, halfWidth, "\(format.text(summary.mean)) ± \(format.text(halfWidth))")
  }
}

extension Table {
  /// The texts that rows begin with, which say what they are of; nil of a number.
  private var rowNames: [String?] { rows.map { row in row.first.flatMap { $0.isNumber ? nil : $0.text } } }

  /// This table with its rows in the order of another's, where both are of the same: a result may have ordered them. Nil where
  /// they are not.
  fileprivate func withRows(inOrderOf other: Table) -> Table? {
    guard columns == other.columns, rows.count == other.rows.count else { return nil }
    let names = rowNames, order = other.rowNames
    if names == order { return self }
    let places = Dictionary(grouping: names.indices) { names[$0] }
    let rows = order.compactMap { name in places[name].flatMap { $0.count == 1 ? self.rows[$0[0]] : nil } }
    return Set(order).count == order.count && rows.count == order.count ? Table(columns: columns, rows: rows) : nil
  }
}

extension Output.Content {
  /// A figure that has been drawn anew.
  fileprivate func redrawn(width: Int, height: Int, plot: RecordedPlot) -> Output.Content {
    guard case .figure(let description, _, _, _) = self else { return self }
    return .figure(description: description, width: width, height: height, plot: plot)
  }
}
