import LabNotebooks

/// The points of a sweep against what they measured, for readers and for programs.
struct SweepTable {
  let results: SweepResults

  /// For the report, what differs among the points: means with the half-widths of their intervals.
  var table: Table {
    let metrics = results.metrics.filter { !isConstant($0) }
    return Table(
      columns: results.plan.names + metrics.map(heading) + ["claims held"],
      rows: results.points.map { point in
        results.plan.names.map { name in
          let text = point.point.overrides[name] ?? ""
          return Double(text).map { .number($0, .exact) } ?? .text(CodeMarkdown.span(text))
        } + metrics.map { cell($0, of: point) } + [.text(Self.claims(of: point.record))]
      })
  }

  /// What is the same at all points; nil where nothing is.
  var constants: Table? {
    let metrics = results.metrics.filter(isConstant)
    guard let point = results.points.first, !metrics.isEmpty else { return nil }
    return Table(columns: ["at all points", ""], rows: metrics.map { [.text(heading($0)), cell($0, of: point)] })
  }

  private func isConstant(_ metric: String) -> Bool {
    results.points.count > 1
      && Set(results.points.map { [$0.summary(of: metric)?.mean, $0.halfWidth(of: metric)] }).count == 1
  }

  private func heading(_ metric: String) -> String {
    let unit = results.unit(of: metric)
    return unit.isEmpty ? metric : "\(metric) (\(unit))"
  }

  private func cell(_ metric: String, of point: SweepResults.Point) -> Table.Cell {
    guard let summary = point.summary(of: metric) else { return "" }
    guard let halfWidth = point.halfWidth(of: metric), halfWidth > 0 else { return .number(summary.mean) }
    return .number(summary.mean, standardError: halfWidth)
  }

  private static func claims(of record: RunRecord) -> String {
    record.claims.isEmpty ? "" : "\(record.claims.count(where: \.held)) of \(record.claims.count)"
  }

  /// For programs (RFC 4180, lines end with LF): all digits, and of each metric the mean and, where seeds repeat, half the width
  /// of its 95% confidence interval. A point without a result has its settings alone.
  var csv: String {
    let metrics = results.metrics, hasIntervals = results.plan.repetitions > 1
    let headings =
      results.plan.names + ["seeds"] + metrics.flatMap { hasIntervals ? [$0, "\($0) half-width"] : [$0] }
      + ["claims held", "claims"]
    let found = Dictionary(results.points.map { ($0.point, $0) }) { first, _ in first }
    let rows = results.plan.points.map { point -> [String] in
      let settings = results.plan.names.map { point.overrides[$0] ?? "" }
      guard let result = found[point] else {
        return settings + Array(repeating: "", count: headings.count - settings.count)
      }
      let numbers = metrics.flatMap { metric -> [String] in
        let mean = result.summary(of: metric).map { NumberFormat.shortest($0.mean) } ?? ""
        let halfWidth = result.halfWidth(of: metric).map { NumberFormat.shortest($0) } ?? ""
        return hasIntervals ? [mean, halfWidth] : [mean]
      }
      let claims = result.record.claims
      return settings + ["\(result.record.seeds.count)"] + numbers + [
        "\(claims.count(where: \.held))", "\(claims.count)",
      ]
    }
    return ([headings] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
