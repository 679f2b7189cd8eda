import LabFigures
import LabNotebooks

/// A figure that differs, or that only one of the reports has.
public struct FigureChange: Encodable, Equatable, Sendable {
  /// The author's name for it.
  public let id: String
  /// Whether both reports have it.
  public let presence: Presence
  /// The numbers that differ, the largest change first.
  public let series: [SeriesChange]
  /// Series that only one has, and what is written in it and differs: “x axis: “step” → “epoch””.
  public let labels: [String]
  /// Whether it has another number of panels, is of another kind, or has a series that the other has not.
  let isRestructured: Bool
  /// How its image differs; nil where it does not, or where that says no more than the data.
  public let pixels: Pixels?
  /// Whether it shows images, whose pixels are their data.
  public let isImageGrid: Bool
  /// What it is put down to.
  public let attribution: Attribution

  /// Whether both have it, with the same series and a picture that can be read.
  var isWhole: Bool { presence == .both && !isRestructured && pixels != .unreadable }

  /// Whether no curve of several trainings changed by more than their noise.
  var curvesAgree: Bool { !series.contains { $0.noise == .changed } }

  /// How an image differs.
  public enum Pixels: Encodable, Equatable, Sendable {
    /// The share of pixels that differ, and the largest change of one, of 255.
    case changed(share: Double, largest: Int)
    /// Its size in pixels differs.
    case resized
    /// It has too many pixels to be compared.
    case tooLarge(width: Int, height: Int)
    /// One of the files is in Git LFS, and another than that of the other side.
    case inLargeFileStorage
    /// One of the files is missing or no PNG.
    case unreadable
  }

  /// Those of two reports, in their order, new ones at the end.
  static func all(
    from before: (record: RunRecord, files: ReportFiles), to after: (record: RunRecord, files: ReportFiles),
    noise: NoiseVerdicts, because results: Attribution
  ) throws -> [FigureChange] {
    let (old, new) = (plots(of: before.record), plots(of: after.record))
    var changes: [FigureChange] = []
    for (id, plot) in old {
      guard let other = new.first(where: { $0.id == id })?.plot else {
        changes.append(FigureChange(id, .gone, plot, because: results))
        continue
      }
      let pixels = try Self.pixels(before.files.picture(id), after.files.picture(id))
      let change = FigureChange(id, Plot(plot), Plot(other), pixels, noise, because: results)
      // Records of other versions may say the same of a figure in other words.
      if !change.series.isEmpty || !change.labels.isEmpty || pixels != nil { changes.append(change) }
    }
    let added = new.filter { id, _ in !old.contains { $0.id == id } }
    return changes + added.map { FigureChange($0.id, .new, $0.plot, because: results) }
  }

  private static func plots(of record: RunRecord) -> [(id: String, plot: RecordedPlot)] {
    record.outputs.compactMap { output in
      if case .figure(_, _, _, let plot) = output.content { (output.id, plot) } else { nil }
    }
  }

  private static func pixels(_ before: ReportFile?, _ after: ReportFile?) throws -> Pixels? {
    if before == nil, after == nil { return nil }
    guard let before, let after else { return .unreadable }
    if try before.isSame(as: after, isText: false) { return nil }
    return pixels(try before.content(), try after.content())
  }

  private static func pixels(_ before: [UInt8], _ after: [UInt8]) -> Pixels? {
    if LargeFilePointer(before) != nil || LargeFilePointer(after) != nil { return .inLargeFileStorage }
    if let size = [before, after].compactMap(PictureSize.init).first(where: \.isTooLarge) {
      return .tooLarge(width: size.width, height: size.height)
    }
    do {
      guard let comparison = try PixelComparison(before, after) else { return .resized }
      let share = Double(comparison.changedCount) / Double(max(comparison.pixelCount, 1))
      return comparison.isSame ? nil : .changed(share: share, largest: comparison.largestChange)
    } catch {
      return .unreadable
    }
  }

  private init(_ id: String, _ presence: Presence, _ plot: RecordedPlot, because results: Attribution) {
    self.id = id
    self.presence = presence
    (series, labels, isRestructured, pixels) = ([], [], false, nil)
    isImageGrid = Plot(plot).isImageGrid
    attribution = results.ofWording
  }

  private init(
    _ id: String, _ before: Plot, _ after: Plot, _ pixels: Pixels?, _ noise: NoiseVerdicts, because results: Attribution
  ) {
    self.id = id
    presence = .both
    var series: [SeriesChange] = []
    // Of many only the first are shown: what is gone or new stands before what is written otherwise.
    var structure = Self.differences(before.panels.count, after.panels.count, "panels")
    structure += Self.differences(before.kind, after.kind, "kind")
    var labels: [String] = []
    for (index, (old, new)) in zip(before.panels, after.panels).enumerated() {
      labels += Self.labelChanges(old, new)
      for one in old.series {
        guard let other = new.series.first(where: { $0.key == one.key }) else {
          structure.append("\(old.prefix)\(one.text) is gone")
          continue
        }
        let place = NoiseVerdicts.Place.curve(figure: id, panel: index, series: one.key)
        series += SeriesChange.all(one, other, prefix: old.prefix).map { change in
          var change = change
          if change.channel == "y" {
            (change.noise, change.noiseProbability) = (noise.verdict(place), noise.probability(place))
          }
          return change
        }
        labels += Self.labelChanges(one, other, prefix: old.prefix)
      }
      let added = new.series.filter { one in !old.series.contains { $0.key == one.key } }
      structure += added.map { "\(new.prefix)\($0.text) is new" }
    }
    isRestructured = !structure.isEmpty
    // The order of equals is that of the figure.
    self.series = series.enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }
      .map(\.element)
    self.labels = structure + labels
    self.pixels = pixels
    isImageGrid = after.isImageGrid
    attribution = !series.isEmpty ? results : !self.labels.isEmpty ? results.ofWording : results.ofDrawing
  }

  private static func labelChanges(_ before: Plot.Panel, _ after: Plot.Panel) -> [String] {
    let prefix = before.prefix
    let (before, after) = (before.recorded, after.recorded)
    var changes = differences(before.title, after.title, prefix + "title")
    for (old, new, axis) in [
      (before.x, after.x, "x axis"), (before.y, after.y, "y axis"), (before.color, after.color, "colour bar"),
    ] {
      let name = prefix + axis
      changes += differences(old?.label, new?.label, name)
      changes += differences(old?.scale, new?.scale, "\(name)'s scale")
      changes += differences(limit(old?.lower), limit(new?.lower), "\(name)'s lower limit")
      changes += differences(limit(old?.upper), limit(new?.upper), "\(name)'s upper limit")
    }
    return changes
  }

  private static func labelChanges(_ before: Plot.Series, _ after: Plot.Series, prefix: String) -> [String] {
    let place = prefix + before.text
    let (before, after) = (before.recorded, after.recorded)
    return differences(before.labels?.text, after.labels?.text, place + ", labels")
      + differences(before.note, after.note, place + ", note")
      + differences(shape(before), shape(after), place + ", shape")
  }

  private static func limit(_ value: Double?) -> String? { value.map { NumberFormat.shortest($0) } }

  /// “12 × 28 × 28”.
  private static func shape(_ series: RecordedPlot.Series) -> String? {
    series.shape?.lengths.map(String.init).joined(separator: " × ")
  }

  private static func differences<Value: Equatable>(_ before: Value?, _ after: Value?, _ place: String) -> [String] {
    if before == after { return [] }
    let texts = [before, after].map { value in value.map { "“\($0)”" } ?? "nothing" }
    return ["\(place): \(texts[0]) → \(texts[1])"]
  }
}

extension RecordedLabels {
  /// The names; of very many what tells them from others.
  fileprivate var text: String {
    switch self {
    case .all(let names): names.joined(separator: ", ")
    case .summarised(let extract): "\(counted(extract.shape.count, "name")), digest \(extract.digest.prefix(8))"
    }
  }
}

/// Which of two reports have something.
public enum Presence: String, Encodable, Sendable {
  case both, gone, new
}
