import Foundation
import LabNotebooks

/// An array job as it was handed to Slurm: which tasks each of its elements does.
///
/// It keeps the tasks themselves, so that a job does what it was submitted for, whatever the folder is asked for until it begins.
struct SlurmSubmission: Codable, Equatable {
  /// Counted from 1 within the folder.
  let number: Int
  /// What it does.
  let list: TaskList
  /// The ids of the tasks of each element, by its index.
  let bundles: [[String]]
  /// The number that Slurm gave the job; nil until it has, and where it refused.
  var job: String?

  /// The names of its elements, as `12_3`, in the order of what they do; none before Slurm has it.
  var elements: [String] { job.map { job in bundles.indices.map { "\(job)_\($0)" } } ?? [] }

  private static func file(_ number: Int, in folder: SweepFolder) -> String {
    "\(folder.slurmFolder)/\(number).json"
  }

  /// All that were written, in their order.
  static func all(in folder: SweepFolder) -> [SlurmSubmission] {
    FileSystem.names(in: folder.slurmFolder).compactMap { name -> SlurmSubmission? in
      guard name.hasSuffix(".json"), let bytes = FileSystem.read("\(folder.slurmFolder)/\(name)") else { return nil }
      return try? JSONDecoder().decode(SlurmSubmission.self, from: Data(bytes))
    }.sorted { $0.number < $1.number }
  }

  /// The number of the next. What cannot be read any more keeps its own: a job may still wait for it.
  static func nextNumber(in folder: SweepFolder) -> Int {
    let numbers = FileSystem.names(in: folder.slurmFolder).compactMap { name in
      name.hasSuffix(".json") ? Int(name.dropLast(".json".count)) : nil
    }
    return (numbers.filter { $0 < .max }.max() ?? 0) + 1
  }

  /// One of a number.
  ///
  /// - Throws: `FileError` where there is none.
  static func number(_ number: Int, in folder: SweepFolder) throws -> SlurmSubmission {
    guard let bytes = FileSystem.read(file(number, in: folder)),
      let submission = try? JSONDecoder().decode(SlurmSubmission.self, from: Data(bytes))
    else {
      throw FileError(
        path: file(number, in: folder), problem: "is not there, or damaged", remedy: "Give the command again.")
    }
    return submission
  }

  /// - Throws: `FileError`.
  func write(in folder: SweepFolder) throws {
    try FileSystem.makeFolder(folder.slurmFolder)
    try FileSystem.put(Array(try JSON(encoding: self).text.utf8), at: Self.file(number, in: folder))
  }
}
