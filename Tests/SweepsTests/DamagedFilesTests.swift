import Foundation
import LabTestSupport
import Testing

@testable import LabNotebooks
@testable import LabSweeps

/// The files of a sweep's folder as no command writes them: each is refused or used, and ends nothing.
@Suite struct DamagedFilesTests {
  private let temporary: TemporaryFolder
  private let folder: SweepFolder

  init() throws {
    temporary = try TemporaryFolder()
    folder = SweepFolder(temporary.path + "/sweep")
    try folder.prepare()
    try FileSystem.makeFolder(folder.slurmFolder)
  }

  private static let plan = SweepPlan(
    of: "it", tier: .smoke, seed: 1, repetitions: 2, shared: ["steps": "5"], dataDirectory: "/data", names: ["beta"],
    points: ["0.5", "1", "2"].map { SweepPoint(values: [.init(name: "beta", text: $0)]) },
    goal: SweepGoal(metric: "height", isMaximum: true))

  private static let list = TaskList(
    program: "/p", directory: "/", tasks: [PointTask(id: "it", label: "beta=1", arguments: ["run"])], time: 1e9,
    isScheduled: true)

  private static let record = """
    {"format": 2, "experiment": "it", "title": "It", "tier": "smoke", "seed": 1, "seeds": [1, 2], "settings": [],
     "metrics": {"height": {"value": 1.5, "text": "1.5", "unit": "m", "tolerance": {}, "samples": [1, 2]}}, "claims": [],
     "outputs": [], "trainings": [],
     "fingerprint": {"code": "", "data": {}, "environment": {}, "library": {}, "machine": {}}}
    """

  /// The files by their paths, as commands write them.
  private var files: [String: JSON] {
    get throws {
      let status = PointStatus(
        state: .running, attempt: 2, host: HostIdentity(name: "n7", start: "another"), process: 12, processBeginning: 3,
        job: "1_0", exitCode: 0, message: "why", seconds: 1.5)
      return [
        folder.planFile: try JSON(encoding: Self.plan), folder.tasksFile: try JSON(encoding: Self.list),
        folder.statusFile(of: "it"): try JSON(encoding: status),
        folder.slurmFolder + "/1.json": try JSON(
          encoding: SlurmSubmission(number: 1, list: Self.list, bundles: [["it"]], job: "1")),
      ]
    }
  }

  /// What commands do with the files of the folder.
  private func use(drawsReport: Bool) throws {
    if let plan = try? folder.plan() {
      let record = try RunRecord(text: Self.record)
      let points = plan.points.prefix(5).map { SweepResults.Point(point: $0, record: record) }
      for point in points { _ = (plan.identifier(of: point.point), plan.command(of: point.point), point.point.label) }
      let results = SweepResults(plan: plan, points: points, missing: [])
      _ = (SweepTable(results: results).csv, plan.goal.flatMap { BestPoint(of: results, by: $0)?.text })
      if drawsReport { _ = try? SweepReport(of: results).write(into: temporary.path + "/Reports") }
    }
    _ = try? folder.tasks().tasks(["it"])
    let submitted = SlurmSubmission.all(in: folder).flatMap { submission in
      submission.bundles.joined().map { ($0, SlurmQueue.Submitted(job: "1_0", time: submission.list.time)) }
    }
    _ = SlurmSubmission.nextNumber(in: folder)
    for alive in [nil, [], ["1_0"]] as [Set<String>?] {
      let queue = SlurmQueue(submissions: Dictionary(submitted) { first, _ in first }, alive: alive, folder: folder)
      for now in [0, 1e12] { _ = folder.condition(of: "it", now: now, queue: queue).detail }
    }
    // The next attempt counts on from the last.
    if let status = try? folder.status(of: "it") { _ = (status.attempt + 1, status.seconds + 1) }
  }

  private static func places(in json: JSON, at path: [String] = []) -> [[String]] {
    switch json {
    case .array(let elements): elements.enumerated().flatMap { places(in: $1, at: path + ["\($0)"]) }
    case .object(let members): members.keys.sorted().flatMap { places(in: members[$0] ?? .null, at: path + [$0]) }
    default: [path]
    }
  }

  private static func replacing(_ json: JSON, at path: ArraySlice<String>, with value: JSON) -> JSON {
    guard let key = path.first else { return value }
    switch json {
    case .array(var elements):
      guard let index = Int(key) else { return json }
      elements[index] = replacing(elements[index], at: path.dropFirst(), with: value)
      return .array(elements)
    case .object(var members):
      members[key] = replacing(members[key] ?? .null, at: path.dropFirst(), with: value)
      return .object(members)
    default: return json
    }
  }

  @Test(arguments: [
    JSON.whole(Int128(Int.max)), .whole(-1), .whole(Int128.max), .number(1e308), .null, .string(""), .string("../.."),
    .string("nan"), .string("inf"), .array([]), .object([:]),
  ])
  func noValueOfAFileEndsTheProgram(_ value: JSON) throws {
    let files = try files
    for (file, json) in files { try write(json.text, to: file) }
    for (file, json) in files {
      for place in Self.places(in: json) {
        try write(Self.replacing(json, at: place[...], with: value).text, to: file)
        // Figures take their time.
        if case .string = value { try use(drawsReport: place.last == "text") } else { try use(drawsReport: false) }
      }
      try write(json.text, to: file)
    }
  }

  @Test func noTruncatedFileEndsTheProgram() throws {
    let files = try files
    for (file, json) in files { try write(json.text, to: file) }
    for (file, json) in files {
      for count in stride(from: 0, to: json.text.count, by: 7) {
        try write(String(json.text.prefix(count)), to: file)
        try use(drawsReport: false)
      }
      try write(json.text, to: file)
    }
  }

  /// Without waiting for the disk, as the program does.
  private func write(_ text: String, to file: String) throws {
    try FileSystem.makeFolder(FileSystem.folder(of: file))
    try Data(text.utf8).write(to: URL(filePath: file))
  }

  /// Counting on from such a number would end the program, or overflow.
  @Test(arguments: [("attempt", JSON.whole(Int128(Int.max))), ("attempt", .whole(-1)), ("seconds", .number(1e308))])
  func aStatusWithSuchANumberIsDamaged(_ name: String, _ value: JSON) throws {
    let file = folder.statusFile(of: "it"), json = try #require(try files[file])
    try write(Self.replacing(json, at: [name], with: value).text, to: file)
    #expect(throws: FileError.self) { try folder.status(of: "it") }
  }

  /// A job of it may still wait, and must not find another's work in its place.
  @Test func aSubmissionThatCannotBeReadKeepsItsNumber() throws {
    #expect(SlurmSubmission.nextNumber(in: folder) == 1)
    for (name, next) in [("2.json", 3), ("x.json", 3), ("9.sh", 3), ("9223372036854775807.json", 3), ("10.json", 11)] {
      try write("{", to: "\(folder.slurmFolder)/\(name)")
      #expect(SlurmSubmission.nextNumber(in: folder) == next)
    }
  }

  /// Between ends that are so far apart that their ratio, or their difference, is no number.
  @Test func aWideRangeIsSampledInBetween() throws {
    let experiment = Experiment("it", title: "It", summary: "It.", settings: [Setting("scale", 1.0, "a scale")]) { _ in
    }
    for (text, isLogarithmic) in [("scale=1e-300..1e300:log", true), ("scale=-1.5e308..1.5e308", false)] {
      let points = try PointGrid([SweepAxis(text, of: experiment)], of: experiment).sample(200, seed: 1)
      let numbers = points.compactMap { $0.overrides["scale"].flatMap(Double.init) }
      #expect(numbers.count == 200 && numbers.allSatisfy(\.isFinite))
      // Half of 200 lie on each side of the middle, ± 4 standard deviations of √50.
      let below = numbers.count { isLogarithmic ? $0 < 1 : $0 < 0 }
      #expect((72...128).contains(below), "\(text): \(below)")
    }
  }
}
