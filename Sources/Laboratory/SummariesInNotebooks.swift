import LabFigures
import LabNotebooks
import LabStatistics

extension Mark {
  /// Means over x, with a band of one standard error either side.
  public static func line(_ x: some Collection<some Plottable>, _ summaries: [Summary], name: String? = nil) -> Mark {
    .line(
      x, summaries.map(\.mean), lower: summaries.map { $0.mean - $0.standardError },
      upper: summaries.map { $0.mean + $0.standardError }, name: name)
  }

  /// A bar for each mean, with its standard error.
  public static func bars(_ summaries: [Summary], labels: [String]? = nil, name: String? = nil) -> Mark {
    .bars(summaries.map(\.mean), errors: summaries.map(\.standardError), labels: labels, name: name)
  }
}

extension Notebook {
  /// Keeps a mean as `NAME` and its standard error as `NAME-error`, of one unit, tolerance and format.
  public func measure(
    _ name: String, _ summary: Summary, unit: String = "", tolerance: Tolerance = .relative(1e-3), format: NumberFormat,
    file: String = #filePath, line: UInt = #line
  ) throws {
    for (name, value) in [(name, summary.mean), ("\(name)-error", summary.standardError)] {
      try measure(name, value, unit: unit, tolerance: tolerance, format: format, file: file, line: line)
    }
  }
}
