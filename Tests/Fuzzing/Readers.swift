import Foundation

@testable import LabComparison
@testable import LabDatasets
@testable import LabFigures
@testable import LabNotebooks
import LabPNG
import LabRequirements
@testable import LabSweeps

/// Everything that reads bytes which others wrote, by name; what can be read is used as a command would.
///
/// A reader may refuse its input, by an error; it must not end the program, take over a second or more than 1 GB.
let readers: [String: @Sendable ([UInt8]) -> Void] = [
  "idx": { readFile($0, named: "images") },
  "gzip": { readFile($0, named: "images.gz") },
  "record": { bytes in
    guard let record = try? RunRecord(text: String(decoding: bytes, as: UTF8.self)) else { return }
    _ = try? record.text()
    _ = try? Report.render(source: essay, record: record)
    for metric in record.metrics.values { _ = Report.text(of: metric) }
    for claim in record.claims { _ = Report.sentence(of: claim, in: record) }
  },
  "comparison": { bytes in
    // The base and the head, one after the other, with a zero byte between.
    let halves = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else { return }
    let sets = zip(["base", "head"], halves).map { name, half in
      let record = ReportFile(identity: nil) { Array(half) }
      return ReportSet(called: name, reports: ["it": ReportFiles(place: name, files: ["record.json": record])])
    }
    compare(sets[0], sets[1])
  },
  "revision": { bytes in
    // git reads it; what is ours is to name the reports by it, and to ask whether an experiment was meant.
    let name = String(decoding: bytes, as: UTF8.self)
    _ = Suggestion.question(for: name, among: ["beta-vae", "continuous-bernoulli", "conv-vae", "iwae"])
    let record = ReportFile(identity: nil) { Array(emptyRecordText.utf8) }
    let report = ReportFiles(place: name, files: ["record.json": record])
    let (base, head) = (ReportSet(called: name, reports: ["it": report]), ReportSet(called: "the tree", reports: [:]))
    compare(base, head, in: [forms[bytes.count % forms.count]])
  },
  "safetensors": { bytes in
    guard let file = try? SafeTensors(bytes: bytes) else { return }
    precondition((try? SafeTensors(bytes: file.bytes)) != nil, "what was read cannot be written and read again")
  },
  "literate": { bytes in
    let source = LiterateSource(String(decoding: bytes, as: UTF8.self))
    _ = try? Report.render(source: source, record: emptyRecord)
  },
  "swift": { _ = CodeText.text(of: $0, named: "a.swift") },
  "c": { _ = CodeText.text(of: $0, named: "a.c") },
  "png": { _ = try? Raster(png: $0) },
  "pictures": { bytes in
    // Of the type that the file has, as a folder of pictures is read.
    guard let picture = try? PNGImage(bytes, greatestCount: 1 << 25) else { return }
    precondition(picture.bytes.count == picture.width * picture.height * picture.channels.rawValue)
  },
  "csv": { bytes in
    for separator: Character in [",", ";"] {
      guard let table = try? DataTable(csv: bytes, named: "a.csv", separator: separator) else { continue }
      for column in table.columns {
        _ = try? table.categories(column, fillingWith: "")
        _ = try? table.integers(column, fillingWith: 0)
      }
      _ = try? table.droppingRows().tensor()
    }
  },
  "fortunes": { bytes in
    guard let texts = try? LabelledTexts(fortunes: bytes, named: "a") else { return }
    let corpus = Corpus(texts, minimumLength: 1) { Vocabulary(of: $0) }
    precondition(corpus.count <= texts.count && corpus.documents.allSatisfy { !$0.isEmpty })
  },
  "npy": { bytes in
    guard let array = try? NumericArray(npy: bytes, named: "a.npy") else { return }
    use(array)
  },
  "npz": { bytes in
    for name in ["features", "labels", nil] {
      guard let array = try? NumericArray(npz: bytes, named: "a.npz", array: name) else { continue }
      use(array)
    }
  },
  "setting": { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for setting in settings { _ = try? setting.value(from: text) }
  },
  "axis": { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let axis = try? SweepAxis(text, of: experiment), let grid = try? PointGrid([axis], of: experiment)
    else { return }
    _ = try? grid.all()
    _ = try? grid.sample(3, seed: 1)
  },
  "sweep": { bytes in
    // The files of a sweep's folder, which others wrote on other hosts, one after the other, with a zero byte between.
    let sweep = SweepFolder(folder + "/sweep"), point = sweep.point("it")
    let files = [sweep.planFile, sweep.tasksFile, sweep.statusFile(of: "it"), sweep.slurmFolder + "/1.json"]
    for folder in [point, sweep.slurmFolder] { try? FileSystem.makeFolder(folder) }
    for (file, part) in zip(files, bytes.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)) {
      try? FileSystem.put(Array(part), at: file)
    }
    if let plan = try? sweep.plan() {
      for point in plan.points.prefix(10) { _ = (plan.identifier(of: point), plan.command(of: point), point.label) }
      let points = plan.points.prefix(10).map { SweepResults.Point(point: $0, record: emptyRecord) }
      let results = SweepResults(plan: plan, points: points, missing: [])
      _ = (SweepTable(results: results).csv, plan.goal.flatMap { BestPoint(of: results, by: $0)?.text })
    }
    _ = try? sweep.tasks().tasks(["it"])
    // The next attempt counts on from the last.
    if let status = try? sweep.status(of: "it") { _ = (status.attempt + 1, status.seconds + 1) }
    _ = SlurmSubmission.nextNumber(in: sweep)
    let submitted = SlurmSubmission.all(in: sweep).flatMap { submission in
      submission.bundles.joined().map { ($0, SlurmQueue.Submitted(job: "1_0", time: submission.list.time)) }
    }
    let queue = SlurmQueue(submissions: Dictionary(submitted) { first, _ in first }, alive: [], folder: sweep)
    for now in [0, 1e12] { _ = sweep.condition(of: "it", now: now, queue: queue).detail }
  },
]

private let experiment = Experiment("it", title: "It", summary: "It.", settings: settings) { _ in }

/// How a comparison of two sets of reports is told.
private typealias Form = @Sendable (SetComparison, ReportSet, ReportSet) -> Void
private let forms: [Form] = [
  { comparison, _, _ in _ = PlainText(comparison).text.escapingControlCharacters },
  { comparison, _, _ in _ = MarkdownComment(comparison).text },
  { comparison, base, head in _ = try? HTMLPage(comparison, of: base, and: head).text() },
  { comparison, _, _ in _ = try? JSONText(comparison).text() },
]

private func compare(_ base: ReportSet, _ head: ReportSet, in forms: [Form] = forms) {
  guard let comparison = try? SetComparison(base, head) else { return }
  for form in forms { form(comparison, base, head) }
}

private func use(_ array: NumericArray) {
  _ = try? array.integers
  _ = try? array.doubles
  _ = try? array.tensor
}

/// Reads an IDX file of three dimensions from a file system in memory.
private func readFile(_ bytes: [UInt8], named name: String) {
  let path = "\(folder)/\(name)"
  guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { return }
  _ = try? IDXFile(path: path, rank: 3)
}

private let folder: String = {
  let path = "/dev/shm/fuzz-\(getpid())"
  try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  atexit { try? FileManager.default.removeItem(atPath: "/dev/shm/fuzz-\(getpid())") }
  return path
}()

private let essay = LiterateSource("/*:\n # It\n\n {a} and {b:value}\n\n {f}\n*/\n//: more {a}\nlet a = 1\n")

private let emptyRecordText = """
  {"format": 2, "experiment": "it", "title": "It", "tier": "smoke", "seed": 1, "seeds": [1], "settings": [],
   "metrics": {}, "claims": [], "outputs": [], "trainings": [],
   "fingerprint": {"code": "", "data": {}, "environment": {}, "library": {}, "machine": {}}}
  """

private let emptyRecord: RunRecord = {
  guard let record = try? RunRecord(text: emptyRecordText) else { fatalError("the empty record cannot be read") }
  return record
}()

private let settings = [
  Setting("whole", 1, "", limits: .between(0, 10)), Setting("number", 1.5, "", limits: .above(0)),
  Setting("flag", true, ""), Setting("text", "a", "", limits: .oneOf(["a", "b"])), Setting("list", [1.5, 2], ""),
  Setting("whole-list", [1, 2], "", limits: .atLeast(1), fewest: 2),
]
