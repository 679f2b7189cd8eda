import Foundation
import LabFigures

@testable import LabComparison
@testable import LabNotebooks

/// A small report that tests alter: a record, its prose and code, and the pictures of its figures.
struct SampleReport {
  var record: RunRecord
  var prose = ["The area is 1.140 square metres.", "Nothing else is said."]
  var code = ["let beta = 4.0", "let area = beta / 3"]
  var pictures: [String: [UInt8]] = [:]

  init() {
    let experiment = Experiment("good", title: "A good experiment", summary: "It is good.") { _ in }
    record = RunRecord(
      experiment: experiment, tier: .standard, seed: 1, settings: [],
      fingerprint: .init(
        code: "c0de", data: ["digits": "3"],
        circumstances: Circumstances(
          library: ["Tensors": "1", "Distributions": "2"], versions: ["Cairo": "1.16.0", "OpenBLAS": "0.3.21"],
          machine: ["instructions": "AVX2"])))
    record.settings = [.init(name: "beta", value: "4", explanation: "weight", isDefault: true)]
    record.metrics["area"] = .init(value: 1.14, text: "1.140", unit: "square metres", tolerance: .relative(1e-3))
    record.claims = [.init(sentence: "The area is less than that of the box.", held: true, line: 1)]
  }

  /// Shows lines in a figure, as a notebook does.
  mutating func show(_ figure: some Picture, id: String, caption: String = "It rises.") throws {
    let rendered = try figure.rendered()
    record.outputs.removeAll { $0.id == id }
    record.outputs.append(
      Output(
        id: id, caption: caption, isFolded: false, line: 1,
        content: .figure(
          description: caption, width: rendered.width, height: rendered.height,
          plot: RecordedPlot(figure.plottedData))))
    pictures[id] = rendered.png
  }

  mutating func show(table rows: [[String]], columns: [String], id: String) {
    record.outputs.removeAll { $0.id == id }
    let content = Output.Content.table(columns: columns, alignedRight: columns.map { _ in true }, rows: rows)
    record.outputs.append(Output(id: id, caption: "", isFolded: false, line: 1, content: content))
  }

  var files: ReportFiles {
    get throws {
      let text =
        "# Good\n\n" + prose.joined(separator: "\n\n") + "\n\n```swift\n" + code.joined(separator: "\n") + "\n```\n"
      var contents = ["README.md": Array(text.utf8), "record.json": Array(try record.text().utf8)]
      for (id, png) in pictures { contents["figures/\(id).png"] = png }
      return ReportFiles(
        place: "Reports/good", files: contents.mapValues { bytes in ReportFile(identity: nil) { bytes } })
    }
  }
}

/// What differs between the sample report and an altered one, which may start from another sample.
func comparison(
  from base: SampleReport = SampleReport(), _ alter: (inout SampleReport) throws -> Void
) throws -> ReportComparison? {
  var altered = base
  try alter(&altered)
  return try ReportComparison("good", base.files, altered.files)
}

extension SetComparison {
  /// A comparison of sets in which this report alone differs.
  static func of(_ reports: ReportComparison..., unchanged: [String] = []) -> SetComparison {
    SetComparison(base: "main (1a2b3c4)", head: "the working tree", changed: reports, unchanged: unchanged)
  }
}
