import LabDatasets
import LabNotebooks
import LabSweeps

/// The points of a sweep in a CSV file: the settings' names in its first line, and the values of a point in each other.
struct PointsFile {
  private let path: String
  private let experiment: Experiment

  init(_ path: String, of experiment: Experiment) { (self.path, self.experiment) = (path, experiment) }

  /// The settings that are varied, and the points.
  ///
  /// - Throws: `FileError`, which names the line; `DataError` for what is no CSV.
  func points() throws -> (names: [String], points: [SweepPoint]) {
    guard let bytes = FileSystem.read(path) else {
      throw FileError(
        path: path, problem: FileSystem.isTaken(path) ? "cannot be read" : "is not there",
        remedy: "Name a CSV file of points with --points.")
    }
    var scanner = try CSVScanner(bytes, named: path, separator: UInt8(ascii: ","))
    guard let heading = try scanner.next() else {
      throw FileError(path: path, problem: "is empty", remedy: "Its first line names the settings: beta,latent-size")
    }
    let settings = try heading.fields.map(setting)
    if Set(heading.fields).count < heading.fields.count {
      throw FileError(path: path, problem: "names a setting twice in its first line")
    }
    var points: [SweepPoint] = []
    while let row = try scanner.next() {
      guard row.fields.count == settings.count else {
        throw FileError(
          path: "\(path), line \(row.line)",
          problem: "has \(row.fields.count) values for \(settings.count) settings")
      }
      do {
        let values = try zip(settings, row.fields).map { setting, text in
          SweepPoint.Value(name: setting.name, text: try setting.value(from: text).description)
        }
        points.append(SweepPoint(values: values))
      } catch let error as SettingError {
        throw FileError(
          path: "\(path), line \(row.line)",
          problem: "\(error)".hasSuffix(".") ? String("\(error)".dropLast()) : "\(error)")
      }
    }
    guard !points.isEmpty else { throw FileError(path: path, problem: "has no points below its first line") }
    guard points.count <= SweepPlan.mostPoints else {
      throw FileError(path: path, problem: "has over \(SweepPlan.mostPoints) points", remedy: "Split it into several.")
    }
    return (heading.fields, points)
  }

  private func setting(_ name: String) throws -> Setting {
    if let setting = experiment.settings.first(where: { $0.name == name }) { return setting }
    let suggestion = Suggestion.question(for: name, among: experiment.settings.map(\.name))
    throw FileError(
      path: "\(path), line 1", problem: "names “\(name)”, which is no setting of “\(experiment.name)”",
      remedy: suggestion.isEmpty
        ? "It has \(experiment.settings.map(\.name).joined(separator: ", "))." : String(suggestion.dropFirst()))
  }
}
